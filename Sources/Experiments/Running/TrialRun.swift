import DeepQ
import Dispatch
import Synchronization

/// The state that the workers of one run share.
final class TrialRun: Sendable {
  private struct State {
    /// Position of the next trial to take.
    var next = 0
    /// Trials after this position are not wanted any more.
    var lastWanted = Int.max
    var stored = 0
    var failures: [FailedTrial] = []
    var error: (any Error)?
    /// Whether the run has ended: what workers do now that were left behind is of no interest.
    var hasEnded = false
  }

  private let runner: TrialRunner
  private let writer = DispatchQueue(label: "sweep.writer")
  private let state = Mutex(State())

  init(_ runner: TrialRunner) { self.runner = runner }

  /// Runs trials until there are none left or the run is to stop.
  func work(as worker: Int) {
    let clock = ContinuousClock()
    // A thread starts with the modes of the one that made it; records are made of results here too.
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    while let (position, trial) = takeNext() {
      let began = clock.now
      observe(.started(trial, worker: worker))
      do {
        let result = try runner.work(trial) { steps in
          observe(.advanced(trial, stepsTaken: steps, worker: worker))
          return isWanted(position)
        }
        if let result {
          keep(result, of: trial, at: position, (clock.now - began).inSeconds, by: worker)
          continue
        }
      } catch {
        end(because: error)
      }
      observe(.abandoned(trial, worker: worker))
    }
  }

  /// Ends the run, once every worker has returned or is left behind; returns what came of it.
  func finish() throws -> RunOutcome {
    try state.withLock { state in
      state.hasEnded = true
      if let error = state.error { throw error }
      let end: RunOutcome.End =
        if state.stored == runner.count {
          .finished
        } else if let signal = runner.stop.signal {
          .signal(signal)
        } else {
          .failedFast
        }
      return RunOutcome(
        stored: state.stored, failures: state.failures.sorted { $0.index < $1.index }, end: end)
    }
  }

  /// The next trial in grid order; `nil` when a worker has nothing more to do.
  ///
  /// The trial is made under the lock, so that trials are made, not only counted, in order.
  private func takeNext() -> (position: Int, trial: PlannedTrial)? {
    state.withLock { state in
      guard state.next < runner.count, state.next <= state.lastWanted, runner.stop.signal == nil
      else { return nil }
      defer { state.next += 1 }
      return (state.next, runner.trial(state.next))
    }
  }

  private func isWanted(_ position: Int) -> Bool {
    runner.stop.signal == nil && state.withLock { position <= $0.lastWanted }
  }

  /// Stores a result, waiting for its turn: so a slow disk slows the workers down instead of
  /// filling the memory.
  private func keep(
    _ result: TrialResult, of trial: PlannedTrial, at position: Int, _ seconds: Double,
    by worker: Int
  ) {
    writer.sync {
      guard state.withLock({ $0.error == nil && !$0.hasEnded }) else { return }
      do {
        try runner.store(trial, result, seconds, worker)
      } catch {
        return end(because: error)
      }
      state.withLock { state in
        state.stored += 1
        guard let reason = result.failure else { return }
        state.failures.append(FailedTrial(index: trial.index, id: trial.id, reason: reason))
        if runner.failFast { state.lastWanted = min(state.lastWanted, position) }
      }
      observe(.finished(trial, result, seconds: seconds, worker: worker))
    }
  }

  private func observe(_ event: RunEvent) {
    guard state.withLock({ !$0.hasEnded }) else { return }
    runner.observe(event)
  }

  /// Stores the first error, and stops all trials.
  private func end(because error: any Error) {
    state.withLock { state in
      if state.error == nil { state.error = error }
      state.lastWanted = -1
    }
  }
}

extension Duration {
  /// The duration in seconds, to the precision of a `Double`.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
