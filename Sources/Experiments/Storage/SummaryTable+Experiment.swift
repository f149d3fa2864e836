import DeepQ

extension SummaryTable {
  /// The summary of an experiment: a row for each of its trials, in grid order.
  ///
  /// - Parameters:
  ///   - experiment: what was run.
  ///   - hyperparameters: the rows of the hyperparameter table.
  ///   - stored: what a trial's file says; `nil` where there is none, which makes the trial `missing`.
  init(
    of experiment: Experiment, hyperparameters: [Hyperparameter] = HyperparameterTable.rows,
    stored: (String) -> TrialFileSummary?
  ) {
    var rows: [SummaryRow] = []
    rows.reserveCapacity(experiment.trialCount)
    var configuration = ""
    var cells: [SummaryValue] = []
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
        cells = hyperparameters.map { $0.cell(of: trial.specification.hyperparameters) }
      }
      row.hyperparameters = cells
      rows.append(row)
    }
    let definition = experiment.environment.definition
    self.init(
      resultIndices: ResultColumn.indices(finiteStates: definition.mdp != nil),
      hyperparameters: hyperparameters.map { SummaryColumn($0) }, rows: rows)
  }
}

extension Hyperparameter {
  /// How the hyperparameter's cells are stored in the table of `sweep.h5`.
  var columnKind: SummaryColumn.Kind {
    switch kind {
    case .integer: .integer
    case .real, .optionalReal: .real
    default: .text
    }
  }

  /// Its cell in the row of a trial; empty where it does not apply or has no value.
  fileprivate func cell(of hyperparameters: Hyperparameters) -> SummaryValue {
    guard let value = read(hyperparameters), value != .none else { return .empty }
    return switch columnKind {
    case .integer: .integer(value.asInteger)
    case .real: .real(value.asReal)
    case .text, .unsigned: .text(value.description)
    }
  }
}
