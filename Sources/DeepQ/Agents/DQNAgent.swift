/// Deep Q-learning: acts ε-greedily on a network of action values, remembers, and learns from
/// random batches of what it remembers.
///
/// Source: V. Mnih et al., "Playing Atari with Deep Reinforcement Learning", 2013, algorithm 1;
/// with the target network of "Human-level control through deep reinforcement learning", Nature
/// 518, 2015.
struct DQNAgent: ~Copyable {
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
      gamma: hyperparameters.gamma, compression: execution.frameCompression)
  }

  /// Chooses an action: a random one with probability ε, else the one of the largest value.
  func act(on observation: ObservationBuffer, using random: inout RandomSource) -> Int {
    learner.act(on: observation, epsilon: exploration.value, using: &random)
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
        loss += Double(learner.update(from: memory, progress: progress, using: &random))
        exploration.advance(.update)
        made += 1
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

  /// Restores some of the transitions that the memory holds.
  mutating func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int> {
    try memory.restoreTransitions(from: &archive, actionCount: learner.actionCount)
  }
}

/// One environment step, as the training loop saw it.
struct ExperiencedStep {
  var observation: ObservationBuffer
  var action: Int
  var reward: Double
  var nextObservation: ObservationBuffer
  /// Whether the task itself ended.
  var terminated: Bool
  /// Whether a limit outside the task ended the episode.
  var truncated: Bool
}
