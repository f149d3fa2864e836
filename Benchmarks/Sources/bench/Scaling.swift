import CMeasurement
import Cases
import Dispatch
import Foundation
import Synchronization

/// How the work of several trials grows with the cores that run them.
enum Scaling {
  /// What so many trials do, each on a core of its own.
  struct Row {
    let trials: Int
    /// Steps a second of all of them.
    let rate: Sample
    /// How often as much as one of them alone on its core.
    let timesOne: Sample
  }

  /// 1, 2, … trials, until every core has one.
  static func measure(steps: Int, repeats: Int) -> [Row] {
    let cores = Int(measurement_core_count())
    var rates = [[Double]](repeating: [], count: cores)
    var timesOne = rates
    for _ in 0..<repeats {
      // Held against each other in each round, so that a change of the machine's clock, or a
      // neighbour that comes and goes, is shared by all.
      let alone = (0..<cores).flatMap { Self.rates(onCores: [$0], steps: steps) }
      for count in 1...cores {
        let together =
          count == 1 ? [alone[0]] : Self.rates(onCores: Array(0..<count), steps: steps)
        let rate = together.reduce(0, +)
        rates[count - 1].append(rate)
        timesOne[count - 1].append(rate / (alone[..<count].reduce(0, +) / Double(count)))
      }
    }
    return (0..<cores).map {
      Row(trials: $0 + 1, rate: Sample(rates[$0]), timesOne: Sample(timesOne[$0]))
    }
  }

  /// Steps a second of trials that begin together, one on each of those cores.
  private static func rates(onCores cores: [Int], steps: Int) -> [Double] {
    let ready = DispatchSemaphore(value: 0)
    let go = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)
    let rates = Mutex([Double]())
    return withExtendedLifetime(rates) {
      for core in cores {
        Thread {
          _ = measurement_pin(measurement_core(Int32(core)))
          let training = Training()
          ready.signal()
          go.wait()
          let start = measurement_seconds()
          training.run(steps)
          let rate = Double(steps) / (measurement_seconds() - start)
          rates.withLock { $0.append(rate) }
          done.signal()
        }.start()
      }
      for _ in cores { ready.wait() }
      for _ in cores { go.signal() }
      for _ in cores { done.wait() }
      return rates.withLock { $0 }
    }
  }
}
