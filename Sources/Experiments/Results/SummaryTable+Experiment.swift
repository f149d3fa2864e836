import DeepQ

extension SummaryTable {
  /// The summary of an experiment: a row for each of its trials, in grid order.
  ///
  /// - Parameters:
  ///   - experiment: what was run.
  ///   - stored: what a trial's file says; `nil` where there is none, which makes the trial `missing`.
  init(of experiment: Experiment, stored: (String) -> TrialFileSummary?) {
    var rows: [SummaryRow] = []
    rows.reserveCapacity(experiment.trialCount)
    var configuration = ""
    var cells: [String] = []
    for trial in experiment.trials {
      var row =
        stored(trial.id)?.row
        ?? SummaryRow(
          missing: trial.id, configuration: trial.configurationId,
          replicate: trial.specification.replicate, seed: trial.specification.rootSeed,
          hyperparameters: [])
      // The same for all replicates of a configuration, which follow each other.
      if configuration != trial.configurationId {
        configuration = trial.configurationId
        cells = HyperparameterTable.values(of: trial.specification.hyperparameters)
          .map { $0.value.map(Self.cell) ?? "" }
      }
      row.hyperparameters = cells
      rows.append(row)
    }
    let definition = Environments.definition(of: experiment.environment.id)
    self.init(
      hasValues: definition?.mdp != nil,
      hyperparameters: HyperparameterTable.rows.map {
        SummaryColumn(name: $0.column, kind: $0.columnKind)
      },
      rows: rows)
  }

  private static func cell(_ value: HyperparameterValue) -> String {
    value == .none ? "" : value.description
  }
}

extension Hyperparameter {
  /// How the hyperparameter's cells are stored in the table of `sweep.h5`.
  fileprivate var columnKind: SummaryColumn.Kind {
    switch kind {
    case .integer: .integer
    case .real, .optionalReal: .real
    default: .text
    }
  }
}
