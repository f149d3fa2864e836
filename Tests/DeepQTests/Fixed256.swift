import BigInt

/// A number in 0..<1 with 256 bits, in units of 2⁻²⁵⁶.
///
/// BigInt does the same and more, but takes a millisecond for a sine in a debug build.
struct Fixed256: Equatable {
  var high: UInt128
  var low: UInt128

  /// The same bits as a whole number.
  var whole: BigInt { BigInt(high) << 128 + BigInt(low) }

  /// 1/n! rounded down, for n from 2.
  static let inverseFactorials: [Fixed256] = (0...60).map { n in
    let factorial = (0...n).dropFirst().reduce(BigInt(1)) { $0 * BigInt($1) }
    let value = (BigInt(1) << 256) / factorial
    return Fixed256(
      high: UInt128(truncatingIfNeeded: value >> 128), low: UInt128(truncatingIfNeeded: value))
  }

  static func - (left: Fixed256, right: Fixed256) -> Fixed256 {
    let (low, isBorrowed) = left.low.subtractingReportingOverflow(right.low)
    return Fixed256(high: left.high &- right.high &- (isBorrowed ? 1 : 0), low: low)
  }

  /// The product, rounded down.
  static func * (left: Fixed256, right: Fixed256) -> Fixed256 {
    let upper = left.high.multipliedFullWidth(by: right.high)
    let crosses = [
      left.high.multipliedFullWidth(by: right.low), left.low.multipliedFullWidth(by: right.high),
    ]
    let lower = left.low.multipliedFullWidth(by: right.low)

    var product = Fixed256(high: upper.high, low: upper.low)
    var below = lower.high
    for cross in crosses {
      let (sum, carriesBelow) = below.addingReportingOverflow(cross.low)
      below = sum
      let (low, carries) = product.low.addingReportingOverflow(cross.high)
      let (low1, carriesAgain) = low.addingReportingOverflow(carriesBelow ? 1 : 0)
      product.low = low1
      product.high &+= (carries ? 1 : 0) + (carriesAgain ? 1 : 0)
    }
    return product
  }

  /// The double nearest to a number over 2⁻⁶⁰ that is at most 1000 units wrong; `nil` if that is
  /// not enough to tell.
  var nearestDouble: Double? {
    let dropped = UInt128(75 - high.leadingZeroBitCount)
    let rest = high & (1 << dropped - 1)
    let half: UInt128 = 1 << (dropped - 1)
    if rest == half, low < 1_000 { return nil }
    if rest == half - 1, low > UInt128.max - 1_000 { return nil }
    let kept = UInt64(high >> dropped) + (rest >= half ? 1 : 0)
    return Double(kept) * Double(sign: .plus, exponent: Int(dropped) - 128, significand: 1)
  }

  /// The sine and the cosine of an angle in 2⁻⁵⁰...0.25; the cosine's 1 − v is v here, as 1 has no
  /// room.
  static func series(_ angle: Double) -> (sine: Fixed256, versine: Fixed256) {
    let significand = UInt128(angle.significandBitPattern | 1 << 52)
    // The angle is significand · 2^(exponent − 52), a whole number of 2⁻¹²⁸.
    let x = Fixed256(high: significand << UInt128(128 - 52 + Int(angle.exponent)), low: 0)
    let z = x * x
    var sine = inverseFactorials[53]
    var versine = inverseFactorials[52]
    for n in stride(from: 50, through: 2, by: -2) {
      sine = inverseFactorials[n + 1] - z * sine
      versine = inverseFactorials[n] - z * versine
    }
    return (x - x * (z * sine), z * versine)
  }
}
