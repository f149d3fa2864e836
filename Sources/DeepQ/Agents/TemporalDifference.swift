/// The target of a temporal-difference update: `reward + discount · value`, in one rounding.
///
/// `reward` is what was received, over n steps for an n-step return; `discount` is γⁿ, or 0 where
/// the task ended: then nothing follows, whatever `value`, that of the next observation, says.
///
/// Source: Sutton and Barto, *Reinforcement Learning*, 2nd ed., equation 6.8.
@inline(__always)
func temporalDifferenceTarget(reward: Float, discount: Float, value: Float) -> Float {
  reward.addingProduct(discount, value)
}

/// The index of the largest value; the first of equals, as `numpy.argmax` has it.
@inline(__always)
func greedyAction(_ values: UnsafePointer<Float>, count: Int) -> Int {
  var best = 0
  for action in 1..<max(count, 1) where values[action] > values[best] { best = action }
  return best
}

extension Loss {
  /// The loss of one error: `e²`, or Huber's `e²/2` up to `delta` and `delta·(|e| - delta/2)`
  /// beyond.
  @inline(__always)
  func value(_ error: Float, delta: Float) -> Float {
    switch self {
    case .meanSquared: error * error
    case .huber:
      abs(error) <= delta ? 0.5 * error * error : delta * (abs(error) - 0.5 * delta)
    }
  }

  /// The derivative of `value` by the error: `2e`, or Huber's `e` kept within ±`delta`.
  ///
  /// Source: P. J. Huber, "Robust Estimation of a Location Parameter", Ann. Math. Statist. 35(1),
  /// 1964.
  @inline(__always)
  func derivative(_ error: Float, delta: Float) -> Float {
    switch self {
    case .meanSquared: 2 * error
    case .huber: abs(error) <= delta ? error : (error < 0 ? -delta : (error > 0 ? delta : error))
    }
  }
}
