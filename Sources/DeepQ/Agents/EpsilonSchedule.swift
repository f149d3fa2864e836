/// The exploration rate ε of an ε-greedy policy over time.
public struct EpsilonSchedule: Equatable, Sendable {
  /// How ε falls from its start to its end.
  public enum Shape: String, CaseIterable, Sendable {
    /// ε is multiplied by `decay` each time, until it reaches its end.
    case exponential
    /// ε falls in equal parts, `decay` times, until it reaches its end.
    case linear
  }

  /// What counts as one time.
  public enum Unit: String, CaseIterable, Sendable {
    /// An environment step.
    case step
    /// A gradient step.
    case update
    /// An episode.
    case episode
  }

  /// ε at first, in 0...1.
  public var start = 1.0
  /// ε that is never gone below, in 0...`start`.
  public var end = 0.01
  /// Exponential: the factor, in 0...1. Linear: the number of units from start to end, at least 1.
  public var decay = 0.995
  /// How ε falls.
  public var shape = Shape.exponential
  /// What the decay counts.
  public var unit = Unit.episode

  /// All defaults.
  public init() {}
}
