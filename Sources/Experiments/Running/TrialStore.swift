import DeepQ
import Synchronization

/// Puts each finished trial's file in place, and notes how long the trial took.
final class TrialStore: Sendable {
  private let folder: ResultsFolder
  private let missing: MissingTrials
  private let timing: Mutex<TimingTable>

  /// A store that continues what earlier runs left in the folder.
  init(folder: ResultsFolder, missing: MissingTrials, timing: TimingTable) {
    self.folder = folder
    self.missing = missing
    self.timing = Mutex(timing)
  }

  /// Keeps a result: when this returns, the trial is done.
  ///
  /// - Throws: `FileError` or `HDF5Error`.
  @Sendable
  func keep(
    _ trial: RunnableTrial, _ result: TrialResult, seconds: Double, worker: Int
  ) throws {
    try TrialRecord(trial.specification, result: result).write(to: folder.trialFile(trial.id))
    try folder.removeCheckpoints { $0 == trial.id }
    timing.withLock {
      $0.add(
        trial: trial.id, started: missing.position(ofIndex: trial.index), worker: worker,
        seconds: seconds, steps: result.steps)
    }
  }

  /// Writes `timing.csv`.
  ///
  /// - Throws: `FileError`.
  func writeTiming() throws {
    try timing.withLock { try $0.write(to: folder.timingFile) }
  }
}
