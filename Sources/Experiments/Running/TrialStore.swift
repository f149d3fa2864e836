import DeepQ
import Synchronization

/// Stores each finished trial's file, and notes its summary and how long the trial took.
final class TrialStore: Sendable {
  private struct State {
    var timing: TimingTable
    var written: [WrittenTrial] = []
  }

  private let folder: ResultsFolder
  private let missing: MissingTrials
  private let state: Mutex<State>

  /// A store that continues what earlier runs left in the folder.
  init(folder: ResultsFolder, missing: MissingTrials, timing: TimingTable) {
    self.folder = folder
    self.missing = missing
    state = Mutex(State(timing: timing))
  }

  /// The trials whose files were written so far.
  var written: [WrittenTrial] { state.withLock { $0.written } }

  /// Keeps a result: when this returns, the trial is done.
  ///
  /// - Throws: `FileError` or `HDF5Error`.
  @Sendable
  func keep(
    _ trial: PlannedTrial, _ result: TrialResult, seconds: Double, worker: Int
  ) throws {
    let written = try folder.writeTrial(TrialRecord(trial.specification, result: result))
    try folder.removeCheckpoints { $0 == trial.id }
    state.withLock {
      $0.written.append(written)
      $0.timing.add(
        trial: trial.id, started: missing.position(ofIndex: trial.index), worker: worker,
        seconds: seconds, steps: result.steps)
    }
  }

  /// Writes `timing.csv`.
  ///
  /// - Throws: `FileError`.
  func writeTiming() throws {
    try state.withLock { try $0.timing.write(to: folder.timingFile) }
  }
}
