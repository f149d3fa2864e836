/// Deep Q-learning: acts ε-greedily on a network of action values, stores transitions in a replay
/// memory, and learns from random batches of it.
///
/// Source: V. Mnih et al., "Playing Atari with Deep Reinforcement Learning", 2013, algorithm 1;
/// with the target network of "Human-level control through deep reinforcement learning", Nature
/// 518, 2015. Its hyperparameters name the sources of their extensions.
struct DQNAgent: LearningAgent, ~Copyable {
  private let hyperparameters: Hyperparameters
  private(set) var exploration: ExplorationRate
  private(set) var learner: Learner
  private(set) var memory: ReplayMemory
  /// The gradient steps of the last environment step.
  private var learning = LearningPeriod()

  /// A new agent, with weights drawn from the initialisation stream.
  ///
  /// `memoryCapacity` is the largest number of transitions of the trial: the replay memory reserves no
  /// more.
  init(
    _ hyperparameters: Hyperparameters, in interface: EnvironmentInterface, memoryCapacity: Int,
    execution: TrialExecution = TrialExecution(), using random: inout RandomSource
  ) {
    self.hyperparameters = hyperparameters
    exploration = ExplorationRate(hyperparameters.epsilon)
    learner = Learner(hyperparameters, in: interface, executor: execution.executor, using: &random)
    memory = ReplayMemory(
      capacity: min(hyperparameters.replayCapacity, memoryCapacity),
      observation: interface.observation, nStep: hyperparameters.nStep,
      gamma: hyperparameters.gamma, compression: execution.frameCompression,
      priorities: hyperparameters.priorities)
  }

  /// The exploration rate ε now.
  var explorationRate: Double { exploration.value }

  /// Chooses the next action of the training.
  func act(on agentState: AgentState, using random: inout RandomSource) -> Int {
    learner.explore(
      from: agentState.observation, epsilon: exploration.value, using: &random)
  }

  /// Chooses an action as an evaluation does: a random one with probability ε, else the one of the
  /// largest value, without noise.
  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    learner.act(on: agentState.observation, epsilon: epsilon, using: &random)
  }

  /// Whether gradient steps of the last environment step are left.
  var isLearning: Bool { learning.batchesLeft > 0 }

  /// Stores a step, and makes the first gradient step if one is due.
  mutating func learn(
    from step: TimeStep, at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    store(step)
    return learn(episodeEnded: step.ended, at: progress, using: &streams.replay)
  }

  /// Makes the next gradient step of those that are left.
  mutating func continueLearning(
    at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    continueLearning(at: progress, using: &streams.replay)
  }

  /// Whether every parameter of the online network is finite.
  var isFinite: Bool { learner.isFinite }

  /// The online network's parameters, layer by layer.
  func weights() -> [LayerWeights] { learner.weights() }

  /// The online network's action values for the one-hot vectors of all states.
  func actionValues(stateCount: Int) -> ActionValues {
    learner.actionValues(stateCount: stateCount)
  }

  /// An agent for a trial.
  init(
    _ specification: TrialSpecification, in interface: EnvironmentInterface,
    execution: TrialExecution, using random: inout RandomSource
  ) {
    self.init(
      specification.hyperparameters, in: interface,
      memoryCapacity: specification.maxStepCount, execution: execution, using: &random)
  }

  /// Stores one step in the replay memory, with the transformed reward, and with a bootstrap unless
  /// the task ended.
  mutating func store(_ step: TimeStep) {
    let learned = hyperparameters.learnedReward(of: step)
    memory.append(step, reward: learned.reward, bootstraps: learned.bootstraps)
  }

  /// Advances the schedules, and makes the first gradient step if one is due.
  ///
  /// - Parameters:
  ///   - episodeEnded: whether the last step ended an episode.
  ///   - progress: of the training, the last step included.
  ///   - random: the replay stream.
  /// - Returns: the sum of the losses of the updates made, and their number; both are 0 as long as
  ///   `isLearning`.
  mutating func learn(
    episodeEnded: Bool, at progress: TrainingProgress, using random: inout RandomSource
  ) -> (loss: Double, updates: Int) {
    exploration.advance(.step)
    if episodeEnded { exploration.advance(.episode) }
    guard isTimeToLearn(stepsTaken: progress.steps, episodeEnded: episodeEnded) else {
      learner.updateTarget(stepsTaken: progress.steps)
      return (0, 0)
    }
    learning = LearningPeriod(batchesLeft: hyperparameters.gradientSteps)
    return continueLearning(at: progress, using: &random)
  }

  /// Makes one gradient step; after the last one, updates the target network.
  ///
  /// - Returns: what `learn` returns.
  mutating func continueLearning(
    at progress: TrainingProgress, using random: inout RandomSource
  ) -> (loss: Double, updates: Int) {
    let learned = learner.update(from: &memory, progress: progress.share, using: &random)
    guard !learner.hasRowsLeft else { return (0, 0) }
    learning.loss += learned.loss
    learning.updates += learned.updates
    learning.batchesLeft -= 1
    exploration.advance(.update)
    guard !isLearning else { return (0, 0) }
    learner.updateTarget(stepsTaken: progress.steps)
    return (learning.loss, learning.updates)
  }

  private func isTimeToLearn(stepsTaken: Int, episodeEnded: Bool) -> Bool {
    guard stepsTaken >= hyperparameters.replayWarmup, memory.count >= hyperparameters.batchSize
    else { return false }
    switch hyperparameters.trainEvery {
    case .steps(let interval): return stepsTaken % interval == 0
    case .episode: return episodeEnded
    }
  }
}

/// The gradient steps of one environment step, of which some may be left.
private struct LearningPeriod {
  /// Batches left, the present one included.
  var batchesLeft = 0
  /// Sum of the losses of the batches that are done.
  var loss = 0.0
  /// Gradient steps made on them.
  var updates = 0
}

// MARK: - Checkpoint

extension DQNAgent {
  /// The numbers of the transitions in the memory.
  var transitions: Range<Int> { memory.numbers }
  /// Bytes that one of them takes.
  var bytesPerTransition: Int { memory.bytesPerTransition }

  /// Writes everything but the transitions in the memory.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("agent")
    exploration.save(to: &archive)
    memory.save(to: &archive)
    learner.save(to: &archive)
    archive.write(learning.batchesLeft)
    archive.write(learning.loss)
    archive.write(learning.updates)
  }

  /// Restores the saved state; the memory's transitions have to be restored too.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("agent")
    try exploration.restore(from: &archive)
    try memory.restore(from: &archive, actionCount: learner.actionCount)
    try learner.restore(from: &archive, memoryCount: memory.count)
    learning.batchesLeft = try archive.integer(in: 0...hyperparameters.gradientSteps)
    learning.loss = try archive.real()
    learning.updates = try archive.integer(in: 0...hyperparameters.maxUpdatesOfStep)
    guard isLearning ? memory.count >= hyperparameters.batchSize : !learner.hasRowsLeft else {
      throw archive.error("gradient steps are left that cannot be made")
    }
  }

  /// Writes some of the transitions in the memory.
  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {
    memory.saveTransitions(numbers, to: &archive)
  }

  /// Restores some of the transitions in the memory.
  mutating func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int> {
    try memory.restoreTransitions(from: &archive, actionCount: learner.actionCount)
  }
}

extension Hyperparameters {
  /// Gradient steps that one environment step brings at most.
  fileprivate var maxUpdatesOfStep: Int { gradientSteps * (fit == .sample ? batchSize : 1) }
}
