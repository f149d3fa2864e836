import CMeasurement

/// A case that is held against a peer's program: so many operations on the clock.
public struct TimedCase {
  /// Seconds on the wall.
  public var seconds: Double
  /// Seconds that the thread ran.
  public var cpuSeconds: Double

  /// Does an operation `count` times, after a tenth as many that do not count.
  public init(_ workload: some Workload, count: Int) throws {
    try workload.run(max(1, count / 10))
    let start = measurement_seconds()
    let cpuStart = measurement_thread_seconds()
    try workload.run(count)
    seconds = measurement_seconds() - start
    cpuSeconds = measurement_thread_seconds() - cpuStart
  }
}
