/// Sentences below a figure of learning curves: what is shown, and what is not.
struct PlotNotes {
  /// The key that the lines are values of; `nil` if they are configurations.
  let axis: String?
  /// Configurations of the experiment.
  let configurations: Int
  /// Configurations that were asked for.
  let chosen: Int
  /// Lines that there could be.
  let lineCount: Int
  /// The lines of the figure.
  let shown: [PlottedCurves.Line]
  /// Whether the points are windows of training episodes.
  let isTraining: Bool
  /// Whether the trials of each line are drawn too.
  let hasSeeds: Bool
  let trials: FinishedTrials

  var sentences: [String] { [selection, averages, omissions].compactMap { $0 } }

  /// How many of the possible lines the figure has; `nil` if it has all of them.
  private var selection: String? {
    let best = shown.count < lineCount ? ", the best by their last mean" : ""
    guard let axis else {
      guard shown.count < configurations else { return nil }
      return "\(shown.count) of \(counted(configurations, "configuration"))\(best)."
    }
    let values =
      shown.count < lineCount ? "\(shown.count) of \(lineCount) values of \(axis)\(best)." : nil
    let asked =
      chosen < configurations ? "\(chosen) of \(counted(configurations, "configuration"))." : nil
    return values.map { $0 + (asked.map { " " + $0 } ?? "") } ?? asked
  }

  /// What lines and bands are.
  private var averages: String {
    let first = shown[0]
    guard shown.contains(where: { $0.trials > 1 }) else {
      return "Lines: one seed each, so there are no intervals."
    }
    let isEven = shown.allSatisfy {
      $0.trials == first.trials && $0.configurations == first.configurations
    }
    guard axis != nil else {
      return "Lines: means over \(isEven ? "\(first.trials)" : "the") seeds. "
        + (hasSeeds ? "Thin lines: the seeds. " : "")
        + "Bands: 95 % Student-t intervals of the mean over the seeds."
    }
    let each =
      isEven
      ? "\(first.trials) trials, the seeds of \(counted(first.configurations, "configuration"))"
      : "trials, the seeds of all configurations with that value"
    return "Lines: means over \(each). " + (hasSeeds ? "Thin lines: these trials. " : "")
      + "Bands: 95 % Student-t intervals of the mean over these "
      + "trials, whose other settings differ."
  }

  /// What is left out; `nil` if nothing is.
  private var omissions: String? {
    var parts = trials.states.isEmpty ? [] : ["trials: " + trials.states.joined(separator: ", ")]
    if trials.planning > 0 {
      parts.append("\(counted(trials.planning, "planning configuration"))")
    }
    let steps = shown.reduce(0) { $0 + $1.curve.omitted }
    if steps > 0 {
      parts.append(
        counted(steps, isTraining ? "window" : "evaluation step")
          + " that not every trial of its line has" + (hasSeeds ? ", from the means alone" : ""))
    }
    return parts.isEmpty ? nil : "Left out: " + parts.joined(separator: "; ") + "."
  }
}
