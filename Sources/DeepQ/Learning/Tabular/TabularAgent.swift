/// An agent with a table of action values, which learns at every step.
///
/// A limit on an episode's length is no end of the task: the value of the state that it was cut off
/// in counts.
struct TabularAgent<Rule: TabularRule>: MemorylessAgent {
  private let hyperparameters: Hyperparameters
  private let actionCount: Int
  private var exploration: ExplorationRate
  private var rule: Rule
  /// Updates made of each element of the table.
  private var visits: [Int]
  /// The action that is taken next, if it has been chosen already.
  private var chosen: Int?

  /// A table of initial values.
  ///
  /// It is always carried out in one way: an update is too little work to share.
  ///
  /// - Precondition: the environment has finitely many states, which its observation is as long as.
  init(
    _ specification: TrialSpecification, in interface: EnvironmentInterface,
    execution: TrialExecution, using random: inout RandomSource
  ) {
    hyperparameters = specification.hyperparameters
    actionCount = interface.actionCount
    exploration = ExplorationRate(hyperparameters.epsilon)
    let values = ActionValues(
      stateCount: interface.observation.count, actionCount: interface.actionCount,
      initial: hyperparameters.initialValue)
    rule = Rule(values)
    visits = Array(repeating: 0, count: values.elements.count)
  }

  /// The exploration rate ε now.
  var explorationRate: Double { exploration.value }

  /// Chooses the next action of the training, or takes the one that has been chosen.
  mutating func act(on agentState: AgentState, using random: inout RandomSource) -> Int {
    if let chosen {
      self.chosen = nil
      return chosen
    }
    return act(on: agentState, epsilon: exploration.value, using: &random)
  }

  /// Chooses an action: a random one with probability ε, else the one of the largest value.
  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    random.exploringAction(epsilon: epsilon, of: actionCount)
      ?? rule.greedyAction(in: Self.state(of: agentState))
  }

  /// Learns from a step, and lets the schedules move on.
  ///
  /// Where the rule needs the next action, that is chosen before the update, with the exploration
  /// rate of the step that is taken with it; at a limit nobody takes it, but the value is of it.
  mutating func learn(
    from step: TimeStep, at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    let epsilon = exploration.value
    exploration.advance(.step)
    exploration.advance(.update)
    if step.ended { exploration.advance(.episode) }
    var nextAction = 0
    if Rule.learnsFromNextAction, !step.terminated {
      nextAction = act(on: step.after, epsilon: exploration.value, using: &streams.exploration)
      if !step.truncated { chosen = nextAction }
    }
    let state = Self.state(of: step.before)
    let pair = state * actionCount + step.action
    let rate =
      hyperparameters.learningRate(at: progress.share)
      / (1 + hyperparameters.visitDecay * Double(visits[pair]))
    visits[pair] += 1
    let error = rule.update(
      TabularStep(
        state: state, action: step.action, reward: step.reward,
        nextState: Self.state(of: step.after), nextAction: nextAction,
        discount: step.terminated ? 0 : hyperparameters.gamma, learningRate: rate,
        epsilon: epsilon),
      using: &streams.replay)
    return (error * error, 1)
  }

  /// Whether every value is finite.
  var isFinite: Bool { rule.values.isFinite }

  /// An update is made with the step that brings it.
  var isLearning: Bool { false }

  mutating func continueLearning(
    at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    preconditionFailure("a table has no gradient steps")
  }

  /// There is no network.
  func weights() -> [LayerWeights] { [] }

  /// The table.
  func actionValues(stateCount: Int) -> ActionValues { rule.values }

  private static func state(of agentState: AgentState) -> Int {
    guard let state = agentState.state else {
      preconditionFailure("a table is for an environment of finitely many states")
    }
    return state
  }
}

// MARK: - Checkpoint

extension TabularAgent {
  /// Writes the table and how often each of its elements was updated.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("table")
    exploration.save(to: &archive)
    rule.save(to: &archive)
    archive.write(visits)
    archive.write(chosen ?? -1)
  }

  /// Restores the saved state.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("table")
    try exploration.restore(from: &archive)
    try rule.restore(from: &archive)
    let counts = try archive.integers()
    guard counts.count == visits.count, counts.allSatisfy({ $0 >= 0 }) else {
      throw archive.error("these are no counts of updates")
    }
    visits = counts
    let action = try archive.integer(in: -1...actionCount - 1)
    chosen = action < 0 ? nil : action
  }
}

extension ActionValues {
  /// Writes the elements; the shape is known to whoever restores them.
  func save(to archive: inout ArchiveWriter) { archive.write(elements) }

  /// Overwrites the elements with saved ones.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    let saved = try archive.reals()
    guard saved.count == elements.count else {
      throw archive.error("a table has \(saved.count) values instead of \(elements.count)")
    }
    self = ActionValues(stateCount: stateCount, actionCount: actionCount, elements: saved)
  }
}
