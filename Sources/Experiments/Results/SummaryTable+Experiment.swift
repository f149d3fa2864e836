import DeepQ

extension SummaryTable {
  /// The summary of an experiment: a row for each of its trials, in grid order, read from their
  /// files.
  ///
  /// A trial without a file is `missing`.
  ///
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError` if a file that is there is not right.
  public init(of experiment: Experiment, in folder: ResultsFolder) throws {
    let done = Set(try folder.finishedTrials())
    var rows: [SummaryRow] = []
    rows.reserveCapacity(experiment.trialCount)
    for trial in experiment.trials {
      let cells = HyperparameterTable.values(of: trial.specification.hyperparameters)
        .map { $0.value.map(Self.cell) ?? "" }
      if done.contains(trial.id) {
        rows.append(SummaryRow(try folder.readTrial(trial.id), hyperparameters: cells))
      } else {
        rows.append(
          SummaryRow(
            missing: trial.id, configuration: trial.configurationId,
            replicate: trial.specification.replicate, seed: trial.specification.rootSeed,
            hyperparameters: cells))
      }
    }
    let definition = Environments.definition(of: experiment.environment.id)
    self.init(
      hasValues: definition?.process != nil,
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
