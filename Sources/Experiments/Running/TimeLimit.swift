import Dispatch
import Platform

/// Stops a run before the time that it has is over, so that its checkpoints are written by then.
///
/// A batch system's own signal before the end comes late or not at all; this clock is the run's own.
final class TimeLimit: Sendable {
  /// What the stop flag is set to: the signal of timers, which nothing else sets it to.
  static let signal = SIGALRM

  /// Only `cancel` is called on it, which any thread may do.
  private nonisolated(unsafe) let timer: any DispatchSourceTimer

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - seconds: when the run has to stop, from now.
  ///   - stop: the flag to set then.
  init(seconds: Double, stop: StopFlag) {
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "sweep.time-limit"))
    timer.setEventHandler { @Sendable in stop.set(signal: Self.signal) }
    timer.schedule(deadline: .now() + max(0, seconds))
    timer.activate()
  }

  deinit { timer.cancel() }

  /// What a shared file system of a cluster at least takes a second.
  private static let bytesPerSecond = 50e6
  /// Seconds for a slice of training to end, for the summary, and for a slow start of the job.
  private static let reserve = 20.0

  /// Seconds after which a run stops that may take `limit` seconds: early enough to write a
  /// checkpoint for each worker, and never before half of the time.
  static func seconds(of limit: Double, checkpointBytes: Int, workers: Int) -> Double {
    let writing = Double(checkpointBytes) * Double(workers) / bytesPerSecond
    return max(limit / 2, limit - reserve - writing)
  }
}
