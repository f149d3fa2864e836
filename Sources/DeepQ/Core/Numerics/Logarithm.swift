// The natural logarithm without the C library, whose code, and so whose last bit, depends on the
// CPU.
//
// Goals, in order: a result in two doubles, from which a power can be taken; its first double, the
// logarithm itself, so near to correctly rounded that hardly a value differs from it; no table.
//
//     x = 2ᵏ · m,   √½ ≤ m < √2,   ln x = k · ln 2 + ln m
//     d = 2 · (m − 1) / (m + 1),   z = (d/2)² < 0.0295
//     ln m = d + d · p,   p = z/3 + z²/5 + z³/7 + … = z · (1/3 + z · t)
//     t = 1/5 + z/7 + … + z¹⁰/25
//
// m − 1 is exact, and d, z, 1/3 + z · t, p and d · p are carried in two doubles; only t is one. So
//
//     Error, relative to ln m, all at z = 0.0295       t ≤ 0.2043, z · t ≤ 0.0061, p ≤ 0.0101
//     t: 1/5 and the last sum rounded                  z² · 1.9 · 2⁻⁵⁶        2⁻⁶⁵·²
//     z · t rounded                                    z · 2⁻⁶¹               2⁻⁶⁶·⁰
//     terms after the twelfth                          z¹³/27                 2⁻⁷⁰·⁸
//     everything in two doubles                                               2⁻⁹⁵
//                                                                  together < 2⁻⁶⁴·⁵
//
// and less the nearer m is to 1. With k ≠ 0 the sum is at least as large as |ln m|, and k · ln 2 is
// wrong by 2⁻⁹⁸ · |k|. The first of the two doubles is therefore correctly rounded unless the exact
// value lies within 2⁻¹¹·⁵ units in the last place of the middle between two doubles: one value in
// 1400 at worst.

/// The natural logarithm.
///
/// The error is below 0.501 units in the last place: all but a few values are correctly rounded.
///
/// Edge cases: 1 gives 0 and ∞ gives ∞; 0 gives −∞; NaN and numbers below 0 give NaN.
///
/// - Complexity: one division, about 60 other operations.
func logarithm(_ x: Double) -> Double { logarithmInTwoParts(x).high }

/// The natural logarithm in two doubles, the first of which is their sum rounded.
///
/// The error is below 2⁻⁶⁴ of the result.
///
/// Where `logarithm` is no finite number, that is the first double, and the second is 0.
func logarithmInTwoParts(_ x: Double) -> DoubleDouble<Double> {
  guard x > 0, x < .infinity else {
    return DoubleDouble(high: x == 0 ? -.infinity : x > 0 ? x : .nan, low: 0)
  }
  let isNormal = x >= 0x1p-1022
  let bits = (isNormal ? x : x * 0x1p54).bitPattern
  let octave = Int(truncatingIfNeeded: bits &- halfRoot) >> 52
  let m = Double(bitPattern: bits &- UInt64(truncatingIfNeeded: octave) << 52)
  return logarithm(mantissa: m, exponent: Double(isNormal ? octave : octave - 54))
}

/// The natural logarithm of each lane, with the bits of `logarithm`.
///
/// - Precondition: each lane is finite and at least 2⁻¹⁰²².
@inline(__always)
func logarithm(_ x: SIMD4<Double>) -> SIMD4<Double> { logarithmInTwoParts(x).high }

/// The natural logarithm of each lane in two doubles, with the bits of one alone.
///
/// - Precondition: each lane is finite and at least 2⁻¹⁰²².
@inline(__always)
func logarithmInTwoParts(_ x: SIMD4<Double>) -> DoubleDouble<SIMD4<Double>> {
  let bits = unsafeBitCast(x, to: SIMD4<Int64>.self)
  let octaves = (bits &- SIMD4(repeating: Int64(bitPattern: halfRoot))) &>> 52
  let m = unsafeBitCast(bits &- octaves &<< 52, to: SIMD4<Double>.self)
  // Whole numbers, by way of the low bits of 1.5 · 2⁵².
  let shift = SIMD4(0x1.8p52)
  let shifted = unsafeBitCast(shift, to: SIMD4<Int64>.self) &+ octaves
  let k = unsafeBitCast(shifted, to: SIMD4<Double>.self) - shift
  return logarithm(mantissa: m, exponent: k)
}

/// The bits of √½: counted from there, the exponent's bits of a number are k.
private let halfRoot = 0x1.6a09e667f3bcdp-1.bitPattern

/// `ln (2ᵏ · m)`, for `√½ ≤ m < √2`.
@inline(__always)
private func logarithm<Number: DoubleLanes>(
  mantissa m: Number, exponent k: Number
) -> DoubleDouble<Number> {
  let numerator = Number(2) * (m - Number(1))
  let denominator = DoubleDouble(sum: Number(1), m)
  let reciprocal = Number(1) / denominator.high
  let quotient = numerator * reciprocal
  let remainder = numerator.addingProduct(-quotient, denominator.high)
    .addingProduct(-quotient, denominator.low)
  let d = DoubleDouble(sum: quotient, remainder * reciprocal)
  let half = DoubleDouble(high: d.high * Number(0.5), low: d.low * Number(0.5))
  let z = half * half

  // Every other term, so that one half need not wait for the other.
  let square = z.high * z.high
  var even = Number(1 / 21.0).addingProduct(square, Number(1 / 25.0))
  even = Number(1 / 17.0).addingProduct(square, even)
  even = Number(1 / 13.0).addingProduct(square, even)
  even = Number(1 / 9.0).addingProduct(square, even)
  var odd = Number(1 / 19.0).addingProduct(square, Number(1 / 23.0))
  odd = Number(1 / 15.0).addingProduct(square, odd)
  odd = Number(1 / 11.0).addingProduct(square, odd)
  odd = Number(1 / 7.0).addingProduct(square, odd)
  let t = Number(0.2).addingProduct(z.high, odd.addingProduct(z.high, even))

  // 1/3 = 0.0101…01₂ continues after its double with the same digits, 54 places lower.
  let third = 1 / 3.0
  var bracket = DoubleDouble(sum: Number(third), z.high * t)
  bracket.low = bracket.low + Number(third * 0x1p-54).addingProduct(z.low, t)
  let rest = d * (z * bracket)

  let inner = DoubleDouble(sum: d.high, rest.high)
  let outer = DoubleDouble(sum: k * Number(0x1.62e42fefa38p-1), inner.high)
  let low = (d.low + rest.low + inner.low).addingProduct(k, Number(0x1.ef35793c7673p-45))
  return DoubleDouble(sum: outer.high, outer.low + low)
}
