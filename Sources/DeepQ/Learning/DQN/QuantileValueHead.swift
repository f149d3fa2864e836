/// The quantiles of an action's return at equal steps of probability, one output each (QR-DQN).
///
/// Output i is the quantile at `τᵢ = (2i + 1) / 2N`. The loss compares each output with each quantile
/// of the target, by the quantile Huber loss of the error `u = target - output`:
///
///     ρ(u) = |τ - [u < 0]| · L(u),   L(u) = u²/2 up to κ, κ·(|u| - κ/2) beyond; |u| if κ is 0
///
/// Source: W. Dabney, M. Rowland, M. G. Bellemare, R. Munos, "Distributional Reinforcement Learning
/// with Quantile Regression", AAAI 2018, equations 9 and 10, and algorithm 1.
struct QuantileValueHead: ValueHead {
  private let quantileCount: Int
  private let kappa: Float

  /// A head of `quantiles` quantiles, with a loss that is quadratic up to `kappa`.
  init(quantiles: Int, kappa: Double) {
    precondition(quantiles >= 1, "\(quantiles) quantiles")
    quantileCount = quantiles
    self.kappa = Float(kappa)
  }

  var outputsPerAction: Int { quantileCount }
  /// The outputs, the losses and the gradients in whole vectors, and the target's quantiles.
  var scratchCount: Int { 4 * paddedToVectors(quantileCount) }

  /// The mean of the quantiles.
  ///
  /// **Order.** They are added in order, and divided by their number.
  func expectedReturn(
    _ outputs: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) -> Float {
    var sum: Float = 0
    for index in 0..<quantileCount { sum += outputs[index] }
    return sum / Float(quantileCount)
  }

  /// The loss is summed over the outputs and averaged over the target's quantiles; the error is that
  /// of the expected return.
  ///
  /// **Order.** Each output takes the target's quantiles in order; then the outputs are added in
  /// order.
  func loss(
    of outputs: UnsafePointer<Float>, target: ReturnTarget,
    scratch: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) -> (loss: Float, error: Float) {
    let count = paddedToVectors(quantileCount)
    let (padded, losses, slopes) = (scratch, scratch + count, scratch + 2 * count)
    let targets = scratch + 3 * count
    padded.update(repeating: 0, count: count)
    padded.update(from: outputs, count: quantileCount)
    for index in 0..<quantileCount {
      targets[index] = target.value(output: index, of: quantileCount)
    }
    for index in stride(from: 0, to: count, by: vectorWidth) {
      let (loss, slope) = quantileHuberLoss(
        of: padded.vector(at: index), at: index, targets: targets)
      losses.store(loss, at: index)
      slopes.store(slope, at: index)
    }
    let quantiles = Float(quantileCount)
    var (loss, value, targetValue): (Float, Float, Float) = (0, 0, 0)
    for index in 0..<quantileCount {
      loss += losses[index]
      value += outputs[index]
      targetValue += targets[index]
      gradient[index] = slopes[index] / quantiles
    }
    return (loss / quantiles, value / quantiles - targetValue / quantiles)
  }

  /// Computes the losses of eight outputs, those from `index` on, for all quantiles of the target.
  ///
  /// - Returns: for each output the sum of its losses, and of their derivatives by the output.
  @inline(__always)
  private func quantileHuberLoss(
    of outputs: Vector, at index: Int, targets: UnsafePointer<Float>
  ) -> (loss: Vector, slope: Vector) {
    let lanes = Vector(0, 1, 2, 3, 4, 5, 6, 7) + Vector(repeating: Float(index))
    let fractions = (2 * lanes + 1) / Float(2 * quantileCount)
    let limit = Vector(repeating: kappa)
    var loss = Vector(repeating: 0)
    var slope = Vector(repeating: 0)
    for target in 0..<quantileCount {
      let error = Vector(repeating: targets[target]) - outputs
      let isBelow = error .< 0
      let size = error.replacing(with: 0 - error, where: isBelow)
      let share = fractions.replacing(with: 1 - fractions, where: isBelow)
      let signed = share.replacing(with: 0 - share, where: isBelow)
      if kappa > 0 {
        let isBeyond = size .> limit
        let inner = (0.5 * size * size).replacing(
          with: limit * (size - 0.5 * limit), where: isBeyond)
        loss.addProduct(share, inner)
        slope.addProduct(0 - signed, size.replacing(with: limit, where: isBeyond))
      } else {
        loss.addProduct(share, size)
        slope -= signed.replacing(with: 0, where: size .== 0)
      }
    }
    return (loss, slope)
  }
}
