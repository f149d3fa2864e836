import CMeasurement
import Cases

/// What one operation costs, from repeated runs.
struct Sample {
  /// Seconds of one operation in each run, least first.
  private let seconds: [Double]
  /// Heap blocks that one operation took.
  let allocations: Double
  /// For each run, least first, which share of the core's peak a single floating-point operation in
  /// its time is; empty where nobody asked.
  private let shares: [Double]

  /// Runs a workload until its runs are long enough to be timed, then `repeats` times.
  ///
  /// With `besidePeak` the core's peak is measured before and after each run, since on a machine
  /// that others use it changes from one moment to the next.
  init(_ workload: any Workload, repeats: Int, besidePeak: Bool) throws {
    var count = 1
    var elapsed = try Self.seconds(of: workload, count: count)
    while elapsed < Self.shortestRun / 4 {
      count *= 2
      elapsed = try Self.seconds(of: workload, count: count)
    }
    count = max(1, Int(Double(count) * Self.shortestRun / elapsed))
    var seconds: [Double] = []
    var peaks: [Double] = []
    seconds.reserveCapacity(repeats)
    peaks.reserveCapacity(repeats)
    let before = measurement_allocations()
    for _ in 0..<repeats {
      let peakBefore = besidePeak ? Peak.rate() : 0
      seconds.append(try Self.seconds(of: workload, count: count) / Double(count))
      if besidePeak { peaks.append((peakBefore + Peak.rate()) / 2) }
    }
    allocations = Double(measurement_allocations() - before) / Double(repeats * count)
    shares = zip(seconds, peaks).map { 1 / ($0 * $1) }.sorted()
    self.seconds = seconds.sorted()
  }

  /// What was measured in each run, as it is.
  init(_ measured: [Double]) {
    seconds = measured.sorted()
    allocations = 0
    shares = []
  }

  var median: Double { Self.quantile(0.5, of: seconds) }
  var least: Double { seconds[0] }

  /// Half the distance of the quartiles, as a share of the median.
  var spread: Double {
    (Self.quantile(0.75, of: seconds) - Self.quantile(0.25, of: seconds)) / 2 / median
  }

  /// The share of the core's peak that operations of so many floating-point operations reach: the
  /// median over the runs of what each reached of the peak beside it.
  func peakShare(flops: Double) -> Double? {
    shares.isEmpty ? nil : flops * Self.quantile(0.5, of: shares)
  }

  private static let shortestRun = 0.04

  private static func seconds(of workload: any Workload, count: Int) throws -> Double {
    let start = measurement_seconds()
    try workload.run(count)
    return measurement_seconds() - start
  }

  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
