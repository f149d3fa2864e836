/// The registry of algorithms.
public enum Algorithms {
  /// One entry for each algorithm; contract tests run over all of them.
  public static let registry: [Algorithm] = implementations.map(\.algorithm)

  /// The algorithm of that name, if there is one.
  public static func named(_ id: String) -> Algorithm? { registry.first { $0.id == id } }

  /// The implementation of each algorithm.
  ///
  /// A new one is a type that implements it, and a line here.
  private static let implementations = [
    AlgorithmImplementation(.dqn, agent: DQNAgent.self),
    AlgorithmImplementation(.pqn, agent: PQNAgent.self),
    AlgorithmImplementation(.streamQ, agent: StreamQAgent.self),
    AlgorithmImplementation(.qLearning, agent: TabularAgent<QLearning>.self),
    AlgorithmImplementation(.sarsa, agent: TabularAgent<SARSA>.self),
    AlgorithmImplementation(.expectedSARSA, agent: TabularAgent<ExpectedSARSA>.self),
    AlgorithmImplementation(.doubleQLearning, agent: TabularAgent<DoubleQLearning>.self),
    AlgorithmImplementation(.valueIteration, method: ValueIteration.self),
    AlgorithmImplementation(.policyIteration, method: PolicyIteration.self),
  ]

  /// Starts a trial.
  ///
  /// - Precondition: the specification's algorithm is registered.
  static func start(
    _ specification: TrialSpecification, execution: TrialExecution
  ) -> any TrialProcess {
    let algorithm = specification.algorithm
    guard let implementation = implementations.first(where: { $0.algorithm == algorithm }) else {
      preconditionFailure("'\(algorithm.id)' is not a registered algorithm")
    }
    return implementation.start(specification, execution)
  }
}

/// An algorithm, and the function that starts a trial of it.
private struct AlgorithmImplementation: Sendable {
  let algorithm: Algorithm
  let start: @Sendable (TrialSpecification, TrialExecution) -> any TrialProcess

  /// An algorithm whose agent acts and learns in a training loop.
  init<Agent: LearningAgent & ~Copyable>(_ algorithm: Algorithm, agent: Agent.Type) {
    self.algorithm = algorithm
    start = { TrialProcessBox(TrainingLoop<Agent>($0, execution: $1)) }
  }

  /// An algorithm that plans.
  init<Method: PlanningMethod>(_ algorithm: Algorithm, method: Method.Type) {
    self.algorithm = algorithm
    start = { TrialProcessBox(Planning<Method>($0, execution: $1)) }
  }
}
