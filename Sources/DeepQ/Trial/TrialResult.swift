/// What a trial produced: a pure function of its specification.
public struct TrialResult: Equatable, Sendable {
  /// Why the trial ended before its time, or `nil` if it did not fail.
  public var failure: String?
  /// Environment steps taken.
  public var steps = 0
  /// Gradient steps taken.
  public var updates = 0
  /// The training episodes that ended, in order.
  public var episodes = EpisodeCurves()
  /// The evaluations, in order; the last is at the end of the training.
  public var evaluations: [Evaluation] = []
  /// Episodes after which the task first counted as solved; `nil` if it never did.
  public var solvedAtEpisode: Int?
  /// The final parameters, layer by layer in name order; those after `weightsStep`, if it is given.
  public var weights: [LayerWeights] = []
  /// Training steps after which `weights` were copied; `nil` for the end of the training.
  public var weightsStep: Int?
  /// The parameters of the best evaluation, where they were kept.
  public var best: BestWeights?
  /// The final values of all actions in all states, where there are finitely many states.
  public var actionValues: ActionValues?
  /// The values that are right, which those are measured against.
  public var optimalActionValues: ActionValues?
  /// How a planning went on, where there was one.
  public var planning: PlanningCurves?
  /// The final state of each random stream, in the order of their derivation.
  public var randomStates: [StreamState] = []

  /// The evaluation of the stored parameters or table; `nil` if they were not evaluated.
  public var storedPolicyEvaluation: Evaluation? {
    guard let weightsStep else { return evaluations.last }
    return evaluations.first { $0.step == weightsStep }
  }

  /// An empty result.
  public init() {}
}

/// One element for each training episode, in columns.
public struct EpisodeCurves: Equatable, Sendable {
  /// Undiscounted sum of rewards.
  public var returns: [Double] = []
  /// Environment steps in the episode.
  public var lengths: [Int] = []
  /// Environment steps taken by the end of the episode, since the start of the training.
  public var steps: [Int] = []
  /// Exploration rate at the end of the episode.
  public var epsilons: [Double] = []
  /// Mean loss of the updates made during the episode; not a number where there were none.
  public var losses: [Double] = []
  /// Whether the task itself ended the episode.
  public var terminated: [Bool] = []
  /// Whether a limit outside the task ended the episode.
  public var truncated: [Bool] = []

  /// No episodes.
  public init() {}

  /// Whether two records are the same, bit for bit: not a number equals itself here.
  public static func == (one: EpisodeCurves, other: EpisodeCurves) -> Bool {
    one.returns == other.returns && one.lengths == other.lengths && one.steps == other.steps
      && one.epsilons == other.epsilons && one.terminated == other.terminated
      && one.truncated == other.truncated
      && one.losses.elementsEqual(other.losses) { $0.bitPattern == $1.bitPattern }
  }
}

/// One evaluation of the learned policy.
public struct Evaluation: Equatable, Sendable {
  /// Training steps taken before it.
  public var step: Int
  /// Undiscounted return of each evaluation episode.
  public var returns: [Double]
  /// The largest difference of an action value from the optimal one; `nil` where that is unknown.
  public var valueError: Double?
  /// What an episode is worth less, in expectation and discounted, under the greedy policy than
  /// under an optimal one; `nil` where that is unknown.
  public var regret: Double?

  /// Creates an evaluation's record.
  public init(step: Int, returns: [Double]) {
    self.step = step
    self.returns = returns
  }
}

/// One element for each sweep of a planning, in columns.
public struct PlanningCurves: Equatable, Sendable {
  /// The largest change of a value by the sweep.
  public var residuals: [Double] = []
  /// How far the optimal values can be at most; infinite where γ is 1.
  public var errorBounds: [Double] = []
  /// How far they are; empty where they are unknown.
  public var valueErrors: [Double] = []

  /// No sweeps.
  public init() {}
}

// MARK: - Checkpoint

extension Evaluation {
  /// Writes what was found out, but not when.
  func save(to archive: inout ArchiveWriter) {
    archive.write(returns)
    for value in [valueError, regret] {
      archive.write(value != nil)
      archive.write(value ?? 0)
    }
  }

  /// A saved evaluation.
  init(restoring archive: inout ArchiveReader, step: Int, episodes: Int) throws(ArchiveError) {
    let returns = try archive.reals()
    guard returns.count == episodes else {
      throw archive.error("an evaluation has \(returns.count) episodes")
    }
    self.init(step: step, returns: returns)
    valueError = try Self.optionalReal(in: &archive)
    regret = try Self.optionalReal(in: &archive)
  }

  private static func optionalReal(
    in archive: inout ArchiveReader
  ) throws(ArchiveError) -> Double? {
    let isThere = try archive.truth()
    let value = try archive.real()
    return isThere ? value : nil
  }
}
