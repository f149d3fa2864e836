import Foundation

/// Hyperparameters' values in few characters, as tables and plots show them.
enum AxisValueText {
  /// Shortens the values of one column: lists lose brackets and blanks, long numbers all but as many
  /// digits as tell them apart.
  static func shortened(_ values: [String]) -> [String] {
    let distinct = Set(values).count
    for digits in 2...6 {
      let short = values.map { shortened($0, digits: digits) }
      if Set(short).count == distinct { return short }
    }
    return values
  }

  private static func shortened(_ value: String, digits: Int) -> String {
    if value.hasPrefix("["), value.hasSuffix("]"), value.count > 2 {
      return value.dropFirst().dropLast().replacingOccurrences(of: ", ", with: ",")
    }
    guard value.count > 6, let number = Double(value), number.isFinite else { return value }
    return shortest(Double(String(format: "%.\(digits)g", number)) ?? number)
  }
}
