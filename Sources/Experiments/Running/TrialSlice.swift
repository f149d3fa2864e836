/// How many environment steps a worker takes at a time between two looks at the stop flag.
///
/// A step costs microseconds with CartPole and milliseconds with Atari, so the number follows the
/// time that the last slice took. It has no influence on any result: a trial advances the same way
/// however it is cut.
struct TrialSlice {
  /// Long enough to cost nothing, short enough that Ctrl-C feels immediate.
  static let targetSeconds = 0.02
  /// Enough for any machine to take at least a hundred looks a second.
  static let largest = 1_000_000

  /// Steps to take next.
  private(set) var steps = 32

  /// Sets the next slice's length after one of `steps` took `seconds`.
  ///
  /// It at most doubles, so that a cheap warm-up does not lead to a long first slice of training,
  /// and shrinks at once.
  mutating func adapt(seconds: Double) {
    let ideal = Double(steps) * Self.targetSeconds / max(seconds, 1e-9)
    steps = max(1, Int(min(ideal, Double(2 * steps), Double(Self.largest))))
  }
}
