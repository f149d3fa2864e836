/// One trial under way: a pure function of its specification, taken a slice of steps at a time.
///
/// However the steps are cut into slices, the result is the same. A trial draws only from its own
/// streams, and belongs to one thread at a time.
public struct Trial: ~Copyable, Sendable {
  /// What is being run.
  public let specification: TrialSpecification
  var process: any TrialProcess

  /// A trial that has not taken a step.
  ///
  /// How it is carried out is no part of the result.
  ///
  /// - Precondition: the environment is registered, and the hyperparameters are within the ranges
  ///   of the hyperparameter table; the algorithm accepts the environment.
  public init(_ specification: TrialSpecification, execution: TrialExecution = TrialExecution()) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    self.specification = specification
    process = Algorithms.start(specification, execution: execution)
  }

  /// Whether the training is over, by its length, by success, or by failure, and evaluated.
  public var isFinished: Bool { process.isFinished }

  /// Whether the next step is one of an evaluation, in which `stepsTaken` stands still.
  public var isEvaluating: Bool { process.isEvaluating }

  /// Whether the next unit of work is a gradient step that the last environment step brought, in which
  /// `stepsTaken` stands still too.
  public var isLearning: Bool { process.isLearning }

  /// Environment steps taken so far, or sweeps over the table of an algorithm that takes none.
  public var stepsTaken: Int { process.stepsTaken }

  /// Training episodes that have ended so far.
  public var episodesFinished: Int { process.episodesFinished }

  /// Goes on for at most `steps` units of work, or until the trial is finished.
  ///
  /// An environment step counts, of the training with the first gradient step that it brings, or of
  /// an evaluation; and so does every further gradient step. `stepsTaken` counts the environment
  /// steps of the training alone.
  ///
  /// - Parameters:
  ///   - steps: units of work.
  ///   - shouldContinue: asked after each unit that may take long, and now and then after others;
  ///     the trial stops there if it says no, and can go on later.
  public mutating func advance(steps: Int, while shouldContinue: () -> Bool = { true }) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    process.advance(steps: steps, while: shouldContinue)
  }

  /// What the trial has produced so far; the whole result once it is finished.
  public func result() -> TrialResult {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    return process.result()
  }

  /// Runs a whole trial.
  public static func run(_ specification: TrialSpecification) -> TrialResult {
    var trial = Trial(specification)
    while !trial.isFinished { trial.advance(steps: 100_000) }
    return trial.result()
  }
}
