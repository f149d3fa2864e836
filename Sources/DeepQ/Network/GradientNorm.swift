/// Scales a gradient down so that its Euclidean norm is at most `limit`; a shorter one is left
/// alone.
///
/// **Order.** Eight partial sums. Partial `l` takes the squares of the outputs `o ≡ l (mod 8)`, by
/// fused multiply-add, layer by layer, input by input (for a convolution: in the order of its
/// window), the bias last, then gain and bias of its layer normalisation; a noisy network's sigmas follow in the same order. Partials are then added in halves: `l` and `l + 4`, `l` and `l + 2`, 0
/// and 1. Padding is zero and changes no sum.
///
/// - Returns: the norm before scaling.
@discardableResult
func clipNorm(
  of gradient: borrowing FloatBuffer, of network: Network, to limit: Float
) -> Float {
  let norm = sumOfSquares(of: gradient, network).squareRoot()
  // Not a number compares false, and so stays visible in the gradient.
  if norm > limit {
    let scale = limit / norm
    for i in 0..<gradient.count { gradient.start[i] *= scale }
  }
  return norm
}

private func sumOfSquares(of gradient: borrowing FloatBuffer, _ network: Network) -> Float {
  sum(over: gradient, of: network) { $0.addProduct($1, $1) }
}

/// Adds up a term of each number of a block like a network's parameters, in the order of `clipNorm`.
///
/// - Parameters:
///   - gradient: the block.
///   - network: whose parameters they are.
///   - add: adds the terms of eight numbers to the partial sums.
/// - Returns: the sum of all terms.
@inline(__always)
func sum(
  over gradient: borrowing FloatBuffer, of network: Network,
  _ add: (_ partials: inout Vector, _ numbers: Vector) -> Void
) -> Float {
  var partials = Vector(repeating: 0)
  for block in stride(from: 0, to: gradient.count, by: network.parameterCount) {
    var start = UnsafePointer(gradient.start + block)
    for (layer, hidden) in zip(network.layers, network.hiddenOutputs) {
      let layout = layer.layout
      for row in 0..<layout.rows {
        for index in 0..<layout.panelCount {
          let panel = layout.panel(index)
          addTerms(of: start + panel.offset + row * panel.width, panel.width, to: &partials, add)
        }
      }
      let normalizationCount = hidden?.parameterCount ?? 0
      addTerms(of: start + layout.count, layout.columns + normalizationCount, to: &partials, add)
      start += layer.parameterCount + normalizationCount
    }
  }
  return partials.sumOfHalves
}

@inline(__always)
private func addTerms(
  of numbers: UnsafePointer<Float>, _ count: Int, to partials: inout Vector,
  _ add: (_ partials: inout Vector, _ numbers: Vector) -> Void
) {
  for index in stride(from: 0, to: count, by: vectorWidth) {
    add(&partials, numbers.vector(at: index))
  }
}
