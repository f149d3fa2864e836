import DeepQ
import Synchronization

/// Stores each finished trial's file, and notes its summary and how long the trial took.
///
/// Now and then `summary.csv` and the index of files are written too, so that whoever looks at the
/// folder of a run under way, or of one that was killed, finds what is done in them.
final class TrialStore: Sendable {
  private struct State {
    var stored: StoredTrials
    var summary: SummaryTable?
    var timing: TimingTable
    var nextSnapshot: Double
  }

  /// Seconds between two snapshots, at least.
  private static let snapshotInterval = 10.0
  /// At most one part in so many of a run's time goes into snapshots.
  private static let snapshotShare = 50.0

  private let folder: ResultsFolder
  private let missing: MissingTrials
  private let weights: WeightRetention
  private let now: @Sendable () -> Double
  private let state: Mutex<State>

  /// A store that continues what earlier runs left in the folder.
  ///
  /// - Parameters:
  ///   - folder: where the files go.
  ///   - missing: the trials that are run.
  ///   - stored: the trials that have a file.
  ///   - summary: a row for each trial of the experiment, in grid order, to be kept up to date on
  ///     disk; `nil` where other processes write it too, of trials that this one does not know.
  ///   - timing: of earlier runs.
  ///   - weights: which parameters the files keep.
  ///   - now: the time in seconds, from any beginning.
  init(
    folder: ResultsFolder, missing: MissingTrials, stored: StoredTrials, summary: SummaryTable?,
    timing: TimingTable, weights: WeightRetention = .last,
    now: @escaping @Sendable () -> Double = ProgressReporter.monotonicSeconds
  ) {
    self.folder = folder
    self.missing = missing
    self.weights = weights
    self.now = now
    state = Mutex(
      State(
        stored: stored, summary: summary, timing: timing,
        nextSnapshot: now() + Self.snapshotInterval))
  }

  /// The trials that have a file by now.
  var stored: StoredTrials { state.withLock { $0.stored } }

  /// A row for each trial of the experiment, as of now; `nil` where other processes write the summary.
  var summary: SummaryTable? { state.withLock { $0.summary } }

  /// Keeps a result: when this returns, the trial is done.
  ///
  /// - Throws: `FileError` or `HDF5Error`.
  @Sendable
  func keep(
    _ trial: PlannedTrial, _ result: TrialResult, seconds: Double, worker: Int
  ) throws {
    let written = try folder.writeTrial(
      TrialRecord(trial.specification, result: result).keeping(weights))
    try folder.removeCheckpoints { $0 == trial.id }
    try state.withLock { state in
      state.stored.add(written)
      state.summary?.rows[trial.index].takeResults(of: written.summary.row)
      state.timing.add(
        trial: trial.id, started: missing.position(ofIndex: trial.index), worker: worker,
        seconds: seconds, steps: result.steps)
      let time = now()
      guard time >= state.nextSnapshot else { return }
      try writeSnapshot(state)
      let cost = now() - time
      state.nextSnapshot = time + max(Self.snapshotInterval, cost * Self.snapshotShare)
    }
  }

  /// Writes `summary.csv` as it is at the beginning, so that it is that of the experiment file.
  ///
  /// - Throws: `FileError`.
  func begin() throws {
    try state.withLock { try $0.summary?.write(to: folder.summaryFile) }
  }

  private func writeSnapshot(_ state: State) throws {
    guard let summary = state.summary else { return }
    try summary.write(to: folder.summaryFile)
    try TrialIndex.write(state.stored.indexEntries, to: folder.trialIndexFile)
  }

  /// Writes `timing.csv`, with what other processes have added to it.
  ///
  /// - Throws: `FileError`.
  func writeTiming() throws {
    try state.withLock { state in
      state.timing.merge(folder.timingFile)
      try state.timing.write(to: folder.timingFile)
    }
  }
}
