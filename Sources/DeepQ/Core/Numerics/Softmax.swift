/// Computes probabilities from values: `pₖ = exp((xₖ - max x) / τ) / Σ exp((xⱼ - max x) / τ)`.
///
/// - Parameters:
///   - values: `[count]`.
///   - count: at least 1.
///   - temperature: τ, above 0.
///   - probabilities: overwritten; a whole number of vectors, whose padding becomes 0.
/// - Returns: the logarithms of the probabilities, computed on demand.
///
/// **Order.** The exponentials are added in order; each is then divided by the sum. Errors: those
/// of `exponential` and `logarithm`, and a rounding for each operation.
@discardableResult
func softmax(
  _ values: UnsafePointer<Float>, count: Int, temperature: Float = 1,
  into probabilities: UnsafeMutablePointer<Float>
) -> SoftmaxLogarithms {
  var largest = values[0]
  for index in 1..<max(count, 1) where values[index] > largest { largest = values[index] }
  let paddedCount = paddedToVectors(count)
  for index in 0..<count { probabilities[index] = (values[index] - largest) / temperature }
  for index in count..<paddedCount { probabilities[index] = -.infinity }
  for index in stride(from: 0, to: paddedCount, by: vectorWidth) {
    probabilities.store(exponential(probabilities.vector(at: index)), at: index)
  }
  var sum: Float = 0
  for index in 0..<count { sum += probabilities[index] }
  let sums = Vector(repeating: sum)
  for index in stride(from: 0, to: paddedCount, by: vectorWidth) {
    probabilities.store(probabilities.vector(at: index) / sums, at: index)
  }
  return SoftmaxLogarithms(
    largest: largest, temperature: temperature, logarithmOfSum: Float(logarithm(Double(sum))))
}

/// The logarithms of softmax's probabilities, without a logarithm for each.
struct SoftmaxLogarithms {
  fileprivate let largest: Float
  fileprivate let temperature: Float
  fileprivate let logarithmOfSum: Float

  /// The logarithm of the probability of an element with this value.
  @inline(__always)
  func ofProbability(_ value: Float) -> Float {
    (value - largest) / temperature - logarithmOfSum
  }
}
