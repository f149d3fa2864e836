/// When a trial under way is written down.
///
/// Results do not depend on it.
struct CheckpointSchedule {
  /// Without a number of steps, what a kill may cost.
  static let seconds = 60.0
  /// Without a number of steps, the share of a trial's time that writing may take.
  static let largestShare = 0.02

  private let every: Int?
  private var nextStep: Int
  private var nextTime: Double

  /// A schedule for a trial that has reached some step at the time `now`, in seconds.
  ///
  /// It is due every so many steps: never, if that is 0; now and then, if it is `nil`.
  init(every: Int?, stepsTaken: Int, now: Double) {
    self.every = every
    nextStep = Self.multiple(of: every, after: stepsTaken)
    nextTime = now + Self.seconds
  }

  /// How many steps can be taken before it could be due.
  func stepsLeft(at stepsTaken: Int) -> Int { max(1, nextStep - stepsTaken) }

  /// Whether it is time for a checkpoint.
  ///
  /// In an evaluation, and in the gradient steps of an environment step, both of which may be long,
  /// no steps are counted: the clock decides there too.
  func isDue(at stepsTaken: Int, isWithinStep: Bool, now: Double) -> Bool {
    if stepsTaken >= nextStep { return true }
    return (every == nil || isWithinStep && every != 0) && now >= nextTime
  }

  /// A checkpoint was made, which took some seconds.
  mutating func note(_ stepsTaken: Int, seconds: Double, now: Double) {
    nextStep = Self.multiple(of: every, after: stepsTaken)
    nextTime = now + max(Self.seconds, seconds / Self.largestShare)
  }

  private static func multiple(of every: Int?, after stepsTaken: Int) -> Int {
    guard let every, every > 0 else { return .max }
    return (stepsTaken / every + 1) * every
  }
}
