import Foundation

/// Scores as texts that line up: one number of decimals for a whole column.
enum ScoreText {
  /// The texts of a column, with five significant digits in its largest number, empty where there
  /// is none.
  static func column(_ scores: [Double?], signed: Bool = false) -> [String] {
    let largest = scores.reduce(0) { max($0, $1.map(abs) ?? 0) }
    // Very large and very small numbers do not line up whatever is done.
    let isPlain = largest == 0 || (1e-3..<1e9).contains(largest)
    let exponent = largest == 0 ? 0 : Int(log10(largest).rounded(.down))
    let decimals = scores.allSatisfy { $0?.rounded() == $0 } ? 0 : max(0, 4 - exponent)
    return scores.map { score in
      guard let score else { return "" }
      let number =
        isPlain ? String(format: "%.\(decimals)f", score) : String(format: "%.5g", score)
      return signed && score > 0 ? "+" + number : number
    }
  }

  /// A value among others, in few characters.
  static func value(_ value: Double) -> String { String(format: "%.4g", value) }

  /// A distance from what is right, of which only the size matters.
  static func distance(_ value: Double) -> String { String(format: "%.2g", value) }
}
