import Foundation

/// Scores as texts that line up: one number of decimals for a whole column.
enum ScoreText {
  /// The texts of a column, with five significant digits in its largest finite number, empty where
  /// there is none; what is not finite is `inf`, `-inf` or `nan`.
  static func column(_ scores: [Double?], signed: Bool = false) -> [String] {
    let finite = scores.compactMap { $0 }.filter(\.isFinite)
    let largest = finite.reduce(0) { max($0, abs($1)) }
    // Very large and very small numbers do not line up whatever is done.
    let isPlain = largest == 0 || (1e-3..<1e9).contains(largest)
    let exponent = largest == 0 ? 0 : Int(log10(largest).rounded(.down))
    let decimals = finite.allSatisfy { $0.rounded() == $0 } ? 0 : max(0, 4 - exponent)
    return scores.map { score in
      guard let score else { return "" }
      // The C library may write the sign of what is not a number.
      let number =
        score.isNaN
        ? "nan"
        : isPlain ? String(format: "%.\(decimals)f", score) : String(format: "%.5g", score)
      return signed && score > 0 ? "+" + number : number
    }
  }

  /// A value among others, in few characters.
  static func value(_ value: Double) -> String { String(format: "%.4g", value) }

  /// A distance from what is right, of which only the size matters.
  static func distance(_ value: Double) -> String { String(format: "%.2g", value) }
}
