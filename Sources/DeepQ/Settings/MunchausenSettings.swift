/// Munchausen reinforcement learning: the policy is soft, and the scaled logarithm of the probability
/// of the action taken is added to the reward.
///
/// Source: N. Vieillard, O. Pietquin, M. Geist, "Munchausen Reinforcement Learning", NeurIPS 2020,
/// equation 1 and section 4.
public struct MunchausenSettings: Equatable, Sendable {
  /// Share α of the scaled log-policy that is added to the reward, in 0...1; 0 for plain Q-learning
  /// with its greedy policy.
  public var alpha = 0.0
  /// Temperature τ of the soft policy, above 0.
  public var temperature = 0.03
  /// Lower bound l₀ of the scaled log-policy, at most 0.
  public var minLogPolicy = -1.0

  /// All defaults.
  public init() {}

  /// Whether it is in use.
  public var isOn: Bool { alpha > 0 }
}
