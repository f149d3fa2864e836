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
func sineAndCosine(anyAngle angle: Double) -> (sine: Double, cosine: Double) {
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
  /// where 0 stands for 1.
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
