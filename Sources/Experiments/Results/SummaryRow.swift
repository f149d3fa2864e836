import DeepQ

/// One trial's line in `summary.csv`.
public struct SummaryRow: Equatable, Sendable {
  /// What became of a trial.
  public enum Status: String, CaseIterable, Sendable {
    /// It ran to its end.
    case done
    /// It ran, and ended before its time for a reason that its file holds.
    case failed
    /// It has not been run, or not to its end.
    case missing
  }

  /// The trial's id.
  public var trial: String
  /// The configuration's id.
  public var configuration: String
  /// Which repetition of the configuration it is, from 0.
  public var replicate: Int
  /// The experiment's root seed.
  public var seed: UInt64
  /// What became of it.
  public var status: Status
  /// Training episodes that ended.
  public var episodes: Int?
  /// Environment steps taken.
  public var steps: Int?
  /// Gradient steps taken.
  public var updates: Int?
  /// Mean undiscounted return of the last 100 training episodes, or of all if there are fewer.
  public var returnLast100: Double?
  /// The best mean return of 100 consecutive training episodes, or that of all if there are fewer.
  public var returnBest100: Double?
  /// Episodes after which the task first counted as solved.
  public var solvedAtEpisode: Int?
  /// Mean return of the evaluation at the end; only of a trial that came to its end.
  public var evaluationReturn: Double?
  /// Loss of the last training episode in which there were updates to have one.
  public var lossLast: Double?
  /// Largest difference of an action value from the optimal one, at the end.
  public var valueError: Double?
  /// Expected discounted return that the learned policy loses against an optimal one, at the end.
  public var regret: Double?
  /// Hash of the final parameters.
  public var weightsDigest: String?
  /// Hash of everything deterministic in the trial's file.
  public var resultDigest: String?
  /// The cells of the hyperparameter columns; empty where one does not apply.
  public var hyperparameters: [String]

  /// The line of a trial that has not been run.
  public init(
    missing trial: String, configuration: String, replicate: Int, seed: UInt64,
    hyperparameters: [String]
  ) {
    self.trial = trial
    self.configuration = configuration
    self.replicate = replicate
    self.seed = seed
    status = .missing
    self.hyperparameters = hyperparameters
  }

  /// The line of a trial that has.
  ///
  /// - Parameters:
  ///   - record: The trial.
  ///   - resultDigest: The hash of all that its file holds; computed if it is `nil`.
  ///   - hyperparameters: The cells of the hyperparameter columns.
  public init(
    _ record: TrialRecord, resultDigest: String? = nil, hyperparameters: [String]
  ) {
    self.init(
      missing: record.id, configuration: record.configuration, replicate: record.replicate,
      seed: record.rootSeed, hyperparameters: hyperparameters)
    let result = record.result
    let returns = result.episodes.returns
    status = result.failure == nil ? .done : .failed
    // A planning has no experience; its updates are sweeps.
    episodes = result.planning == nil ? returns.count : nil
    steps = result.planning == nil ? result.steps : nil
    updates = result.updates
    returnLast100 = Self.mean(returns.suffix(100))
    returnBest100 = Self.bestMean(of: returns, window: 100)
    solvedAtEpisode = result.solvedAtEpisode
    evaluationReturn =
      status == .done ? result.evaluations.last.flatMap { Self.mean($0.returns[...]) } : nil
    lossLast = result.episodes.losses.last.flatMap { $0.isNaN ? nil : $0 }
    if status == .done, let last = result.evaluations.last {
      valueError = last.valueError
      regret = last.regret
    }
    weightsDigest = record.weightsDigest
    self.resultDigest = resultDigest ?? record.resultDigest
  }

  /// The mean, added up from first to last; `nil` of nothing.
  static func mean(_ values: ArraySlice<Double>) -> Double? {
    guard !values.isEmpty else { return nil }
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
  }

  /// The best mean of `window` consecutive values, each added up anew so that none depends on those
  /// before it.
  static func bestMean(of values: [Double], window: Int) -> Double? {
    guard values.count > window else { return mean(values[...]) }
    var best: Double?
    for start in 0...(values.count - window) {
      guard let mean = mean(values[start..<start + window]) else { continue }
      best = best.map { max($0, mean) } ?? mean
    }
    return best
  }
}
