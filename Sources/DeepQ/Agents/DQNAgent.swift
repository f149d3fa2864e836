/// Deep Q-learning: acts ε-greedily on a network of action values, remembers, and learns from
/// random batches of what it remembers.
///
/// Source: V. Mnih et al., "Playing Atari with Deep Reinforcement Learning", 2013, algorithm 1;
/// with the target network of "Human-level control through deep reinforcement learning", Nature
/// 518, 2015. What its hyperparameters add stands with them.
struct DQNAgent: LearningAgent, ~Copyable {
  private let hyperparameters: Hyperparameters
  private(set) var exploration: ExplorationRate
  private(set) var learner: Learner
  private(set) var memory: Experience

  /// An agent that has seen nothing, with weights drawn from the initialisation stream.
  ///
  /// No more of the replay memory is reserved than `memoryCapacity`, the transitions that the trial
  /// can come to.
  init(
    _ hyperparameters: Hyperparameters, in interface: EnvironmentInterface, memoryCapacity: Int,
    execution: TrialExecution = TrialExecution(), using random: inout RandomSource
  ) {
    self.hyperparameters = hyperparameters
    exploration = ExplorationRate(hyperparameters.epsilon)
    learner = Learner(hyperparameters, in: interface, crew: execution.crew, using: &random)
    memory = Experience(
      capacity: min(hyperparameters.replayCapacity, memoryCapacity),
      observation: interface.observation, nStep: hyperparameters.nStep,
      gamma: hyperparameters.gamma, compression: execution.frameCompression,
      priorities: hyperparameters.priorities)
  }

  /// The exploration rate ε now.
  var explorationRate: Double { exploration.value }

  /// Chooses the next action of the training.
  func act(on situation: Situation, using random: inout RandomSource) -> Int {
    learner.explore(
      from: situation.observation, epsilon: exploration.value, using: &random)
  }

  /// Chooses an action as an evaluation does: a random one with probability ε, else the one of the
  /// largest value, without noise.
  func act(on situation: Situation, epsilon: Double, using random: inout RandomSource) -> Int {
    learner.act(on: situation.observation, epsilon: epsilon, using: &random)
  }

  /// Remembers a step, and learns if it is time to.
  mutating func learn(
    from step: ExperiencedStep, at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    remember(step)
    return learn(
      stepsTaken: progress.steps, episodeEnded: step.ended, progress: progress.share,
      using: &streams.replay)
  }

  /// Whether every parameter of the online network is finite.
  var isFinite: Bool { learner.isFinite }

  /// The online network's parameters, layer by layer.
  func weights() -> [LayerWeights] { learner.weights() }

  /// What the online network makes of the one-hot vectors of all states.
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
      memoryCapacity: specification.largestStepCount, execution: execution, using: &random)
  }

  /// Remembers one step: with the reward that is learned from, and with a bootstrap unless the task
  /// ended.
  mutating func remember(_ step: ExperiencedStep) {
    let ends = step.terminated || (step.truncated && hyperparameters.onTruncation == .terminate)
    var reward = step.reward
    if ends, let penalty = hyperparameters.terminalPenalty { reward = penalty }
    if let limit = hyperparameters.rewardClip { reward = min(max(reward, -limit), limit) }
    memory.append(step, reward: Float(reward), bootstraps: !ends)
  }

  /// Learns, if it is time to, and lets the schedules move on.
  ///
  /// - Parameters:
  ///   - stepsTaken: environment steps since the start of the training, this one included.
  ///   - episodeEnded: whether the last step ended an episode.
  ///   - progress: share of the training that is done, 0...1.
  ///   - random: the replay stream.
  /// - Returns: the sum of the losses of the updates made, and their number.
  mutating func learn(
    stepsTaken: Int, episodeEnded: Bool, progress: Double, using random: inout RandomSource
  ) -> (loss: Double, updates: Int) {
    exploration.advance(.step)
    if episodeEnded { exploration.advance(.episode) }
    var loss = 0.0
    var made = 0
    if isTimeToLearn(stepsTaken: stepsTaken, episodeEnded: episodeEnded) {
      for _ in 0..<hyperparameters.gradientSteps {
        let learned = learner.update(from: &memory, progress: progress, using: &random)
        loss += learned.loss
        made += learned.updates
        exploration.advance(.update)
      }
    }
    learner.updateTarget(stepsTaken: stepsTaken)
    return (loss, made)
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

// MARK: - Checkpoint

extension DQNAgent {
  /// The numbers of the transitions that the memory holds.
  var transitions: Range<Int> { memory.numbers }
  /// Bytes that one of them takes.
  var bytesPerTransition: Int { memory.bytesPerTransition }

  /// Writes everything but the transitions that the memory holds.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("agent")
    exploration.save(to: &archive)
    learner.save(to: &archive)
    memory.save(to: &archive)
  }

  /// Goes on where the saved one was, once the memory's transitions are restored too.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("agent")
    try exploration.restore(from: &archive)
    try learner.restore(from: &archive)
    try memory.restore(from: &archive, actionCount: learner.actionCount)
  }

  /// Writes some of the transitions that the memory holds.
  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {
    memory.saveTransitions(numbers, to: &archive)
  }

  /// Restores some of the transitions that the memory holds.
  mutating func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int> {
    try memory.restoreTransitions(from: &archive, actionCount: learner.actionCount)
  }
}

extension Algorithm {
  /// Deep Q-learning, with all that its hyperparameters add.
  public static let dqn = Algorithm(
    id: "dqn", summary: "deep Q-learning: a network, replay memory and target network",
    kind: .network, agent: DQNAgent.self)
}
