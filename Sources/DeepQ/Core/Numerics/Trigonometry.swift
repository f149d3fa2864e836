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
