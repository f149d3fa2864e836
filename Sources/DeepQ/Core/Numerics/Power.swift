// Powers, as e to the exponent times the logarithm.
//
// An error of that product is a relative error of the result, 2⁵³ times as many units in the last
// place. Products are up to 745, so a logarithm in one double would cost hundreds of units; this
// one is in two, wrong by less than 2⁻⁶⁴·⁵ of itself, which costs at most 745 · 2⁻¹¹·⁵ = 0.26 beside
// the exponential's own 0.73.

/// The power of a base that is not negative.
///
/// The error is below 0.73 + |exponent · ln base| / 2800 units in the last place: below 1, and
/// below 0.75 where exponents are in 0...1 and bases in 10⁻¹⁰...10¹⁰. Results under 2⁻¹⁰²² are
/// rounded once more.
///
/// Edge cases:
/// - An exponent of 0 gives 1, whatever the base; 1 gives the base itself, 1/2 its square root.
/// - A base of 1 gives 1, whatever the exponent.
/// - A base of 0 gives 0, or ∞ for exponents below 0; ∞ gives them the other way round.
/// - A base below 0 gives NaN, and so does NaN on either side of what is not named above.
///
/// - Complexity: one division, about 110 other operations.
func power(_ base: Double, _ exponent: Double) -> Double {
  if exponent == 0 || base == 1 { return 1 }
  if base < 0 { return .nan }
  if exponent == 1 { return base }
  if exponent == 0.5 { return base.squareRoot() }
  let logarithm = logarithmInTwoParts(base)
  var product = DoubleDouble(product: exponent, logarithm.high)
  product.low.addProduct(exponent, logarithm.low)
  return exponential(product)
}

/// Replaces numbers by their powers, each with the bits of `power`.
///
/// Four at a time side by side, but for exponents and numbers that are edge cases.
///
/// - Complexity: for four numbers hardly more than for one.
func raise(_ numbers: UnsafeMutableBufferPointer<Double>, to exponent: Double) {
  guard let start = numbers.baseAddress else { return }
  let isEdgeCase = exponent == 0 || exponent == 0.5 || exponent == 1 || !exponent.isFinite
  let together = isEdgeCase ? 0 : numbers.count & ~3
  for first in stride(from: 0, to: together, by: 4) {
    let place = UnsafeMutableRawPointer(start + first)
    let four = place.loadUnaligned(as: SIMD4<Double>.self)
    if all((four .>= 0x1p-1022) .& (four .< .infinity)) {
      place.storeBytes(of: power(four, exponent), as: SIMD4<Double>.self)
    } else {
      for lane in first..<first + 4 { numbers[lane] = power(numbers[lane], exponent) }
    }
  }
  for rest in together..<numbers.count { numbers[rest] = power(numbers[rest], exponent) }
}

/// - Precondition: the bases are finite and at least 2⁻¹⁰²², and the exponent is no edge case.
@inline(__always)
private func power(_ base: SIMD4<Double>, _ exponent: Double) -> SIMD4<Double> {
  let logarithm = logarithmInTwoParts(base)
  var product = DoubleDouble(product: SIMD4(exponent), logarithm.high)
  product.low = product.low.addingProduct(SIMD4(exponent), logarithm.low)
  return exponential(product)
}
