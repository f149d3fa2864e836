import DeepQ

/// What makes two experiments different, in the words of the file.
public enum ExperimentDifference {
  /// One line for each thing that the new experiment says otherwise: `base.gamma: was 0.99, now
  /// 0.95`.
  ///
  /// Empty if every trial is the same and at the same index. Comments, formatting, spelled-out
  /// defaults and the `run` block make no difference.
  public static func between(_ old: Experiment, _ new: Experiment) -> [String] {
    var lines = Lines()
    lines.compare("name", old.name, new.name)
    compareEnvironments(old.environment, new.environment, &lines)
    compareGrids(old.grid, new.grid, &lines)
    lines.compare("seeds.root", "\(old.seeds.root)", "\(new.seeds.root)")
    lines.compare("seeds.count", "\(old.seeds.count)", "\(new.seeds.count)")
    compareMeasurement(old, new, &lines)
    return lines.all
  }

  /// The lines of `between` about what makes scores comparable: the environment, how policies are
  /// evaluated, and when the task counts as solved.
  public static func ofProtocol(_ old: Experiment, _ new: Experiment) -> [String] {
    var lines = Lines()
    compareEnvironments(old.environment, new.environment, &lines)
    compareMeasurement(old, new, &lines)
    return lines.all
  }

  private static func compareEnvironments(
    _ old: EnvironmentSpecification, _ new: EnvironmentSpecification, _ lines: inout Lines
  ) {
    lines.compare("environment", old.id, new.id)
    lines.compare(
      "environment.max_episode_steps", text(old.maxEpisodeSteps), text(new.maxEpisodeSteps))
    let settings = [old, new].map(\.definition.settings)
    let added = settings[1].filter { setting in !settings[0].contains { $0.name == setting.name } }
    for setting in settings[0] + added {
      lines.compare(
        "environment.\(setting.name)", setting.text(of: old.value(of: setting)),
        setting.text(of: new.value(of: setting)))
    }
  }

  private static func compareMeasurement(
    _ old: Experiment, _ new: Experiment, _ lines: inout Lines
  ) {
    lines.compare("evaluate.every", "\(old.evaluation.every)", "\(new.evaluation.every)")
    lines.compare("evaluate.episodes", "\(old.evaluation.episodes)", "\(new.evaluation.episodes)")
    lines.compare(
      "evaluate.epsilon", shortest(old.evaluation.epsilon), shortest(new.evaluation.epsilon)
    )
    lines.compare(
      "solve.threshold", old.solve.threshold.map(shortest) ?? "none",
      new.solve.threshold.map(shortest) ?? "none")
    lines.compare("solve.window", "\(old.solve.window)", "\(new.solve.window)")
    lines.compare("solve.stop", "\(old.solve.stop)", "\(new.solve.stop)")
  }

  private static func text(_ limit: Int?) -> String { limit.map(String.init) ?? "none" }

  private static func compareGrids(_ old: Grid, _ new: Grid, _ lines: inout Lines) {
    let arms = [old, new].compactMap { $0.axes.first { $0.labels != nil } }
    if arms.count == 2 { compareArms(arms[0], arms[1], &lines) }
    for row in HyperparameterTable.rows {
      if arms.count == 2, arms.contains(where: { $0.keys.contains(row.key) }) { continue }
      let oldAxis = old.axes.first { $0.keys.contains(row.key) }
      let newAxis = new.axes.first { $0.keys.contains(row.key) }
      if oldAxis == nil && newAxis == nil {
        // The other of `steps` and `episodes` has its own line.
        lines.compare(
          row.key == "algorithm" ? row.key : "base.\(row.key)", row.get(old.base).description,
          row.get(new.base).description)
      } else {
        let block = (newAxis ?? oldAxis)?.block ?? "grid"
        lines.compare(
          "\(block).\(row.key)", values(of: row, oldAxis, old.base),
          values(of: row, newAxis, new.base))
      }
    }
    lines.compare("the order of axes", order(old), order(new))
    lines.compare("exclude", text(old.exclusions), text(new.exclusions))
    lines.compare("when", text(old.conditionals), text(new.conditionals))
  }

  /// Arms are compared by their labels, which are no part of a trial: a new name is no difference.
  private static func compareArms(_ old: Axis, _ new: Axis, _ lines: inout Lines) {
    guard old != new, let labels = old.labels, let newLabels = new.labels else { return }
    if labels != newLabels {
      lines.compare(
        "arms", "[\(labels.joined(separator: ", "))]", "[\(newLabels.joined(separator: ", "))]")
    }
    for (label, point) in zip(labels, old.points) {
      guard let other = newLabels.firstIndex(of: label) else { continue }
      for (key, value) in zip(old.keys, point) {
        guard let column = new.keys.firstIndex(of: key) else { continue }
        lines.compare(
          "arms.\(label).\(key)", value.description, new.points[other][column].description)
      }
    }
    if labels == newLabels {
      lines.compare(
        "keys of arms", old.keys.joined(separator: ", "), new.keys.joined(separator: ", "))
    }
  }

  private static func values(of row: Hyperparameter, _ axis: Axis?, _ base: Hyperparameters)
    -> String
  {
    guard let axis, let column = axis.keys.firstIndex(of: row.key) else {
      return "\(row.get(base)) (fixed)"
    }
    return "[" + axis.points.map { $0[column].description }.joined(separator: ", ") + "]"
  }

  /// The axes with their grouping, shown only where the values are the same.
  private static func order(_ grid: Grid) -> String {
    grid.axes.map { $0.labels == nil ? $0.keys.joined(separator: " + ") : "arms" }
      .joined(separator: ", ")
  }

  private static func text(_ conditions: [Condition]) -> String {
    let parts = conditions.map { condition in
      let values = condition.values.map(\.description).joined(separator: " or ")
      return "\(condition.key): \(values)"
    }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  private static func text(_ exclusions: [Exclusion]) -> String {
    exclusions.isEmpty ? "nothing" : exclusions.map { text($0.conditions) }.joined(separator: ", ")
  }

  private static func text(_ conditionals: [ConditionalAxes]) -> String {
    if conditionals.isEmpty { return "nothing" }
    return conditionals.map { conditional in
      let axes = conditional.axes.map { axis in
        let points = axis.points.map { $0[0].description }.joined(separator: ", ")
        return "\(axis.keys[0]): [\(points)]"
      }
      return "\(text(conditional.conditions)) varies \(axes.joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  /// The differences found so far.
  private struct Lines {
    var all: [String] = []

    mutating func compare(_ key: String, _ old: String, _ new: String) {
      if old != new { all.append("\(key): was \(old), now \(new)") }
    }
  }
}
