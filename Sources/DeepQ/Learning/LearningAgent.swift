/// A policy that an evaluation can play.
protocol Policy: ~Copyable {
  /// Chooses an action: a random one with probability ε, else the one of the largest value.
  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int
}

extension RandomSource {
  /// Draws the exploration of an ε-greedy policy: a random action with probability ε, else `nil`.
  ///
  /// One draw decides whether to explore, and a second one, only then, which action to take.
  @inline(__always)
  mutating func exploringAction(epsilon: Double, of actionCount: Int) -> Int? {
    uniform01() < epsilon ? integer(below: actionCount) : nil
  }
}

extension ActionValues: Policy {
  /// Chooses an action: a random one with probability ε, else the one of the largest value.
  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    random.exploringAction(epsilon: epsilon, of: actionCount)
      ?? greedyAction(in: agentState.state ?? 0)
  }
}

extension Hyperparameters {
  /// The reward of a step that is learned from, and whether the value of what follows counts too.
  func learnedReward(of step: TimeStep) -> (reward: Float, bootstraps: Bool) {
    let ends = step.terminated || (step.truncated && onTruncation == .terminate)
    var reward = step.reward
    if ends, let terminalPenalty { reward = terminalPenalty }
    if let rewardClip { reward = min(max(reward, -rewardClip), rewardClip) }
    return (Float(reward), !ends)
  }
}

/// The progress of a training.
struct TrainingProgress {
  /// Environment steps taken.
  var steps: Int
  /// Completed fraction of the training, 0...1.
  var share: Double
}

/// An agent: acts and learns in a training loop.
protocol LearningAgent: Policy, Checkpointable, ~Copyable, Sendable {
  /// A new agent; its random initial values come from the initialisation stream.
  ///
  /// The result does not depend on `execution`.
  init(
    _ specification: TrialSpecification, in interface: EnvironmentInterface,
    execution: TrialExecution, using random: inout RandomSource)

  /// The exploration rate ε now.
  var explorationRate: Double { get }

  /// Chooses the next action of the training.
  mutating func act(on agentState: AgentState, using random: inout RandomSource) -> Int

  /// Whether gradient steps of the last step are left.
  var isLearning: Bool { get }

  /// Learns from a step: stores it, advances the schedules, and starts gradient steps that are due.
  ///
  /// At most one gradient step is made, so that no call takes long; `isLearning` says whether others
  /// are left.
  ///
  /// - Returns: the sum of the losses of the updates of the step, and their number; both
  ///   are 0 as long as `isLearning`.
  mutating func learn(
    from step: TimeStep, at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int)

  /// Whether all parameters, or all values of the table, are finite.
  var isFinite: Bool { get }

  /// Makes the next gradient step of those that are left.
  ///
  /// - Parameters:
  ///   - progress: that of the last step.
  ///   - streams: the trial's.
  /// - Returns: what `learn` returns.
  /// - Precondition: `isLearning`.
  mutating func continueLearning(
    at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int)

  /// The parameters of a network, layer by layer; empty if there is none.
  func weights() -> [LayerWeights]

  /// The action values of all states of an environment with finitely many.
  func actionValues(stateCount: Int) -> ActionValues
}

/// An agent without a replay memory.
protocol MemorylessAgent: LearningAgent, ~Copyable {}

extension MemorylessAgent where Self: ~Copyable {
  var transitions: Range<Int> { 0..<0 }
  var bytesPerTransition: Int { 0 }

  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {}

  mutating func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int> {
    throw archive.error("this algorithm has no transitions")
  }
}

/// A long computation with checkpoints: its state is saved as a whole, the transitions of its replay
/// memory separately, because they are many and most were saved before.
protocol Checkpointable: ~Copyable {
  /// The numbers of the transitions in the replay memory.
  var transitions: Range<Int> { get }
  /// Bytes that one of them takes.
  var bytesPerTransition: Int { get }

  /// Writes everything but the transitions.
  func save(to archive: inout ArchiveWriter)

  /// Restores the saved state; the transitions have to be restored too.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError)

  /// Writes the transitions of those numbers, which are among `transitions`.
  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter)

  /// Restores saved transitions; returns their numbers.
  mutating func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int>
}

/// Execution options of a trial; no result depends on them.
public struct TrialExecution: Sendable {
  /// Runs the parts of the gradient steps.
  public var executor: ParallelExecutor
  /// Compression of the images in the replay memory.
  public var frameCompression: FrameCompression
  /// Cache of optimal values.
  public var optimalValues: OptimalValuesStore
  /// Whether the parameters of the best evaluation are kept beside the final ones.
  public var keepsBestWeights: Bool

  /// By default on one thread, with uncompressed images and optimal values of its own.
  public init(
    executor: ParallelExecutor = .alone, frameCompression: FrameCompression = .none,
    optimalValues: OptimalValuesStore = OptimalValuesStore(), keepsBestWeights: Bool = false
  ) {
    self.keepsBestWeights = keepsBestWeights
    self.executor = executor
    self.frameCompression = frameCompression
    self.optimalValues = optimalValues
  }
}
