import DeepQ

/// An experiment as exports describe it: its configurations with all that tells them apart.
struct ExportedExperiment: Sendable {
  let experiment: Experiment
  /// The keys that vary, by their columns of `summary.csv`, in file order.
  let axes: [String]
  /// The hyperparameters that have an effect on any configuration, in the order of their table;
  /// those that summaries leave out where every trial has the default are left out here too.
  let hyperparameters: [Hyperparameter]

  init(_ experiment: Experiment) {
    self.experiment = experiment
    axes = experiment.varyingKeys.compactMap { key in
      key == ArmLabel.key ? key : HyperparameterTable.row(key)?.column
    }
    var isUsed = HyperparameterTable.rows.map { _ in false }
    for configuration in 0..<experiment.configurationCount {
      let values = HyperparameterTable.values(
        of: experiment.grid.hyperparameters(at: configuration))
      for (index, (row, value)) in values.enumerated() where !isUsed[index] {
        isUsed[index] =
          value.map { row.storedDefault != .nowhere || $0 != row.defaultValue } ?? false
      }
    }
    hyperparameters = zip(HyperparameterTable.rows, isUsed).filter(\.1).map(\.0)
  }

  /// The settings of a configuration by their columns: the label of its arm, if there are arms, and
  /// all hyperparameters; `nil` for one that has no effect on it, or no value.
  func settings(of configuration: Int) -> [(column: String, value: HyperparameterValue?)] {
    let values = experiment.grid.hyperparameters(at: configuration)
    let arm = experiment.grid.arm(at: configuration).map {
      (column: ArmLabel.key, value: HyperparameterValue?.some(.word($0)))
    }
    return (arm.map { [$0] } ?? [])
      + hyperparameters.map { row in
        let value = row.read(values)
        return (row.column, value == HyperparameterValue.none ? nil : value)
      }
  }

  /// The values of the axes in a configuration, as `summary.csv` has them; empty where one has no
  /// effect on it.
  func axisTexts(of configuration: Int) -> [String] {
    let values = experiment.grid.hyperparameters(at: configuration)
    return experiment.varyingKeys.compactMap { key in
      if key == ArmLabel.key { return experiment.grid.arm(at: configuration) ?? "" }
      guard let row = HyperparameterTable.row(key) else { return nil }
      let value = row.read(values)
      return value == HyperparameterValue.none ? "" : value?.description ?? ""
    }
  }
}

/// A finished trial, with what its file holds.
struct ExportedTrial: Sendable {
  /// The index of its configuration in the grid.
  let configuration: Int
  /// What was run.
  let specification: TrialSpecification
  /// What came of it.
  let record: TrialRecord
  /// Its cells of results in `summary.csv`.
  let row: SummaryRow
}
