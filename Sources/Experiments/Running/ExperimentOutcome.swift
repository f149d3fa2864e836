public import DeepQ

/// What came of running an experiment.
public struct ExperimentOutcome: Sendable {
  /// The folder of the results.
  public let folder: ResultsFolder
  /// One row per trial of the experiment, those that are missing too.
  public let summary: SummaryTable
  /// The part of the experiment that was run; `nil` for all of it.
  public var shard: Shard?
  /// What was run this time.
  public let run: RunOutcome
  /// Trials that earlier runs had done.
  public let alreadyDone: Int
  /// Whether the run has left more behind than it found, in results or checkpoints.
  public let hasAdvanced: Bool

  /// The rows of the trials that the run was about, those of a shard or all of them.
  public var rows: [SummaryRow] {
    guard let shard else { return summary.rows }
    return summary.rows.indices.filter(shard.contains).map { summary.rows[$0] }
  }
}

/// What came of a run.
public struct RunOutcome: Equatable, Sendable {
  /// Why a run ended.
  public enum End: Equatable, Sendable {
    /// Every trial was run and stored, whether it failed or not.
    case finished
    /// A trial failed and the rest was not wanted.
    case failedFast
    /// A signal asked for it before everything was done: one that was sent, such as `SIGINT`, or
    /// `SIGALRM` of the run's own time limit.
    case signal(Int32)
  }

  /// Results stored, failed trials included.
  public var stored: Int
  /// The failed trials among them, in grid order.
  public var failures: [FailedTrial]
  /// Why the run ended.
  public var end: End

  /// Creates an outcome.
  public init(stored: Int, failures: [FailedTrial], end: End) {
    self.stored = stored
    self.failures = failures
    self.end = end
  }
}

/// A trial that ended before its time.
public struct FailedTrial: Equatable, Sendable {
  /// Index in the grid.
  public var index: Int
  /// The trial's identity.
  public var id: String
  /// Why it failed.
  public var reason: String

  /// Creates a record of a failed trial.
  public init(index: Int, id: String, reason: String) {
    self.index = index
    self.id = id
    self.reason = reason
  }
}

/// Something that happened during a run.
///
/// For one worker the events come in the order in which things happened; events of different
/// workers may cross.
public enum RunEvent: Sendable {
  /// A worker took a trial.
  case started(PlannedTrial, worker: Int)
  /// A trial has taken that many environment steps so far.
  case advanced(PlannedTrial, stepsTaken: Int, worker: Int)
  /// A trial is complete and stored.
  case finished(PlannedTrial, TrialResult, seconds: Double, worker: Int)
  /// A trial under way was given up, because the run is ending.
  case abandoned(PlannedTrial, worker: Int)
  /// A signal has asked the run to stop, and it waits for workers that have not heard of it yet.
  case stopping
}
