/// Those who share the work of one trial: its own thread, and others where there are cores to
/// spare.
///
/// Work is cut by outputs, never within a sum, so the bits do not depend on the size of the crew.
public struct Crew: Sendable {
  /// Runs `work(0)`, …, `work(parts - 1)`, at once or one after the other, and returns when all
  /// have returned.
  public typealias Perform = @Sendable (_ parts: Int, _ work: (Int) -> Void) -> Void

  /// How many work at once.
  public let size: Int
  private let perform: Perform

  /// A trial that runs on its own thread.
  public static let alone = Crew(size: 1) { parts, work in
    for part in 0..<parts { work(part) }
  }

  /// A crew of `size`, at least 1.
  public init(size: Int, perform: @escaping Perform) {
    precondition(size >= 1, "a crew of \(size)")
    self.size = size
    self.perform = perform
  }

  /// Cuts `0..<count` into one range for each of the crew, and works on them.
  ///
  /// - Parameters:
  ///   - count: pieces of work.
  ///   - grain: pieces that belong together; every range but the last is a multiple of it.
  ///   - work: is given its range and its number among the crew; it computes in the default
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
