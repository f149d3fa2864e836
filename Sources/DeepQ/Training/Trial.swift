/// One trial under way: a pure function of its specification, taken a slice of steps at a time.
///
/// However the steps are cut into slices, the result is the same. A trial draws only from its own
/// streams, and belongs to one thread at a time.
public struct Trial: ~Copyable, Sendable {
  /// What is being run.
  public let specification: TrialSpecification
  var loop: TrainingLoop

  /// A trial that has not taken a step.
  ///
  /// How it is carried out is no part of the result.
  ///
  /// - Precondition: the environment is registered, and the hyperparameters are within the ranges
  ///   of the hyperparameter table.
  public init(_ specification: TrialSpecification, execution: TrialExecution = TrialExecution()) {
    self.specification = specification
    loop = TrainingLoop(specification, execution: execution)
  }

  /// Whether the training is over, by its length, by success, or by failure, and evaluated.
  public var isFinished: Bool { loop.isFinished }

  /// Whether the next step is one of an evaluation, in which `stepsTaken` stands still.
  public var isEvaluating: Bool { loop.isEvaluating }

  /// Environment steps taken so far.
  public var stepsTaken: Int { loop.curves.steps }

  /// Training episodes that have ended so far.
  public var episodesFinished: Int { loop.curves.episodes.returns.count }

  /// Goes on for at most `steps` environment steps, or until the trial is finished.
  ///
  /// The steps of evaluations count too, so that no slice takes long; `stepsTaken` leaves them out.
  public mutating func advance(steps: Int) {
    var left = steps
    while left > 0, !loop.isFinished {
      loop.step()
      left -= 1
    }
  }

  /// What the trial has produced so far; the whole result once it is finished.
  public func result() -> TrialResult { loop.result() }

  /// Runs a whole trial.
  public static func run(_ specification: TrialSpecification) -> TrialResult {
    var trial = Trial(specification)
    while !trial.isFinished { trial.advance(steps: 100_000) }
    return trial.result()
  }
}
