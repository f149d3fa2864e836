// The exponential function without the C library, whose code, and so whose last bit, depends on the
// CPU.
//
// Both functions take a multiple of ln 2 away, which leaves a small rest for a polynomial:
//
//     x = k · ln 2 + r,   k = round(x / ln 2),   |r| < 0.3466,   eˣ = 2ᵏ · eʳ
//
// ln 2 is the sum of a head, of so few bits that k times it is exact, and a tail. x − k · head is
// exact too: it is a multiple of x's last place, and small. To round to a whole number, 1.5 · 2²³
// (1.5 · 2⁵²) is added, which leaves no bits for a fraction, and subtracted again.
//
// The error is largest for r near −0.3466, where eʳ is 0.7071 and its last place 2⁻²⁴ (2⁻⁵³):
//
//     Error, in units of the last place               Float           Double
//     r: k · tail is taken away and rounded           0.18            0, its low part is kept
//     polynomial cut off                              0.06            0.01
//     brackets rounded, and their products            0.20            0.18
//     small parts added up                            none            0.04
//     last sum                                        0.50            0.50
//                                                   < 0.94          < 0.73
//
// Float: eʳ = 1 + r · (1 + r · (1/2 + …)), to r⁶, with coefficients that make the largest error
// relative to eʳ least: 2⁻²⁸. The bracket after the first r is 0.85, its error 0.58 of its last
// place, 2⁻²⁴.
//
// Double: eʳ = 1 + r + q, q = r² · (1/2! + r/3! + …), to r¹⁴/14!; 1 + r is split exactly into a
// double and what that cannot hold. q is below 0.054, and its error below 3.3 · 2⁻⁵³ of it.

/// The exponential function of each lane, eˣ.
///
/// The error is below 0.94 units in the last place.
///
/// Edge cases:
/// - The results of x < −87.33654, below 2⁻¹²⁶ and so no normal numbers, are 0; −∞ gives 0 too.
/// - The results of x > 88.72283, which no float can hold, are ∞.
/// - The result of 0 is 1; that of NaN is NaN.
///
/// - Complexity: 9 fused multiply-adds and 13 other instructions on whole vectors; no branch, no
///   call.
@inline(__always)
func exponential(_ x: Vector) -> Vector {
  let shifted = Vector(0x1.8p23).addingProduct(x, Vector(0x1.715476p0))
  let k = shifted - Vector(0x1.8p23)
  var r = x.addingProduct(k, Vector(-0x1.62e4p-1)).addingProduct(k, Vector(-0x1.7f7d1cp-20))
  // No result depends on this. But the compiler finds whole vectors again in Swift's lane by lane
  // only along a dozen operations, and this one, a vector's from the start, halves the chain.
  let isTooLarge = x .> Vector(0x1.62e42ep6)
  r.replace(with: Vector(0), where: isTooLarge)

  var bracket = Vector(0x1.122f1ep-7).addingProduct(r, Vector(0x1.6b6bd4p-10))
  bracket = Vector(0x1.55568ap-5).addingProduct(r, bracket)
  bracket = Vector(0x1.5554a4p-3).addingProduct(r, bracket)
  bracket = Vector(0.5).addingProduct(r, bracket)
  bracket = Vector(1).addingProduct(r, bracket)
  let power = Vector(1).addingProduct(r, bracket)

  // The low bits of `shifted` are k; added to the exponent they multiply by 2ᵏ.
  let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
  let bits = unsafeBitCast(power, to: SIMD8<Int32>.self) &+ exponent
  var result = unsafeBitCast(bits, to: Vector.self)
  result.replace(with: Vector(0), where: x .< Vector(-0x1.5d589ep6))
  result.replace(with: Vector(.infinity), where: isTooLarge)
  result.replace(with: x, where: x .!= x)
  return result
}

/// The exponential function of each lane less 1, `eˣ - 1`, for numbers up to 0.
///
/// With k and r as above it is `2ᵏ·(eʳ - 1) + (2ᵏ - 1)`, of which the second part is exact for
/// k > −25, and for k = 0 nothing is added. So the error, below 1.5 units in the last place, stays
/// small where x is near 0.
///
/// Edge cases: numbers below −20 give −1; 0 gives 0; NaN gives NaN.
///
/// - Precondition: no lane is above 0.
@inline(__always)
func exponentialMinusOne(_ x: Vector) -> Vector {
  let bounded = x.replacing(with: -20, where: x .< -20)
  let shifted = Vector(0x1.8p23).addingProduct(bounded, Vector(0x1.715476p0))
  let k = shifted - Vector(0x1.8p23)
  let r = bounded.addingProduct(k, Vector(-0x1.62e4p-1))
    .addingProduct(k, Vector(-0x1.7f7d1cp-20))
  var bracket = Vector(0x1.122f1ep-7).addingProduct(r, Vector(0x1.6b6bd4p-10))
  bracket = Vector(0x1.55568ap-5).addingProduct(r, bracket)
  bracket = Vector(0x1.5554a4p-3).addingProduct(r, bracket)
  bracket = Vector(0.5).addingProduct(r, bracket)
  let rest = r.addingProduct(r * r, bracket)
  let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
  let bits = unsafeBitCast(Vector(1), to: SIMD8<Int32>.self) &+ exponent
  let power = unsafeBitCast(bits, to: Vector.self)
  return (power - 1).addingProduct(power, rest).replacing(with: x, where: x .!= x)
}

/// The exponential function, eˣ.
///
/// The error is below 0.73 units in the last place; below 1 for results under 2⁻¹⁰²², which are
/// rounded twice.
///
/// Edge cases: 0 gives 1, −∞ gives 0, ∞ and results that no double can hold give ∞, NaN gives NaN.
///
/// - Complexity: 20 fused multiply-adds and as many other operations; no division.
func exponential(_ x: Double) -> Double { exponential(DoubleDouble(high: x, low: 0)) }

/// The exponential function of a number in two doubles, rounded to one, with the same error.
///
/// - Precondition: `x.low` is at most a few units in the last place of `x.high`, unless that is
///   below −746 or above 710.
func exponential(_ x: DoubleDouble<Double>) -> Double {
  if x.high < -746 { return 0 }
  if x.high > 710 { return .infinity }
  let (shifted, power) = exponentialOfRest(x)
  let k = Int(truncatingIfNeeded: shifted.bitPattern &- integerShift.bitPattern)
  // 2ᵏ in two factors, because 2¹⁰²⁴ and 2⁻¹⁰⁷⁵ are no doubles.
  let half = k >> 1
  return power * powerOfTwo(half) * powerOfTwo(k - half)
}

/// The same of each lane, with the bits of one alone.
///
/// - Precondition: as for one, and no number is NaN.
@inline(__always)
func exponential(_ x: DoubleDouble<SIMD4<Double>>) -> SIMD4<Double> {
  let (shifted, power) = exponentialOfRest(x)
  let bits = SIMD4(repeating: Int64(bitPattern: integerShift.bitPattern))
  let k = unsafeBitCast(shifted, to: SIMD4<Int64>.self) &- bits
  let half = k &>> 1
  var result = power * powersOfTwo(half) * powersOfTwo(k &- half)
  result.replace(with: SIMD4(0), where: x.high .< SIMD4(-746))
  result.replace(with: SIMD4(.infinity), where: x.high .> SIMD4(710))
  return result
}

/// Added to a double, it leaves no bits for a fraction; the whole number is in the low bits then.
private let integerShift = 0x1.8p52

/// `eʳ`, and `k + integerShift`.
@inline(__always)
private func exponentialOfRest<Number: DoubleLanes>(
  _ x: DoubleDouble<Number>
) -> (shifted: Number, power: Number) {
  let shifted = Number(integerShift).addingProduct(x.high, Number(0x1.71547652b82fep0))
  let k = shifted - Number(integerShift)
  let exactRest = x.high.addingProduct(k, Number(-0x1.62e42fefa38p-1))
  let r = DoubleDouble(
    sum: exactRest, x.low.addingProduct(k, Number(-0x1.ef35793c7673p-45)))

  let h = r.high
  let square = h * h
  // Every other term, so that one half need not wait for the other.
  var even = Number(1 / 479_001_600).addingProduct(square, Number(1 / 87_178_291_200))
  even = Number(1 / 3_628_800).addingProduct(square, even)
  even = Number(1 / 40_320).addingProduct(square, even)
  even = Number(1 / 720).addingProduct(square, even)
  even = Number(1 / 24).addingProduct(square, even)
  even = Number(0.5).addingProduct(square, even)
  var odd = Number(1 / 39_916_800).addingProduct(square, Number(1 / 6_227_020_800))
  odd = Number(1 / 362_880).addingProduct(square, odd)
  odd = Number(1 / 5_040).addingProduct(square, odd)
  odd = Number(1 / 120).addingProduct(square, odd)
  odd = Number(1 / 6).addingProduct(square, odd)
  let q = square * even.addingProduct(h, odd)

  let linear = DoubleDouble(sum: Number(1), h)
  let small = linear.low + r.low.addingProduct(r.low, h) + q
  return (shifted, linear.high + small)
}

/// 2ⁿ, for n in −1022...1023.
@inline(__always)
private func powerOfTwo(_ n: Int) -> Double {
  Double(bitPattern: UInt64(truncatingIfNeeded: n + 1023) << 52)
}

/// 2ⁿ of each lane, for n in −1022...1023.
@inline(__always)
private func powersOfTwo(_ n: SIMD4<Int64>) -> SIMD4<Double> {
  unsafeBitCast((n &+ 1023) &<< 52, to: SIMD4<Double>.self)
}
