import DeepQ
import Glibc

/// How many units of work a worker does at a time between two looks at the stop flag.
///
/// A unit costs microseconds with CartPole and seconds with a huge network, so the number follows
/// the time that the last slice took. It has no influence on any result: a trial advances the same
/// way however it is cut.
struct TrialSlice {
  /// Long enough to cost nothing, short enough that Ctrl-C feels immediate.
  static let targetSeconds = 0.02
  /// Where units become a thousand times as expensive, as when a warm-up ends, a slice ends after
  /// this time, whatever is left of it.
  static let maxSeconds = 0.1
  /// Enough for any machine to take at least a hundred looks a second.
  static let largest = 1_000_000

  /// Units to do next.
  private(set) var steps = 32

  /// Runs a trial for one slice, of at most `limit` units.
  mutating func advance(_ trial: inout Trial, limit: Int = .max) {
    let began = ProgressReporter.monotonicSeconds()
    let end = Self.coarseSeconds() + Self.maxSeconds
    trial.advance(steps: min(steps, limit)) { Self.coarseSeconds() < end }
    adapt(seconds: ProgressReporter.monotonicSeconds() - began)
  }

  /// Sets the next slice's length after one of `steps` took `seconds`.
  ///
  /// It at most doubles, and shrinks at once.
  mutating func adapt(seconds: Double) {
    let ideal = Double(steps) * Self.targetSeconds / max(seconds, 1e-9)
    steps = max(1, Int(min(ideal, Double(2 * steps), Double(Self.largest))))
  }

  /// Seconds of a clock that is right to some milliseconds, and read in a few nanoseconds.
  private static func coarseSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
