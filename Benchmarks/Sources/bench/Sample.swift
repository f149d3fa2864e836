import CMeasurement
import Cases

/// What one operation costs, from repeated runs.
struct Sample {
  /// Seconds of one operation in each run, least first.
  private let seconds: [Double]
  /// Heap blocks that one operation took.
  let allocations: Double

  /// Runs a workload until its runs are long enough to be timed, then `repeats` times.
  init(_ workload: any Workload, repeats: Int) throws {
    var count = 1
    var elapsed = try Self.seconds(of: workload, count: count)
    while elapsed < Self.shortestRun / 4 {
      count *= 2
      elapsed = try Self.seconds(of: workload, count: count)
    }
    count = max(1, Int(Double(count) * Self.shortestRun / elapsed))
    var seconds: [Double] = []
    seconds.reserveCapacity(repeats)
    let before = measurement_allocations()
    for _ in 0..<repeats {
      seconds.append(try Self.seconds(of: workload, count: count) / Double(count))
    }
    allocations = Double(measurement_allocations() - before) / Double(repeats * count)
    self.seconds = seconds.sorted()
  }

  /// The runs' times, of one operation each, as they are.
  init(seconds: [Double]) {
    self.seconds = seconds.sorted()
    allocations = 0
  }

  var median: Double { quantile(0.5) }
  var least: Double { seconds[0] }

  /// Half the distance of the quartiles, as a share of the median.
  var spread: Double { (quantile(0.75) - quantile(0.25)) / 2 / median }

  private static let shortestRun = 0.04

  private static func seconds(of workload: any Workload, count: Int) throws -> Double {
    let start = measurement_seconds()
    try workload.run(count)
    return measurement_seconds() - start
  }

  private func quantile(_ share: Double) -> Double {
    let place = share * Double(seconds.count - 1)
    let below = Int(place)
    let above = min(below + 1, seconds.count - 1)
    return seconds[below] + (place - Double(below)) * (seconds[above] - seconds[below])
  }
}
