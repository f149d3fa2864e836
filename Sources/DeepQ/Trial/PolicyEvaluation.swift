/// Episodes of a policy on the streams of an evaluation, played one step at a time.
struct PolicyEpisodes: ~Copyable, Sendable {
  /// Steps after which an episode is cut off where the environment has no limit of its own: a greedy
  /// policy may move in circles for ever.
  private static let stepLimit = 100_000

  /// Sum of the rewards of the episode so far.
  private(set) var episodeReturn = 0.0
  /// Steps of the episode so far.
  private(set) var length = 0
  /// Whether the episode has ended.
  private(set) var hasEnded = false
  /// The present observation.
  let observation: ObservationStorage

  private let epsilon: Double
  private let timeLimit: Int
  private var environment: any Environment
  private var random: RandomSource
  private var exploration: RandomSource

  /// The start of the first episode of the evaluation after `step` training steps.
  ///
  /// - Parameters:
  ///   - specification: the trial's.
  ///   - step: training steps before the evaluation.
  ///   - keepsColours: whether the environment keeps its screen in colour.
  init(_ specification: TrialSpecification, after step: Int, keepsColours: Bool = false) {
    let definition = specification.environment.definition
    let streams = RandomStreams.evaluation(
      rootSeed: specification.rootSeed, replicate: specification.replicate, step: step)
    epsilon = specification.evaluation.epsilon
    timeLimit = specification.episodeLimit ?? Self.stepLimit
    (environment, random) = definition.make(
      definition.evaluation(specification.environment), streams.environmentSeed)
    if keepsColours { environment.keepColours() }
    exploration = streams.exploration
    observation = ObservationStorage(specification.environment.interface.observation)
    environment.reset(using: &random, into: observation.buffer)
  }

  /// The number of the environment's state, where there are finitely many.
  var state: Int? { environment.finiteState }

  /// The screen in colour, where there is one and it is kept.
  var colourScreen: ColourScreen? { environment.colourScreen }

  /// What the policy acts on.
  var agentState: AgentState {
    AgentState(observation: observation.buffer, state: environment.finiteState)
  }

  /// Starts the next episode.
  mutating func startEpisode() {
    (episodeReturn, length, hasEnded) = (0, 0, false)
    environment.reset(using: &random, into: observation.buffer)
  }

  /// Takes one environment step.
  ///
  /// - Precondition: the episode has not ended.
  @discardableResult
  mutating func step<Player: Policy & ~Copyable>(
    with policy: borrowing Player
  ) -> (action: Int, reward: Double) {
    precondition(!hasEnded, "the episode has ended")
    let action = policy.act(on: agentState, epsilon: epsilon, using: &exploration)
    let outcome = environment.step(action, using: &random, into: observation.buffer)
    episodeReturn += outcome.reward
    length += 1
    hasEnded = outcome.terminated || outcome.truncated || length >= timeLimit
    return (action, outcome.reward)
  }
}

/// An evaluation in progress, on streams that belong to the training step after which it is made.
///
/// Neither the training nor any other evaluation is affected, so the number of evaluations changes no
/// number elsewhere. It takes one step at a time, so that a long one can be stopped.
struct PolicyEvaluation: ~Copyable, Sendable {
  private let step: Int
  private let episodeCount: Int
  private var episodes: PolicyEpisodes
  private var returns: [Double] = []

  /// The start of the first episode of the evaluation after `step` training steps.
  init(_ specification: TrialSpecification, after step: Int) {
    self.step = step
    episodeCount = specification.evaluation.episodes
    episodes = PolicyEpisodes(specification, after: step)
  }

  /// Takes one environment step.
  ///
  /// - Returns: the evaluation, if that was its last step.
  mutating func advance<Player: Policy & ~Copyable>(
    with policy: borrowing Player
  ) -> Evaluation? {
    episodes.step(with: policy)
    guard episodes.hasEnded else { return nil }
    returns.append(episodes.episodeReturn)
    guard returns.count < episodeCount else { return Evaluation(step: step, returns: returns) }
    episodes.startEpisode()
    return nil
  }
}

// MARK: - Checkpoint

extension PolicyEpisodes {
  /// Writes the state of the episode; `returns` are those of the episodes before.
  func save(to archive: inout ArchiveWriter, returns: [Double]) {
    archive.mark("evaluation")
    random.save(to: &archive)
    exploration.save(to: &archive)
    environment.save(to: &archive)
    observation.save(to: &archive)
    archive.write(returns)
    archive.write(episodeReturn)
    archive.write(length)
  }

  /// Restores the saved state; returns the returns of the episodes before.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) -> [Double] {
    try archive.mark("evaluation")
    random = try RandomSource(restoring: &archive)
    exploration = try RandomSource(restoring: &archive)
    try environment.restore(from: &archive)
    try observation.restore(from: &archive)
    let returns = try archive.reals()
    episodeReturn = try archive.real()
    length = try archive.integer(in: 0...timeLimit - 1)
    return returns
  }
}

extension PolicyEvaluation {
  /// Writes the state of the evaluation.
  func save(to archive: inout ArchiveWriter) { episodes.save(to: &archive, returns: returns) }

  /// Restores the saved state.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    returns = try episodes.restore(from: &archive)
    guard returns.count < episodeCount else {
      throw archive.error("an unfinished evaluation has \(returns.count) complete episodes")
    }
  }
}
