import Synchronization

/// Keeps the lock file up to date about which trials are being trained, for `sweep status`.
final class RunningTrials: Sendable {
  private let lock: FolderLock
  private let trials = Mutex<[Int: String]>([:])

  /// The trials of the run that holds a lock; none yet.
  init(lock: FolderLock) { self.lock = lock }

  /// Takes note of an event.
  @Sendable
  func observe(_ event: RunEvent) {
    trials.withLock { trials in
      switch event {
      case .started(let trial, let worker): trials[worker] = trial.id
      case .finished(_, _, _, let worker), .abandoned(_, let worker): trials[worker] = nil
      case .advanced, .stopping: return
      }
      lock.note(trials: trials.sorted { $0.key < $1.key }.map(\.value))
    }
  }
}
