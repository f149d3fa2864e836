/// Everything that a trial depends on: the same specification gives the same result, bit for bit.
public struct TrialSpecification: Equatable, Sendable {
  /// The environment and its settings.
  public var environment: EnvironmentSpecification
  /// The learning algorithm, and its settings.
  public var hyperparameters: Hyperparameters
  /// When and how the greedy policy is evaluated.
  public var evaluation: EvaluationSchedule
  /// When the task counts as solved.
  public var solve: SolveCriterion
  /// The experiment's root seed, shared by all its trials.
  public var rootSeed: UInt64
  /// Which repetition of its configuration this is, from 0.
  public var replicate: Int

  /// Creates a specification from its parts.
  public init(
    environment: EnvironmentSpecification, hyperparameters: Hyperparameters,
    evaluation: EvaluationSchedule, solve: SolveCriterion, rootSeed: UInt64, replicate: Int
  ) {
    self.environment = environment
    self.hyperparameters = hyperparameters
    self.evaluation = evaluation
    self.solve = solve
    self.rootSeed = rootSeed
    self.replicate = replicate
  }

  /// The learning algorithm.
  public var algorithm: Algorithm { hyperparameters.algorithm }
}

extension TrialSpecification {
  /// Steps that an episode has at most, by the experiment or by the environment's own limits.
  var episodeLimit: Int? {
    [environment.maxEpisodeSteps, environment.interface.maxSteps].compactMap { $0 }.min()
  }

  /// The largest number of environment steps of the trial.
  var maxStepCount: Int {
    switch hyperparameters.length {
    case .steps(let steps): return steps
    case .episodes(let episodes):
      let product = episodes.multipliedReportingOverflow(by: episodeLimit ?? .max)
      return product.overflow ? .max : product.partialValue
    }
  }

  /// Steps that none of the trial's episodes is shorter than.
  var minEpisodeSteps: Int {
    let shortest = environment.definition.minEpisodeSteps(environment)
    return max(1, min(shortest, episodeLimit ?? .max))
  }
}

/// When and how the learned policy is evaluated, on streams of its own.
public struct EvaluationSchedule: Equatable, Sendable {
  /// Steps between evaluations, or 0 to evaluate at the end only.
  ///
  /// The end is always evaluated.
  public var every: Int
  /// Episodes in one evaluation.
  public var episodes: Int
  /// Exploration rate during evaluation; 0 is greedy.
  public var epsilon: Double

  /// Creates a schedule; by default 20 greedy episodes at the end.
  public init(every: Int = 0, episodes: Int = 20, epsilon: Double = 0) {
    self.every = every
    self.episodes = episodes
    self.epsilon = epsilon
  }
}

/// When a task counts as solved: the mean return of the last `window` training episodes reaches
/// `threshold`.
public struct SolveCriterion: Equatable, Sendable {
  /// The mean return to reach; `nil` if the environment has no convention and the experiment names
  /// none.
  public var threshold: Double?
  /// Consecutive training episodes that the mean is taken over.
  public var window: Int
  /// Whether training ends there.
  public var stop: Bool

  /// Creates a criterion.
  public init(threshold: Double?, window: Int = 100, stop: Bool = false) {
    self.threshold = threshold
    self.window = window
    self.stop = stop
  }
}
