/// Runs the work of one trial on several threads: its own, and others where cores are free.
///
/// Work is divided by outputs, never within a sum, so the bits do not depend on the number of
/// threads.
public struct ParallelExecutor: Sendable {
  /// Runs `work(0)`, …, `work(parts - 1)`, at once or one after the other, and returns when all
  /// have returned.
  public typealias Perform = @Sendable (_ parts: Int, _ work: (Int) -> Void) -> Void

  /// The number of threads.
  public let size: Int
  private let perform: Perform

  /// A trial that runs on its own thread.
  public static let alone = ParallelExecutor(size: 1) { parts, work in
    for part in 0..<parts { work(part) }
  }

  /// An executor of `size` threads, at least 1.
  public init(size: Int, perform: @escaping Perform) {
    precondition(size >= 1, "an executor of \(size) threads")
    self.size = size
    self.perform = perform
  }

  /// Divides `0..<count` into one range for each thread, and runs `work` on each.
  ///
  /// - Parameters:
  ///   - count: pieces of work.
  ///   - grain: pieces that belong together; every range but the last is a multiple of it.
  ///   - work: is given its range and the index of that range; it computes in the default
  ///     floating-point modes, whatever thread it is on.
  @inline(__always)
  func share(_ count: Int, grain: Int = 1, _ work: (Range<Int>, Int) -> Void) {
    guard size > 1, count > grain else { return work(0..<count, 0) }
    let grains = (count + grain - 1) / grain
    perform(size) { part in
      let modes = FloatingPointModes.setDefault()
      defer { modes.restore() }
      let start = min(grains * part / size * grain, count)
      let end = min(grains * (part + 1) / size * grain, count)
      if start < end { work(start..<end, part) }
    }
  }
}
