public import DeepQ

/// The random seeds of an experiment; all configurations share them.
public struct Seeds: Equatable, Sendable {
  /// The root of all random streams.
  public var root: UInt64 = 42
  /// Trials of each configuration, its replicates.
  public var count = 1

  /// All defaults.
  public init() {}
}

/// How an experiment is run; no result depends on it.
public struct RunSettings: Equatable, Sendable {
  /// What happens to the other trials when one fails.
  public enum FailurePolicy: String, CaseIterable, Sendable {
    /// They go on.
    case `continue`
    /// No more of them start.
    case stop
  }

  /// Trials at a time; `nil` for as many as there are cores.
  public var workers: Int?
  /// Threads that share the gradient steps of one trial; `nil` for as many as there are cores to
  /// spare, where they pay.
  public var threadsPerTrial: Int?
  /// What becomes of the other trials when one fails.
  public var onFailure = FailurePolicy.continue
  /// Steps between checkpoints of a trial: 0 for none but when the run is stopped, `nil` for now
  /// and then.
  public var checkpointEvery: Int?
  /// How the images of replay memories are kept.
  public var replayCompression = FrameCompression.none
  /// More trials than this are taken for a mistake.
  public var maxTrials = 1_000_000

  /// All defaults.
  public init() {}
}
