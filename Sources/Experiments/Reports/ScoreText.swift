import Foundation

/// Scores as texts that line up: one number of decimals for a whole column.
enum ScoreText {
  /// The texts of a column, with that many significant digits in its largest finite number, empty
  /// where there is none; what is not finite is `inf`, `-inf` or `nan`.
  static func column(_ scores: [Double?], digits: Int = 5, signed: Bool = false) -> [String] {
    let finite = scores.compactMap { $0 }.filter(\.isFinite)
    let largest = finite.reduce(0) { max($0, abs($1)) }
    // Very large and very small numbers do not line up whatever is done.
    let isPlain = largest == 0 || (1e-3..<1e9).contains(largest)
    let exponent = largest == 0 ? 0 : Int(log10(largest).rounded(.down))
    let decimals = finite.allSatisfy { $0.rounded() == $0 } ? 0 : max(0, digits - 1 - exponent)
    return scores.map { score in
      guard let score else { return "" }
      // The C library may write the sign of what is not a number.
      let number =
        score.isNaN
        ? "nan"
        : isPlain ? String(format: "%.\(decimals)f", score) : String(format: "%.\(digits)g", score)
      return signed && score > 0 ? "+" + number : number
    }
  }

  /// A value among others, in few characters: four significant digits, or all those before the point.
  static func value(_ value: Double) -> String {
    String(format: (1e4..<1e9).contains(abs(value)) ? "%.0f" : "%.4g", value)
  }

  /// The same with as many more digits as show on which side of each bound it is.
  static func value(_ value: Double, besides bounds: [Double]) -> String {
    var text = Self.value(value)
    // More than it has, where it has all those before the point.
    var digits = max(5, text.prefix { $0 != "." }.count + 1)
    while digits <= 17, let shown = Double(text),
      bounds.contains(where: { (shown < $0, shown > $0) != (value < $0, value > $0) })
    {
      text = String(format: "%.\(digits)g", value)
      digits += 1
    }
    return text
  }

  /// Half the width of an interval, with two digits: `13`, `0.48`, `0.0`.
  static func error(_ error: Double) -> String {
    guard error.isFinite else { return "inf" }
    guard error > 0 else { return "0.0" }
    // As it is when it has two digits: 9.97 is 10.
    switch Double(String(format: "%.1e", error)) ?? error {
    case ..<1e-3, 1e6...: return String(format: "%.1e", error)
    case ..<0.1: return String(format: "%.3f", error)
    case ..<1: return String(format: "%.2f", error)
    case ..<10: return String(format: "%.1f", error)
    default: return String(format: "%.0f", error)
    }
  }

  /// A p-value with two digits, `<0.0001` below that.
  static func probability(_ p: Double) -> String {
    p < 1e-4 ? "<0.0001" : String(format: p < 0.01 ? "%.4f" : "%.3f", p)
  }

  /// A p-value after its name: `= 0.012`, `< 0.0001`.
  static func equation(_ p: Double) -> String {
    let text = probability(p)
    return text.hasPrefix("<") ? "< " + text.dropFirst() : "= " + text
  }

  /// A distance from what is right, of which only the size matters.
  static func distance(_ value: Double) -> String { String(format: "%.2g", value) }
}
