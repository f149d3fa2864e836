import Synchronization

/// Whether a run has come further than the one before it, so that it makes sense to begin again.
final class RunAdvance: Sendable {
  private struct State {
    var firstSteps: [String: Int] = [:]
    var advanced: Set<String> = []
    var hasFinished = false
  }

  private let state = Mutex(State())

  /// Takes note of an event.
  @Sendable
  func observe(_ event: RunEvent) {
    state.withLock { state in
      switch event {
      case .advanced(let trial, let stepsTaken, _):
        if stepsTaken > state.firstSteps[trial.id, default: stepsTaken] {
          state.advanced.insert(trial.id)
        }
        if state.firstSteps[trial.id] == nil { state.firstSteps[trial.id] = stepsTaken }
      case .finished(let trial, _, _, _):
        state.hasFinished = true
        state.firstSteps[trial.id] = nil
        state.advanced.remove(trial.id)
      case .started, .abandoned, .stopping: break
      }
    }
  }

  /// Whether a trial was finished, or one that has a checkpoint took steps.
  ///
  /// - Throws: `FileError`.
  func isKept(in folder: ResultsFolder) throws(FileError) -> Bool {
    let (hasFinished, advanced) = state.withLock { ($0.hasFinished, $0.advanced) }
    if hasFinished { return true }
    return try !folder.trialsUnderWay().isDisjoint(with: advanced)
  }
}
