/// An evaluation under way: episodes with a policy, on streams that belong to the
/// training step after which it is made.
///
/// Neither the training nor any other evaluation is affected, so more of them, or fewer, change no
/// number elsewhere. It takes one step at a time, so that a long one can be stopped.
struct PolicyEvaluation: ~Copyable, Sendable {
  /// Steps after which an evaluation episode is cut off where the environment has no limit of its
  /// own: a greedy policy may move in circles for ever.
  static let stepLimit = 100_000

  private let step: Int
  private let schedule: EvaluationSchedule
  private let timeLimit: Int
  private var environment: any Environment
  private var random: RandomSource
  private var exploration: RandomSource
  private let observation: ObservationStorage
  private var returns: [Double] = []
  private var episodeReturn = 0.0
  private var episodeLength = 0

  /// The start of the first episode of the evaluation after `step` training steps.
  init(_ specification: TrialSpecification, after step: Int) {
    let definition = specification.environmentDefinition
    let streams = RandomStreams.evaluation(
      rootSeed: specification.rootSeed, replicate: specification.replicate, step: step)
    self.step = step
    schedule = specification.evaluation
    timeLimit = specification.episodeLimit ?? Self.stepLimit
    (environment, random) = definition.make(
      definition.evaluation(specification.environment), streams.environmentSeed)
    exploration = streams.exploration
    observation = ObservationStorage(specification.environmentInterface.observation)
    environment.reset(using: &random, into: observation.buffer)
  }

  /// Takes one environment step.
  ///
  /// - Returns: the evaluation, if that was its last step.
  mutating func advance<Player: Policy & ~Copyable>(
    with policy: borrowing Player
  ) -> Evaluation? {
    let agentState = AgentState(observation: observation.buffer, state: environment.finiteState)
    let action = policy.act(on: agentState, epsilon: schedule.epsilon, using: &exploration)
    let outcome = environment.step(action, using: &random, into: observation.buffer)
    episodeReturn += outcome.reward
    episodeLength += 1
    guard outcome.terminated || outcome.truncated || episodeLength == timeLimit else { return nil }
    returns.append(episodeReturn)
    guard returns.count < schedule.episodes else { return Evaluation(step: step, returns: returns) }
    (episodeReturn, episodeLength) = (0, 0)
    environment.reset(using: &random, into: observation.buffer)
    return nil
  }
}

// MARK: - Checkpoint

extension PolicyEvaluation {
  /// Writes how far the evaluation has come.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("evaluation")
    random.save(to: &archive)
    exploration.save(to: &archive)
    environment.save(to: &archive)
    observation.save(to: &archive)
    archive.write(returns)
    archive.write(episodeReturn)
    archive.write(episodeLength)
  }

  /// Restores the saved state.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("evaluation")
    random = try RandomSource(restoring: &archive)
    exploration = try RandomSource(restoring: &archive)
    try environment.restore(from: &archive)
    try observation.restore(from: &archive)
    returns = try archive.reals()
    guard returns.count < schedule.episodes else {
      throw archive.error("an evaluation under way has \(returns.count) episodes behind it")
    }
    episodeReturn = try archive.real()
    episodeLength = try archive.integer(in: 0...timeLimit - 1)
  }
}
