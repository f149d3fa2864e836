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
  /// Shared by all trials.
  let optimalValues = OptimalValuesStore()
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
      optimalValues: optimalValues)
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
