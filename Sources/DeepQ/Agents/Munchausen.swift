/// Munchausen reinforcement learning: how likely the policy found the action it took is added to the
/// reward, and the policy is soft.
///
/// Source: N. Vieillard, O. Pietquin, M. Geist, "Munchausen Reinforcement Learning", NeurIPS 2020,
/// equation 1 and section 4.
public struct MunchausenSettings: Equatable, Sendable {
  /// Share α of the scaled log-policy that is added to the reward, in 0...1; 0 for plain Q-learning
  /// with its greedy policy.
  public var alpha = 0.0
  /// Temperature τ of the soft policy, above 0.
  public var temperature = 0.03
  /// The scaled log-policy is taken as at least this l₀, which is not above 0.
  public var lowest = -1.0

  /// All defaults.
  public init() {}

  /// Whether it is in use.
  public var isOn: Bool { alpha > 0 }
}

/// The soft policy of a bootstrap, and what it adds to rewards.
struct MunchausenPolicy {
  let settings: MunchausenSettings
  /// The expected returns of the bootstrapping network for the observations: `[rows, stride]`.
  let values: UnsafePointer<Float>
  /// Probabilities, then bonuses, each in whole vectors.
  let scratch: UnsafeMutablePointer<Float>

  /// Floats that the scratch of a policy over so many actions needs.
  static func scratchCount(actionCount: Int) -> Int { 2 * paddedToVectors(actionCount) }

  /// A reward with its bonus for an action: `r + α·max(τ·ln π(a|s), l₀)`.
  ///
  /// `row` is where the row's values begin.
  @inline(__always)
  func reward(_ reward: Float, for action: Int, row: Int, actionCount: Int) -> Float {
    let temperature = Float(settings.temperature)
    let values = values + row
    let logarithms = softmax(
      values, count: actionCount, temperature: temperature, into: scratch)
    let scaled = temperature * logarithms.ofProbability(values[action])
    // Not a number stays one.
    let bonus = scaled < Float(settings.lowest) ? Float(settings.lowest) : scaled
    return reward.addingProduct(Float(settings.alpha), bonus)
  }

  /// The soft policy `π = softmax(q / τ)`, and its bonuses `-τ·ln π`.
  @inline(__always)
  func policy(over values: UnsafePointer<Float>, actionCount: Int) -> NextPolicy {
    let temperature = Float(settings.temperature)
    let bonuses = scratch + paddedToVectors(actionCount)
    let logarithms = softmax(
      values, count: actionCount, temperature: temperature, into: scratch)
    for action in 0..<actionCount {
      bonuses[action] = -temperature * logarithms.ofProbability(values[action])
    }
    return .soft(SoftPolicy(probabilities: scratch, bonuses: bonuses))
  }
}
