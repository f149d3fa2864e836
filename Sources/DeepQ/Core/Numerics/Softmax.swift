/// Computes probabilities from values: `pₖ = exp((xₖ - max x) / τ) / Σ exp((xⱼ - max x) / τ)`.
///
/// - Parameters:
///   - values: `[count]`.
///   - count: at least 1.
///   - temperature: τ, above 0.
///   - probabilities: overwritten; a whole number of vectors, whose padding becomes 0.
/// - Returns: what the logarithms of the probabilities can be computed from.
///
/// **Order.** The exponentials are added in order; each is then divided by the sum. Errors: those
/// of `exponential` and `logarithm`, and a rounding for each operation.
@discardableResult
func softmax(
  _ values: UnsafePointer<Float>, count: Int, temperature: Float = 1,
  into probabilities: UnsafeMutablePointer<Float>
) -> SoftmaxSum {
  let paddedCount = paddedToVectors(count)
  probabilities.update(from: values, count: count)
  for index in count..<paddedCount { probabilities[index] = -.infinity }
  var largestOfLanes = probabilities.vector(at: 0)
  for index in stride(from: vectorWidth, to: paddedCount, by: vectorWidth) {
    let values = probabilities.vector(at: index)
    largestOfLanes.replace(with: values, where: values .> largestOfLanes)
  }
  var largest = largestOfLanes[0]
  for lane in 1..<max(1, min(count, vectorWidth)) where largestOfLanes[lane] > largest {
    largest = largestOfLanes[lane]
  }
  for index in stride(from: 0, to: paddedCount, by: vectorWidth) {
    let differences = probabilities.vector(at: index) - Vector(repeating: largest)
    probabilities.store(exponential(differences / Vector(repeating: temperature)), at: index)
  }
  var sum: Float = 0
  for index in 0..<count { sum += probabilities[index] }
  let sums = Vector(repeating: sum)
  for index in stride(from: 0, to: paddedCount, by: vectorWidth) {
    probabilities.store(probabilities.vector(at: index) / sums, at: index)
  }
  return SoftmaxSum(largest: largest, temperature: temperature, sum: sum)
}

/// Computes probabilities from eight rows of values at a time, with the vector over rows: `softmax` of
/// each row with temperature 1, bit for bit.
///
/// - Parameters:
///   - values: `[count, 8]`.
///   - count: at least 1.
///   - probabilities: overwritten: `[count, 8]`; may be `values`.
/// - Returns: the largest value of each row, and the sum of its exponentials.
@inline(__always)
@discardableResult
func softmaxOfLanes(
  _ values: UnsafePointer<Float>, count: Int, into probabilities: UnsafeMutablePointer<Float>
) -> (largest: Vector, sum: Vector) {
  let end = count &* vectorWidth
  var largest = values.vector(at: 0)
  for index in stride(from: vectorWidth, to: end, by: vectorWidth) {
    let values = values.vector(at: index)
    largest.replace(with: values, where: values .> largest)
  }
  var sum = Vector(repeating: 0)
  for index in stride(from: 0, to: end, by: vectorWidth) {
    let power = exponential(values.vector(at: index) - largest)
    probabilities.store(power, at: index)
    sum += power
  }
  for index in stride(from: 0, to: end, by: vectorWidth) {
    probabilities.store(probabilities.vector(at: index) / sum, at: index)
  }
  return (largest, sum)
}

/// The sum of softmax's exponentials, and what they were computed from.
struct SoftmaxSum {
  fileprivate let largest: Float
  fileprivate let temperature: Float
  fileprivate let sum: Float

  /// The logarithms of the probabilities, which take one logarithm.
  var logarithms: SoftmaxLogarithms {
    SoftmaxLogarithms(
      largest: largest, temperature: temperature, logarithmOfSum: Float(logarithm(Double(sum))))
  }
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
