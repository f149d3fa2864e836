/// A learning algorithm: what is known of it before any of it runs.
///
/// A new one is a file that defines it, and a line in the registry of `Algorithms`.
public struct Algorithm: Sendable {
  /// What an algorithm learns or computes, which decides the hyperparameters that it has.
  public enum Kind: Sendable {
    /// A network of action values, from experience.
    case network
    /// A table of action values, from experience in an environment of finitely many states.
    case table
    /// A table of action values, from the tables of such an environment, without experience.
    case planning
  }

  /// Its name in experiment files.
  public let id: String
  /// One line for a reader.
  public let summary: String
  /// What it learns or computes.
  public let kind: Kind
  /// Starts a trial.
  let start: @Sendable (TrialSpecification, TrialExecution) -> any TrialProcess

  /// Whether it can do with this environment: all but networks need to number the states.
  public func accepts(_ environment: EnvironmentInterface) -> Bool {
    kind == .network || environment.stateCount != nil
  }

  /// An algorithm whose agent acts and learns in a training loop.
  init<Agent: LearningAgent & ~Copyable>(
    id: String, summary: String, kind: Kind, agent: Agent.Type
  ) {
    self.init(
      id: id, summary: summary, kind: kind,
      start: { TrialProcessBox(TrainingLoop<Agent>($0, execution: $1)) })
  }

  /// An algorithm that plans.
  init<Method: PlanningMethod>(id: String, summary: String, method: Method.Type) {
    self.init(
      id: id, summary: summary, kind: .planning,
      start: { TrialProcessBox(Planning<Method>($0, execution: $1)) })
  }

  private init(
    id: String, summary: String, kind: Kind,
    start: @escaping @Sendable (TrialSpecification, TrialExecution) -> any TrialProcess
  ) {
    self.id = id
    self.summary = summary
    self.kind = kind
    self.start = start
  }
}

extension Algorithm: Hashable {
  /// Algorithms are the same if their names are.
  public static func == (one: Algorithm, other: Algorithm) -> Bool { one.id == other.id }

  /// The name is hashed.
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// The algorithms that an experiment can name.
public enum Algorithms {
  /// One entry for each algorithm; contract tests run over all of them.
  public static let registry: [Algorithm] = [
    .dqn,
    .qLearning,
    .sarsa,
    .expectedSARSA,
    .doubleQLearning,
    .valueIteration,
    .policyIteration,
  ]

  /// The algorithm of that name, if there is one.
  public static func named(_ id: String) -> Algorithm? { registry.first { $0.id == id } }
}
