import DeepQ
import Statistics

/// The returns of one finished trial that its learning curve is made of.
struct TrialReturns: Equatable {
  /// Where returns come from.
  enum Source: Equatable {
    /// The mean of each evaluation.
    case evaluations
    /// Each training episode.
    case episodes
  }

  /// The trial's id.
  let trial: String
  /// The index of the trial's configuration in the grid.
  let configuration: Int
  /// Environment steps by the end of the episode or before the evaluation; at least 1, ascending.
  private let steps: [Int]
  private let returns: [Double]

  /// More steps than any training has; sums of a few such numbers do not overflow.
  private static let stepLimit = 1 << 53

  /// Takes returns out of a trial's result; `nil` if it has none.
  ///
  /// What cannot be drawn is left out: returns that are not finite or of absurd size, and steps that do
  /// not ascend, which no trial of ours has.
  init?(_ result: TrialResult, from source: Source, trial: String = "", configuration: Int) {
    var (steps, returns): ([Int], [Double]) = ([], [])
    func add(_ step: Int, _ score: Double) {
      guard step > steps.last ?? 0, step <= Self.stepLimit, abs(score) < AxisScale.limit
      else { return }
      steps.append(step)
      returns.append(score)
    }
    switch source {
    case .evaluations:
      for evaluation in result.evaluations where !evaluation.returns.isEmpty {
        // In the order of the episodes, as `evaluation_return` in `summary.csv`.
        add(
          evaluation.step, evaluation.returns.reduce(0, +) / Double(evaluation.returns.count))
      }
    case .episodes:
      for (step, score) in zip(result.episodes.steps, result.episodes.returns) { add(step, score) }
    }
    guard !steps.isEmpty else { return nil }
    self.trial = trial
    self.configuration = configuration
    self.steps = steps
    self.returns = returns
  }

  /// Steps before the last return.
  var lastStep: Int { steps[steps.count - 1] }

  /// The mean returns in each window of some steps: of the windows 1...w, w + 1...2w and so on, those
  /// that have a return.
  ///
  /// A point's step is its window's end; windows of one step leave the returns as they are.
  func curve(window: Int = 1) -> LearningCurve? {
    var points: [LearningCurve.Point] = []
    var index = 0
    while index < steps.count {
      let number = (steps[index] - 1) / window
      let first = index
      var sum = 0.0
      while index < steps.count, (steps[index] - 1) / window == number {
        sum += returns[index]
        index += 1
      }
      points.append(
        LearningCurve.Point(step: (number + 1) * window, score: sum / Double(index - first)))
    }
    return LearningCurve(points)
  }
}

/// The mean over the trials of a line, at the steps that all of them have; nothing is interpolated.
struct AveragedCurve: Equatable {
  /// The means, in ascending order of their steps.
  let points: [CurveFigure.Point]
  /// Steps that some but not all trials have.
  let omitted: Int

  init(_ curves: [LearningCurve]) {
    var steps: Set<Int> = []
    for curve in curves { steps.formUnion(curve.points.lazy.map(\.step)) }
    let candidates = curves.first?.points ?? []
    var scores: [Int: [Double]] = [:]
    for point in candidates { scores[point.step] = [] }
    for curve in curves {
      for point in curve.points { scores[point.step]?.append(point.score) }
    }
    points = candidates.compactMap { point in
      guard let scores = scores[point.step], scores.count == curves.count,
        let statistics = SampleStatistics(scores)
      else { return nil }
      return CurveFigure.Point(
        step: point.step, mean: statistics.mean, interval: statistics.meanInterval,
        scores: statistics.minimum...statistics.maximum)
    }
    omitted = steps.count - points.count
  }

  /// The mean at the last common step.
  var finalMean: Double { points.last?.mean ?? -.infinity }
}
