/// Scales a gradient down so that its Euclidean norm is at most `limit`; a shorter one is left
/// alone.
///
/// **Order.** Eight partial sums. Partial `l` takes the squares of the outputs `o ≡ l (mod 8)`, by
/// fused multiply-add, layer by layer, input by input, the bias last. Partials are then added in
/// halves: `l` and `l + 4`, `l` and `l + 2`, 0 and 1. That is one pass over the network's block,
/// whose rows are whole vectors of eight; padding is zero and changes no sum.
///
/// - Returns: the norm before scaling.
@discardableResult
func clipNorm(of gradient: borrowing FloatBuffer, to limit: Float) -> Float {
  let norm = sumOfSquares(of: gradient).squareRoot()
  // Not a number compares false, and so stays visible in the gradient.
  if norm > limit {
    let scale = limit / norm
    for i in 0..<gradient.count { gradient.start[i] *= scale }
  }
  return norm
}

private func sumOfSquares(of gradient: borrowing FloatBuffer) -> Float {
  precondition(gradient.count % 8 == 0, "\(gradient.count) elements are not whole vectors")
  var partials = SIMD8<Float>(repeating: 0)
  for index in stride(from: 0, to: gradient.count, by: 8) {
    let values = gradient.start.vector(at: index)
    partials.addProduct(values, values)
  }
  let four = partials.lowHalf + partials.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}
