import DeepQ

/// Trains a trial so that no more of it is lost than what came after its last checkpoint.
///
/// A trial that has a checkpoint continues from there; one that is given up because the run ends
/// leaves one behind.
struct CheckpointedTraining: Sendable {
  let folder: ResultsFolder
  /// Steps between checkpoints: 0 for none but at the end of the run, `nil` for now and then.
  let every: Int?
  /// Threads of each trial.
  let threads: TrialThreads
  /// How images are kept.
  let frameCompression: FrameCompression
  /// Whether the parameters of each trial's best evaluation are kept.
  var keepsBestWeights = false
  /// Shared by all trials.
  let optimalValues = OptimalValuesStore()
  /// Called now and then with a trial under way and its id; `nil` where nobody looks.
  var watch: (@Sendable (_ id: String, _ trial: borrowing Trial) -> Void)?
  /// Called with a message about each damaged checkpoint.
  let warn: @Sendable (String) -> Void

  /// Trains one trial, as `TrialRunner.Work` says.
  ///
  /// - Throws: `FileError` if a checkpoint cannot be written or read.
  @Sendable
  func train(
    _ planned: PlannedTrial, shouldContinue: (_ stepsTaken: Int) -> Bool
  ) throws -> TrialResult? {
    let execution = TrialExecution(
      executor: threads.executor(for: planned.specification), frameCompression: frameCompression,
      optimalValues: optimalValues, keepsBestWeights: keepsBestWeights)
    var checkpoints = TrialCheckpoints(of: planned.id, planned.specification, in: folder)
    var trial =
      try checkpoints.restore(execution: execution, warn: warn)
      ?? Trial(planned.specification, execution: execution)
    let every = trial.canBeSaved ? every : 0
    var schedule = CheckpointSchedule(every: every, stepsTaken: trial.stepsTaken, now: now())
    var slice = TrialSlice()
    while !trial.isFinished {
      guard shouldContinue(trial.stepsTaken) else {
        let hasAdvanced = trial.isWithinStep || trial.stepsTaken > checkpoints.newestStep ?? 0
        if trial.canBeSaved, hasAdvanced {
          try checkpoints.write(trial)
        }
        return nil
      }
      slice.advance(&trial, limit: schedule.stepsLeft(at: trial.stepsTaken))
      watch?(planned.id, trial)
      let isDue = schedule.isDue(
        at: trial.stepsTaken, isWithinStep: trial.isWithinStep, now: now())
      if isDue, !trial.isFinished {
        let began = now()
        try checkpoints.write(trial)
        schedule.note(trial.stepsTaken, seconds: now() - began, now: now())
      }
    }
    return trial.result()
  }

  private func now() -> Double { ProgressReporter.monotonicSeconds() }
}

extension Trial {
  /// Whether work is under way that the number of steps taken does not show: an evaluation, or the
  /// gradient steps of an environment step.
  fileprivate var isWithinStep: Bool { isEvaluating || isLearning }
}

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
