// Sine and cosine without the C library, whose code, and so whose last bit, depends on the CPU.
//
// Goals, in order: the correctly rounded result, which leaves nothing to choose and is the same
// everywhere; code that a reader can check; speed (a CartPole step needs both, and is a small part
// of a training step).
//
// For |x| ≤ 1/4 both follow from z = x² by short alternating series:
//
//     sin x = x · (1 − d),   d = z/3! − z²/5! + z³/7! − … = z · (1/3! − z · (1/5! − z · (1/7! − …)))
//     cos x = 1 − v,         v = z/2! − z²/4! + z³/6! − … = z · (1/2! − z · (1/4! − z · (1/6! − …)))
//
// All of it is done on whole numbers, in units of U = 2⁻¹²⁸, a product being the upper half of the
// 256-bit one. Since z ≤ 1/16, an error in the k-th bracket counts (1/16)ᵏ in the result, so from
// the seventh on 64 bits are enough, in units of 2⁻¹⁰⁴ (sine) and 2⁻¹⁰⁰ (cosine), which use all 64
// of them.
//
//     Error, in U                            d                      v
//     z cut off below U                      1/3! · 1    0.17       1/2! · 1     0.50
//     brackets 1 to 6: constant, product     1/16 · 1.2  0.08       1/16 · 1.2   0.08
//     brackets 7 to 12, in their own units   16⁻⁷ · 2²⁴ · 1.2       16⁻⁷ · 2²⁸ · 1.2
//                                                        0.08                    1.20
//     terms after the twelfth                z¹³/27!     0.00       z¹³/26!      0.00
//     last product cut off                               1.00                    1.00
//                                            together  < 1.4        together   < 3
//
// (In a bracket the constant's and the product's cutting pull in opposite directions, so they do
// not add up.) x has 53 bits and 1 − d 128, and their product is rounded exactly; so is 1 − v. The
// result is therefore correctly rounded unless the exact value lies within 1.4 · 2⁻⁷⁵ (sine) or 3 ·
// 2⁻⁷⁵ (cosine) units in the last place of the middle between two doubles. Taking the bits of sines
// as random, an argument has a chance of 2⁻⁷³·⁵ and 2⁻⁷²·⁴ to be such a one; there are 25 · 2⁵² =
// 2⁵⁶·⁶ magnitudes between 2⁻²⁷ and 1/4, so the chance that the range holds any at all is 2⁻¹⁵.
// `TrigonometryTests` compares with 256-bit arithmetic.

/// The sine and the cosine of a small angle in radians, both correctly rounded to nearest.
///
/// - Precondition: `angle` is in −0.25...0.25. CartPole's episodes end beyond ±0.2095.
/// - Complexity: 14 multiplications of 128 bits and 10 of 64, and a few to square and to scale; no
///   division, no allocation.
func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
  precondition(angle.magnitude <= 0.25, "sine and cosine are for angles up to 0.25, not \(angle)")
  // Closer to 0, x³/6 is under half a unit in the last place of x, and x²/2 under half of one below
  // 1.
  if angle.magnitude < 0x1p-27 { return (angle, 1) }

  let significand = angle.significandBitPattern | 1 << 52
  let exponent = Int(angle.exponentBitPattern) - 1023
  let square = UInt128(significand) * UInt128(significand)
  // (significand · 2^(exponent − 52))² in units of 2⁻¹²⁸.
  let shift = 2 * exponent - 104 + 128
  let z = shift >= 0 ? square &<< UInt128(shift) : square &>> UInt128(-shift)

  return (
    scaled(significand, by: 0 &- sineDefect(z), exponent: exponent, sign: angle.sign),
    rounded(0 &- cosineDefect(z))
  )
}

/// `d` of the derivation above, of `z`, both in units of 2⁻¹²⁸.
@inline(__always)
func sineDefect(_ z: UInt128) -> UInt128 {
  let short = UInt64(truncatingIfNeeded: z >> 64)
  var tail = inverseFactorial(25, unit: 104)
  tail = inverseFactorial(23, unit: 104) &- high(short, tail)
  tail = inverseFactorial(21, unit: 104) &- high(short, tail)
  tail = inverseFactorial(19, unit: 104) &- high(short, tail)
  tail = inverseFactorial(17, unit: 104) &- high(short, tail)
  tail = inverseFactorial(15, unit: 104) &- high(short, tail)

  var bracket = inverseFactorial(13) &- high(z, UInt128(tail) << 24)
  bracket = inverseFactorial(11) &- high(z, bracket)
  bracket = inverseFactorial(9) &- high(z, bracket)
  bracket = inverseFactorial(7) &- high(z, bracket)
  bracket = inverseFactorial(5) &- high(z, bracket)
  bracket = inverseFactorial(3) &- high(z, bracket)
  return high(z, bracket)
}

/// `v` of the derivation above, of `z`, both in units of 2⁻¹²⁸.
@inline(__always)
func cosineDefect(_ z: UInt128) -> UInt128 {
  let short = UInt64(truncatingIfNeeded: z >> 64)
  var tail = inverseFactorial(24, unit: 100)
  tail = inverseFactorial(22, unit: 100) &- high(short, tail)
  tail = inverseFactorial(20, unit: 100) &- high(short, tail)
  tail = inverseFactorial(18, unit: 100) &- high(short, tail)
  tail = inverseFactorial(16, unit: 100) &- high(short, tail)
  tail = inverseFactorial(14, unit: 100) &- high(short, tail)

  var bracket = inverseFactorial(12) &- high(z, UInt128(tail) << 28)
  bracket = inverseFactorial(10) &- high(z, bracket)
  bracket = inverseFactorial(8) &- high(z, bracket)
  bracket = inverseFactorial(6) &- high(z, bracket)
  bracket = inverseFactorial(4) &- high(z, bracket)
  bracket = inverseFactorial(2) &- high(z, bracket)
  return high(z, bracket)
}

/// The double nearest to `fraction`, a number in 1/2..<1 in units of 2⁻¹²⁸.
@inline(__always)
private func rounded(_ fraction: UInt128) -> Double {
  let kept = UInt64(truncatingIfNeeded: fraction >> 75)
  let nearest = kept + UInt64(truncatingIfNeeded: fraction >> 74) & 1
  return Double(nearest) * 0x1p-53
}

/// The double nearest to `significand · 2^(exponent − 52) · fraction`, the fraction in units of
/// 2⁻¹²⁸ and over 1/2.
@inline(__always)
private func scaled(
  _ significand: UInt64, by fraction: UInt128, exponent: Int, sign: FloatingPointSign
) -> Double {
  // The product in units of 2⁻⁶⁴; what is cut off is below any bit that the rounding looks at.
  let upper = UInt64(truncatingIfNeeded: fraction >> 64)
  let lower = UInt64(truncatingIfNeeded: fraction)
  let product = UInt128(significand) * UInt128(upper) + UInt128(high(significand, lower))

  // It has 116 or 117 bits, 53 of which stay.
  let dropped = UInt128(75 - product.leadingZeroBitCount)
  let kept = UInt64(truncatingIfNeeded: product &>> dropped)
  let nearest = kept + UInt64(truncatingIfNeeded: product &>> (dropped - 1)) & 1
  let unit = Double(
    sign: sign, exponentBitPattern: UInt(1023 + exponent - 52 - 64 + Int(dropped)),
    significandBitPattern: 0)
  return Double(nearest) * unit
}

/// 1/n! in units of 2^−`unit`, rounded down; a constant once compiled.
@inline(__always)
private func inverseFactorial(_ n: Int, unit: Int) -> UInt64 {
  UInt64(truncatingIfNeeded: inverseFactorial(n) >> UInt128(128 - unit))
}

/// 1/n! in units of 2⁻¹²⁸, rounded down (to nearest for 1/2!); a constant once compiled.
@inline(__always)
private func inverseFactorial(_ n: Int) -> UInt128 {
  if n == 2 { return 1 << 127 }
  var factorial: UInt128 = 1
  for factor in 2...n { factorial &*= UInt128(factor) }
  // One less than 2¹²⁸ gives the same quotient: no factorial but 1 and 2 divides a power of two.
  return UInt128.max / factorial
}

/// The upper half of a product.
@inline(__always)
private func high(_ a: UInt128, _ b: UInt128) -> UInt128 {
  a.multipliedFullWidth(by: b).high
}

/// The upper half of a product.
@inline(__always)
private func high(_ a: UInt64, _ b: UInt64) -> UInt64 {
  a.multipliedFullWidth(by: b).high
}

// MARK: - Any angle

// Sine and cosine of angles that are not small.
//
// The angle is first brought into −π/4...π/4 by taking away a multiple of π/2, in units of 2⁻²⁴⁰:
//
//     |x| = k · π/2 + r,   k = round(|x| · 2/π)
//
// x is a whole number of these units, and π/2 is known to 241 bits, so with k < 2¹⁰ r is wrong by less
// than 2⁻²³⁰. The double nearest to a multiple of π/2 is still 2⁻⁶¹ away from it (in this range),
// so r has 169 bits that are right, of which the leading 128 are kept. From there on it goes as for
// small angles, z = r² in units of 2⁻¹²⁸, but z is up to 0.62 instead of 1/16, so all brackets have 128
// bits, and there are 16 of them: what follows is below z¹⁷/35! < 2⁻¹⁴⁴.
//
//     Error, in units of 2⁻¹²⁸                 d = 1 − sin r / r      v = 1 − cos r
//     z cut off below 2⁻¹²⁸, from r and square  1/3! · 3     0.50      1/2! · 3     1.50
//     brackets: constant, product               0.62 · 1.9   1.2       0.62 · 1.9   1.2
//     last product cut off                                   1.0                    1.0
//                                               together   < 2.7       together   < 3.7
//
// The sine is r · (1 − d), with 128 bits of r and a product cut off to as many: together less than 5
// units in the last of them, of which 53 are kept. So the result is correctly rounded unless the exact
// value lies within about 2⁻⁷² of a unit in the last place of the middle between two doubles.
// `Trigonometry+AnyAngleTests` compares with 300-bit arithmetic.

/// The sine and the cosine of an angle in radians, both correctly rounded to nearest.
///
/// - Precondition: `angle` is in −1024...1024.
/// - Complexity: about 40 multiplications of 128 bits; no division, no allocation.
public func sineAndCosine(anyAngle angle: Double) -> (sine: Double, cosine: Double) {
  if angle.magnitude <= 0.25 { return sineAndCosine(angle) }
  precondition(angle.magnitude <= 1024, "sine and cosine are for angles up to 1024, not \(angle)")
  let (quarter, rest) = reduced(angle.magnitude)
  let z = rest.square
  var sine = rest.rounded(times: 0 &- wideSineDefect(z))
  let cosine = Double(nearestTo: 0 &- wideCosineDefect(z))
  if rest.isNegative { sine = -sine }
  let (s, c): (Double, Double) =
    switch quarter & 3 {
    case 0: (sine, cosine)
    case 1: (cosine, -sine)
    case 2: (-sine, -cosine)
    default: (-cosine, sine)
    }
  return (angle < 0 ? -s : s, c)
}

/// What is left of an angle once multiples of π/2 are taken away: `±significand · 2^(exponent −
/// 128)`, the significand's first bit set.
private struct Rest {
  var significand: UInt128
  var exponent: Int
  var isNegative: Bool

  /// Its square in units of 2⁻¹²⁸.
  var square: UInt128 {
    let square = significand.multipliedFullWidth(by: significand).high
    return exponent > -64 ? square &>> UInt128(-2 * exponent) : 0
  }

  /// The double nearest to its magnitude times `fraction`, a number over 1/2 in units of 2⁻¹²⁸,
  /// where 0 means 1.
  func rounded(times fraction: UInt128) -> Double {
    let product =
      fraction == 0 ? significand : significand.multipliedFullWidth(by: fraction).high
    let dropped = 75 - product.leadingZeroBitCount
    let kept = UInt64(truncatingIfNeeded: product &>> UInt128(dropped))
    let nearest = kept + UInt64(truncatingIfNeeded: product &>> UInt128(dropped - 1)) & 1
    return Double(sign: .plus, exponent: dropped + exponent - 128, significand: Double(nearest))
  }
}

extension Double {
  /// The double nearest to `fraction`, a number in 1/2..<1 in units of 2⁻¹²⁸.
  fileprivate init(nearestTo fraction: UInt128) {
    let kept = UInt64(truncatingIfNeeded: fraction >> 75)
    let nearest = kept + UInt64(truncatingIfNeeded: fraction >> 74) & 1
    self = Double(nearest) * 0x1p-53
  }
}

/// π/2 in units of 2⁻²⁴⁰, rounded down.
private let halfPi: (high: UInt128, low: UInt128) = (
  0x0001_921F_B544_42D1_8469_898C_C517_01B8, 0x39A2_5204_9C11_14CF_98E8_0417_7D4C_7627
)

/// Takes the nearest multiple of π/2 away from an angle in 1/4...1024.
private func reduced(_ angle: Double) -> (quarter: UInt64, rest: Rest) {
  let quarter = UInt64((angle * 0.6366197723675814).rounded())
  let k = UInt128(quarter)
  // significand · 2^(exponent − 52) in units of 2⁻²⁴⁰: between 2²³⁸ and 2²⁵⁰.
  let significand = UInt128(angle.significandBitPattern | 1 << 52)
  let shift = UInt128(188 + Int(angle.exponentBitPattern) - 1023)
  let angle =
    shift >= 128
    ? (high: significand &<< (shift - 128), low: UInt128(0))
    : (high: significand &>> (128 - shift), low: significand &<< shift)

  let low = halfPi.low.multipliedFullWidth(by: k)
  let multiple = (high: halfPi.high * k + low.high, low: low.low)
  let isNegative =
    angle.high < multiple.high || (angle.high == multiple.high && angle.low < multiple.low)
  let (larger, smaller) = isNegative ? (multiple, angle) : (angle, multiple)
  let (lowDifference, borrows) = larger.low.subtractingReportingOverflow(smaller.low)
  let highDifference = larger.high - smaller.high - (borrows ? 1 : 0)

  // No double but 0 is a multiple of π/2, so there is a first bit.
  let zeros =
    highDifference == 0
    ? 128 + lowDifference.leadingZeroBitCount : highDifference.leadingZeroBitCount
  let first: UInt128
  if zeros >= 128 {
    first = lowDifference &<< UInt128(zeros - 128)
  } else if zeros == 0 {
    first = highDifference
  } else {
    first = highDifference &<< UInt128(zeros) | lowDifference &>> UInt128(128 - zeros)
  }
  // The difference is first · 2^(128 − zeros) units of 2⁻²⁴⁰.
  return (quarter, Rest(significand: first, exponent: 16 - zeros, isNegative: isNegative))
}

/// `d` of the derivation above, of `z`, both in units of 2⁻¹²⁸.
private func wideSineDefect(_ z: UInt128) -> UInt128 {
  var bracket = inverseFactorials[33]
  for n in stride(from: 31, through: 3, by: -2) {
    bracket = inverseFactorials[n] &- z.multipliedFullWidth(by: bracket).high
  }
  return z.multipliedFullWidth(by: bracket).high
}

/// `v` of the derivation above, of `z`, both in units of 2⁻¹²⁸.
private func wideCosineDefect(_ z: UInt128) -> UInt128 {
  var bracket = inverseFactorials[34]
  for n in stride(from: 32, through: 2, by: -2) {
    bracket = inverseFactorials[n] &- z.multipliedFullWidth(by: bracket).high
  }
  return z.multipliedFullWidth(by: bracket).high
}

/// 1/n! in units of 2⁻¹²⁸, rounded down, for n from 2 to 34, the largest whose factorial has 128
/// bits.
private let inverseFactorials: [UInt128] = {
  var values: [UInt128] = [.max, .max, 1 << 127]
  var factorial: UInt128 = 2
  for n in 3...34 {
    factorial *= UInt128(n)
    values.append(UInt128.max / factorial)
  }
  return values
}()
