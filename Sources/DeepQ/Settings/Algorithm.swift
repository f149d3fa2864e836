/// A learning algorithm: its name and what it needs, before any of it runs.
public struct Algorithm: Hashable, Sendable {
  /// What an algorithm learns or computes, which decides the hyperparameters that it has.
  public enum Kind: CaseIterable, Sendable {
    /// A network of action values, from experience in a replay memory.
    case network
    /// A network of action values, from rollouts of parallel environments.
    case rollout
    /// A network of action values, from each step as it comes.
    case stream
    /// A table of action values, from experience in an environment of finitely many states.
    case table
    /// A table of action values, from the tables of such an environment, without experience.
    case planning

    /// Whether it is a network that is learned.
    public var hasNetwork: Bool { Self.networks.contains(self) }

    /// Those that learn a network.
    public static let networks = [network, rollout, stream]

    /// Those that learn from experience.
    public static let learners = networks + [table]
  }

  /// Its name in experiment files.
  public let id: String
  /// One line for a reader.
  public let summary: String
  /// What it learns or computes.
  public let kind: Kind

  /// Whether it learns a network.
  public var hasNetwork: Bool { kind.hasNetwork }

  /// Whether it supports this environment: all but networks need to number the states.
  public func accepts(_ environment: EnvironmentInterface) -> Bool {
    hasNetwork || environment.stateCount != nil
  }
}

extension Algorithm {
  /// Deep Q-learning, with all that its hyperparameters add; the default, so it is declared here.
  public static let dqn = Algorithm(
    id: "dqn", summary: "deep Q-learning: a network, replay memory and target network",
    kind: .network)
}
