/// The natural logarithm and the exponential function of a `Double`, from basic operations alone.
///
/// The C library selects its code by the processor, so its last digit is not the same everywhere.
/// These functions use only `+ - * /` and fused multiply-add in a fixed order: their bits are the
/// same on every machine. Both are within 2 ulp of the exact value, which `ElementaryTests` checks
/// over their whole range.
enum Elementary {
  /// ln 2 in two parts: the first has 32 trailing zero bits, so that its product with an exponent
  /// is exact.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// Computes eˣ, within 2 ulp where the result is a normal number; 0 below and ∞ above the range.
  ///
  /// With x = k·ln 2 + r and |r| ≤ ln 2 / 2, eˣ = 2ᵏ · Σ rⁿ / n! for n = 0 … 13, whose remainder is
  /// below 2⁻⁵⁷.
  static func exp(_ x: Double) -> Double {
    guard x < 710 else { return x.isNaN ? x : .infinity }
    guard x > -746 else { return 0 }
    let k = (x * 1.4426950408889634).rounded()
    let r = (x - k * ln2High) - k * ln2Low
    var sum = inverseFactorials[13]
    for n in stride(from: 12, through: 0, by: -1) {
      sum = inverseFactorials[n].addingProduct(sum, r)
    }
    return Double(sign: .plus, exponent: Int(k), significand: sum)
  }

  /// Computes ln x for x ≥ 0, within 2 ulp; −∞ for 0 and NaN for negative numbers.
  ///
  /// With x = 2ᵏ·m and m in [√½, √2), ln x = k·ln 2 + ln m.
  static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 1.4142135623730951 {
      significand /= 2
      exponent += 1
    }
    let fraction = logarithm(ofOnePlus: significand - 1)
    return exponent * ln2High + (fraction + exponent * ln2Low)
  }

  /// Computes ln(1 + y) for y ≥ 0, within 2 ulp also where y is small.
  static func log1p(_ y: Double) -> Double {
    precondition(y >= 0, "log1p of a negative number is not supported: \(y)")
    guard y >= 0.4 else { return logarithm(ofOnePlus: y) }
    let sum = 1 + y
    guard sum < .infinity else { return log(sum) }
    // What the sum has lost to rounding. From 2⁵³ on, nothing of 1 is left in it.
    let lost = y < 0x1p53 ? y - (sum - 1) : 0
    return log(sum) + lost / sum
  }

  /// Computes ln(1 + f) for f in [√½ − 1, 0.42]: 2·artanh(s) with s = f / (2 + f), |s| ≤ 0.174.
  ///
  /// artanh(s) = s + s³/3 + s⁵/5 + …; the terms up to s²³/23 leave a remainder below 2⁻⁶⁰ · s.
  private static func logarithm(ofOnePlus f: Double) -> Double {
    let s = f / (2 + f)
    let square = s * s
    var sum = 1 / 23.0
    for divisor in stride(from: 21.0, through: 3, by: -2) {
      sum = (1 / divisor).addingProduct(sum, square)
    }
    // 2·s = f − s·f, of which the first part is exact.
    return f - s * (f - 2 * square * sum)
  }

  /// 1 / n! for n = 0 … 13.
  private static let inverseFactorials: [Double] = (0...13).map { n in
    1 / (0..<n).reduce(1.0) { $0 * Double($1 + 1) }
  }
}
