import Statistics

/// The lines of a figure, the best last mean first.
///
/// They show evaluations or, where those make no curve, training episodes: the end of every training is
/// evaluated, and one evaluation is a point.
struct PlottedCurves {
  /// The mean curve of some trials.
  struct Line {
    /// The values that its configurations share.
    var cells: [String]
    /// How many configurations it averages over.
    var configurations: Int
    /// How many trials it averages over.
    var trials: Int
    var curve: AveragedCurve
    /// The curve of each trial, in grid order.
    var trialCurves: [(trial: String, curve: LearningCurve)]
  }

  /// The trials of a line, in grid order.
  private struct Group {
    var cells: [String]
    var trials: [TrialReturns]
  }

  let lines: [Line]
  /// Steps in a window of training episodes; `nil` if evaluations are drawn.
  let window: Int?

  /// Windows in a training at most.
  private static let maxWindows = 40

  /// Averages the returns of finished trials.
  ///
  /// - Parameters:
  ///   - trials: are asked for returns of evaluations, training episodes, or both.
  ///   - training: whether evaluations are left aside.
  ///   - label: the label of a configuration; those that share it share a line.
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError`.
  init(
    of trials: inout FinishedTrials, training: Bool, labeledBy label: (Int) -> [String]
  ) throws {
    var evaluations: [Line] = []
    if !training {
      let groups = Self.groups(of: try trials.returns(from: .evaluations), label)
      evaluations = Self.lines(of: groups, window: 1)
    }
    if !evaluations.contains(where: { $0.curve.points.count > 1 }) {
      let groups = Self.groups(of: try trials.returns(from: .episodes), label)
      if !groups.isEmpty {
        (lines, window) = Self.training(groups)
        return
      }
      // No episode ended: a point for each line is better than nothing.
      if !training { _ = try trials.returns(from: .evaluations) }
    }
    lines = evaluations
    window = nil
  }

  private static func groups(
    of trials: [TrialReturns], _ label: (Int) -> [String]
  ) -> [Group] {
    var groups: [Group] = []
    var indices: [[String]: Int] = [:]
    for trial in trials {
      let cells = label(trial.configuration)
      let index = indices[cells] ?? groups.count
      if index == groups.count {
        indices[cells] = index
        groups.append(Group(cells: cells, trials: []))
      }
      groups[index].trials.append(trial)
    }
    return groups
  }

  /// The lines of some groups; those without a step in common have none.
  private static func lines(of groups: [Group], window: Int) -> [Line] {
    let lines = groups.map { group in
      let curves = group.trials.compactMap { trial in
        trial.curve(window: window).map { (trial: trial.trial, curve: $0) }
      }
      return Line(
        cells: group.cells, configurations: Set(group.trials.map(\.configuration)).count,
        trials: group.trials.count, curve: AveragedCurve(curves.map(\.curve)),
        trialCurves: curves)
    }
    return lines.filter { !$0.curve.points.isEmpty }.enumerated().sorted { first, second in
      let (a, b) = (first.element.curve.finalMean, second.element.curve.finalMean)
      return a == b ? first.offset < second.offset : a > b
    }.map(\.element)
  }

  /// Averages over windows that are as narrow as `maxWindows` allows, but wide enough that at least in
  /// half of them every trial of a line ends an episode.
  private static func training(_ groups: [Group]) -> (lines: [Line], window: Int) {
    let steps = groups.flatMap(\.trials).reduce(1) { max($0, $1.lastStep) }
    var window = width(atLeast: max(1, (steps + maxWindows - 1) / maxWindows))
    while window < steps, !groups.allSatisfy({ isCovered($0, by: window) }) {
      window = width(atLeast: window + 1)
    }
    return (lines(of: groups, window: window), window)
  }

  private static func isCovered(_ group: Group, by window: Int) -> Bool {
    let shortest = group.trials.reduce(Int.max) { min($0, $1.lastStep) }
    let curve = AveragedCurve(group.trials.compactMap { $0.curve(window: window) })
    return 2 * curve.points.count >= max(1, shortest / window)
  }

  /// The smallest number of the form 1, 2 or 5 times a power of ten that is not smaller.
  private static func width(atLeast steps: Int) -> Int {
    let step = AxisScale.step(atLeast: Double(steps))
    return (0..<step.exponent).reduce(step.mantissa) { steps, _ in steps * 10 }
  }

  /// What the vertical axis shows.
  func label(evaluationEpisodes: Int) -> String {
    guard let window else {
      return evaluationEpisodes == 1
        ? "return of one evaluation episode"
        : "mean return of \(evaluationEpisodes) evaluation episodes"
    }
    let steps = AxisScale.label(window, exponent: 0)
    return "mean return of the training episodes in each \(steps) steps"
  }
}
