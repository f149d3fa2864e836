/// A temporal-difference target before it is reduced to numbers: the reward, and the distribution or
/// value of the return that follows.
struct ReturnTarget {
  var reward: Float
  /// Factor of the return that follows: γⁿ, or 0 where the task ended.
  var discount: Float
  /// The outputs of all actions for the next observation.
  var nextOutputs: UnsafePointer<Float>
  var actionCount: Int
  /// The policy of the next action.
  var policy: NextPolicy

  /// Computes the target of one of several outputs of an action: the reward plus the discounted same
  /// output of the next action, in the mean over the policy.
  ///
  /// **Order.** The actions' terms are added in order, each by one fused multiply-add.
  @inline(__always)
  func value(output: Int, of outputsPerAction: Int) -> Float {
    switch policy {
    case .greedy(let action):
      return temporalDifferenceTarget(
        reward: reward, discount: discount, value: nextOutputs[action * outputsPerAction + output])
    case .soft(let soft):
      var value: Float = 0
      for action in 0..<actionCount {
        value.addProduct(
          soft.probabilities[action],
          nextOutputs[action * outputsPerAction + output] + soft.bonuses[action])
      }
      return temporalDifferenceTarget(reward: reward, discount: discount, value: value)
    }
  }
}

/// The policy of the next action.
enum NextPolicy {
  /// Takes this action.
  case greedy(Int)
  /// Takes any action, by probability.
  case soft(SoftPolicy)
}

/// A stochastic policy, and the entropy bonus of each action.
struct SoftPolicy {
  /// `[actions]`.
  let probabilities: UnsafePointer<Float>
  /// `-τ·ln π(a)`: `[actions]`.
  let bonuses: UnsafePointer<Float>
}

/// The soft policy of a bootstrap, and the bonus that it adds to rewards.
///
/// Source: N. Vieillard, O. Pietquin, M. Geist, "Munchausen Reinforcement Learning", NeurIPS 2020,
/// equation 1.
struct MunchausenPolicy {
  let settings: MunchausenSettings
  /// The expected returns of the bootstrapping network for the observations: `[rows, stride]`.
  let values: UnsafePointer<Float>
  /// Probabilities, then bonuses, each in whole vectors.
  let scratch: UnsafeMutablePointer<Float>

  /// Floats of scratch memory for a policy over `actionCount` actions.
  static func scratchCount(actionCount: Int) -> Int { 2 * paddedToVectors(actionCount) }

  /// Computes a reward with its bonus for an action: `r + α·max(τ·ln π(a|s), l₀)`.
  ///
  /// `offset` is that of the row in `values`.
  @inline(__always)
  func reward(_ reward: Float, for action: Int, offset: Int, actionCount: Int) -> Float {
    let temperature = Float(settings.temperature)
    let values = values + offset
    let logarithms = softmax(
      values, count: actionCount, temperature: temperature, into: scratch
    ).logarithms
    let scaled = temperature * logarithms.ofProbability(values[action])
    // NaN stays NaN.
    let bonus = scaled < Float(settings.minLogPolicy) ? Float(settings.minLogPolicy) : scaled
    return reward.addingProduct(Float(settings.alpha), bonus)
  }

  /// Computes the soft policy `π = softmax(q / τ)` and its bonuses `-τ·ln π`.
  @inline(__always)
  func policy(over values: UnsafePointer<Float>, actionCount: Int) -> NextPolicy {
    let temperature = Float(settings.temperature)
    let bonuses = scratch + paddedToVectors(actionCount)
    let logarithms = softmax(
      values, count: actionCount, temperature: temperature, into: scratch
    ).logarithms
    for action in 0..<actionCount {
      bonuses[action] = -temperature * logarithms.ofProbability(values[action])
    }
    return .soft(SoftPolicy(probabilities: scratch, bonuses: bonuses))
  }
}

/// Computes the target of a temporal-difference update, `reward + discount · value`, with one
/// rounding.
///
/// The reward is summed over n steps for an n-step return; the discount is γⁿ, or 0 where the task
/// ended; the value is that of the next observation.
///
///
/// Source: Sutton and Barto, *Reinforcement Learning*, 2nd ed., equation 6.8.
@inline(__always)
func temporalDifferenceTarget(reward: Float, discount: Float, value: Float) -> Float {
  reward.addingProduct(discount, value)
}

/// Returns the index of the largest value; the first of equals, as `numpy.argmax` does.
@inline(__always)
func greedyAction(_ values: UnsafePointer<Float>, count: Int) -> Int {
  var best = 0
  for action in 1..<max(count, 1) where values[action] > values[best] { best = action }
  return best
}
