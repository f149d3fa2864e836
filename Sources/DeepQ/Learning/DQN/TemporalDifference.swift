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
