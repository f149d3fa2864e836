import CMeasurement
import Cases
import Dispatch
import Foundation
import Synchronization

/// How the work of several trials grows with the cores that run them.
enum Scaling {
  /// Steps a second of 1, 2, … trials, each on a core of its own.
  static func rates(steps: Int, repeats: Int) -> [Sample] {
    let cores = Int(measurement_core_count())
    var seconds = [[Double]](repeating: [], count: cores)
    for _ in 0..<repeats {
      // In turn, so that a change of the machine's clock is shared by all.
      for count in 1...cores {
        seconds[count - 1].append(run(count, steps: steps) / Double(count * steps))
      }
    }
    return seconds.map(Sample.init(seconds:))
  }

  /// Seconds from the common start to the end of the last of `count` trials.
  private static func run(_ count: Int, steps: Int) -> Double {
    let ready = DispatchSemaphore(value: 0)
    let go = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)
    let end = Mutex(0.0)
    return withExtendedLifetime(end) {
      for position in 0..<count {
        Thread {
          _ = measurement_pin(measurement_core(Int32(position)))
          let training = Training()
          ready.signal()
          go.wait()
          training.run(steps)
          let now = measurement_seconds()
          end.withLock { $0 = max($0, now) }
          done.signal()
        }.start()
      }
      for _ in 0..<count { ready.wait() }
      let start = measurement_seconds()
      for _ in 0..<count { go.signal() }
      for _ in 0..<count { done.wait() }
      return end.withLock { $0 } - start
    }
  }
}
