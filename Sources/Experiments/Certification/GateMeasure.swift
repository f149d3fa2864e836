import DeepQ
import Statistics

/// The number that a gate takes of each trial.
enum GateMeasure: Equatable, Sendable {
  /// The mean return of the last 100 training episodes.
  case lastTrainingReturns
  /// The mean return of the training episodes that ended in so many last steps.
  case trainingReturns(lastSteps: Int)
  /// The mean return of the evaluation at the end.
  case finalEvaluation
  /// The share of the evaluations after the first success that are successes too: those whose mean
  /// return is at least the threshold. 0 if there is no success, 1 if the first is the last evaluation.
  case stability(threshold: Double)
  /// The training steps before the first evaluation that is a success; infinite if there is none.
  case stepsToThreshold(Double)

  /// What is measured, for a heading.
  var name: String {
    switch self {
    case .lastTrainingReturns: "mean return of the last 100 training episodes"
    case .trainingReturns(let steps):
      "mean return of the training episodes of the last \(steps) steps"
    case .finalEvaluation: "mean return of the evaluation at the end"
    case .stability(let threshold):
      "share of the evaluations after the first success that reach \(shortest(threshold))"
    case .stepsToThreshold(let threshold):
      "steps before the first evaluation that reaches \(shortest(threshold))"
    }
  }

  /// Whether it is of training episodes, not of evaluations.
  var isOfTraining: Bool {
    switch self {
    case .lastTrainingReturns, .trainingReturns: true
    case .finalEvaluation, .stability, .stepsToThreshold: false
    }
  }

  /// The number of one trial; `nil` if it failed, or has nothing to measure.
  func score(of result: TrialResult) -> Double? {
    guard result.failure == nil else { return nil }
    switch self {
    case .lastTrainingReturns: return Self.mean(result.episodes.returns.suffix(100))
    case .trainingReturns(let lastSteps):
      let first = result.steps - lastSteps
      let ended = zip(result.episodes.steps, result.episodes.returns).filter { $0.0 > first }
      return Self.mean(ended.map(\.1)[...])
    case .finalEvaluation: return Self.evaluations(of: result)?.final
    case .stability(let threshold):
      guard let curve = Self.evaluations(of: result) else { return nil }
      guard curve.firstSuccess(threshold: threshold) != nil else { return 0 }
      return curve.stability(threshold: threshold) ?? 1
    case .stepsToThreshold(let threshold):
      return Self.evaluations(of: result).map { curve in
        curve.stepsToThreshold(threshold).map(Double.init) ?? .infinity
      }
    }
  }

  private static func evaluations(of result: TrialResult) -> LearningCurve? {
    TrialReturns(result, from: .evaluations, configuration: 0)?.curve()
  }

  /// In the order of the episodes, as in `summary.csv`.
  private static func mean(_ returns: ArraySlice<Double>) -> Double? {
    returns.isEmpty ? nil : returns.reduce(0, +) / Double(returns.count)
  }
}
