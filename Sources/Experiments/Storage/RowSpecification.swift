import DeepQ

/// Finds out what trial a row of a summary is of, and proves it by the trial's id.
///
/// A summary has a column for each hyperparameter, the seed and the replicate, but none for the
/// environment, the schedule of evaluations and the criterion for solved. They come from an
/// experiment, if one is given; else those that are usual are tried. The id is a hash of all of
/// it, so a wrong guess is never taken for right.
struct RowSpecification {
  /// What has no column.
  struct TrialProtocol {
    var environment: EnvironmentSpecification
    var evaluation: EvaluationSchedule
    var solve: SolveCriterion
  }

  private let summary: SummaryTable
  private let experiment: Experiment?
  private let columns: [(index: Int, row: Hyperparameter)]
  /// The protocol of the last trial that was found.
  private var found: TrialProtocol?

  init(of summary: SummaryTable, experiment: Experiment?) {
    self.summary = summary
    self.experiment = experiment
    found = experiment.map {
      TrialProtocol(environment: $0.environment, evaluation: $0.evaluation, solve: $0.solve)
    }
    columns = HyperparameterTable.rows.compactMap { row in
      summary.hyperparameters.firstIndex { $0.name == row.column }.map { ($0, row) }
    }
  }

  /// The trial that a row is of.
  ///
  /// - Throws: `RowSpecificationError` if no trial that the row can be of has its id.
  mutating func trial(of row: SummaryRow) throws(RowSpecificationError) -> TrialSpecification {
    let hyperparameters = try hyperparameters(of: row)
    if let found, let trial = Self.trial(row, hyperparameters, found), Self.isProved(trial, row) {
      return trial
    }
    // The others are probably of the same protocol: the search is made once.
    guard let known = Self.search(row, hyperparameters),
      let trial = Self.trial(row, hyperparameters, known)
    else { throw failure(row, cause(of: row, hyperparameters)) }
    found = known
    guard CanonicalText.trialId(of: trial) == row.trial else {
      throw failure(row, .wrongCell(columns: ["trial", "replicate", "seed"]))
    }
    guard CanonicalText.configurationId(of: trial) == row.configuration else {
      throw failure(row, .wrongCell(columns: ["configuration"]))
    }
    return trial
  }

  private func failure(
    _ row: SummaryRow, _ cause: RowSpecificationError.Cause
  ) -> RowSpecificationError {
    RowSpecificationError(trial: row.trial, file: summary.name, cause: cause)
  }

  private static func isProved(_ trial: TrialSpecification, _ row: SummaryRow) -> Bool {
    CanonicalText.trialId(of: trial) == row.trial
      && CanonicalText.configurationId(of: trial) == row.configuration
  }

  private static func trial(
    _ row: SummaryRow, _ hyperparameters: Hyperparameters, _ known: TrialProtocol
  ) -> TrialSpecification? {
    guard case .unsigned(let seed) = row["seed"], case .integer(let replicate) = row["replicate"]
    else { return nil }
    let trial = TrialSpecification(
      environment: known.environment, hyperparameters: hyperparameters,
      evaluation: known.evaluation, solve: known.solve, rootSeed: seed, replicate: replicate)
    // A stranger's cells may ask for what no experiment can: the reader of texts refuses that.
    return try? CanonicalText.trial(from: CanonicalText.text(of: trial))
  }

  // MARK: - Hyperparameters

  private func hyperparameters(
    of row: SummaryRow
  ) throws(RowSpecificationError) -> Hyperparameters {
    var result = Hyperparameters()
    for (index, hyperparameter) in columns {
      let text = row.hyperparameters[index].text
      guard !text.isEmpty else {
        // What does not apply is not part of the trial; what is off is.
        if case .optionalReal = hyperparameter.kind { hyperparameter.write(.none, to: &result) }
        continue
      }
      guard let value = Self.value(text, of: hyperparameter) else {
        throw failure(
          row, .notAValue(text, column: hyperparameter.column, expected: hyperparameter.range))
      }
      hyperparameter.write(value, to: &result)
    }
    return result
  }

  private static func value(
    _ text: String, of hyperparameter: Hyperparameter
  ) -> HyperparameterValue? {
    guard !text.contains(where: \.isNewline) else { return nil }
    let read = ConfigurationText(bytes: Array("value: \(text)\n".utf8))
    guard read.errors.isEmpty, let entries = read.root?.map, entries.count == 1 else { return nil }
    return try? hyperparameter.kind.parse(entries[0].value)
  }

  // MARK: - The usual protocols

  private static let usualIntervals = [
    0, 100, 200, 500, 1_000, 2_000, 2_500, 5_000, 10_000, 20_000, 25_000, 50_000, 100_000,
    200_000, 250_000, 500_000, 1_000_000,
  ]
  private static let usualEpisodes = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1_000]
  private static let usualEpsilons = [0, 0.001, 0.01, 0.02, 0.05, 0.1]

  /// The usual protocol that gives a row's id, or the id of its configuration.
  private static func search(_ row: SummaryRow, _ hyperparameters: Hyperparameters)
    -> TrialProtocol?
  {
    guard case .unsigned(let seed) = row["seed"], case .integer(let replicate) = row["replicate"]
    else { return nil }
    for definition in Environments.registry + Environments.games {
      guard hyperparameters.algorithm.accepts(definition.interface(definition.specification))
      else { continue }
      for environment in variants(of: definition) {
        var trial = TrialSpecification(
          environment: environment, hyperparameters: hyperparameters,
          evaluation: EvaluationSchedule(),
          solve: SolveCriterion(threshold: definition.solvedReturn), rootSeed: seed,
          replicate: replicate)
        let seeds = CanonicalText.seedLines(of: trial)
        let head = CanonicalText.configurationText(of: trial)
        for every in usualIntervals {
          for episodes in usualEpisodes {
            for epsilon in usualEpsilons {
              trial.evaluation = EvaluationSchedule(
                every: every, episodes: episodes, epsilon: epsilon)
              for stops in [false, true] {
                trial.solve.stop = stops
                let text =
                  head
                  + CanonicalText.protocolLines(
                    evaluation: trial.evaluation, solve: trial.solve, of: environment)
                guard
                  CanonicalText.id(of: text) == row.configuration
                    || CanonicalText.id(of: text + seeds) == row.trial
                else { continue }
                return TrialProtocol(
                  environment: environment, evaluation: trial.evaluation, solve: trial.solve)
              }
            }
          }
        }
      }
    }
    return nil
  }

  /// An environment as it is by default, and with one of its switches the other way or one of its
  /// chances at 0.
  private static func variants(of definition: EnvironmentDefinition) -> [EnvironmentSpecification] {
    let standard = definition.specification
    return [standard]
      + definition.settings.compactMap { setting in
        var variant = standard
        switch (setting.kind, setting.standard) {
        case (.flag, .flag(let value)): variant.set(setting, to: .flag(!value))
        case (.real(let range), _) where range.contains(0): variant.set(setting, to: .real(0))
        default: return nil
        }
        return variant
      }
  }

  // MARK: - What is wrong

  /// Why no trial has the id of a row.
  private func cause(
    of row: SummaryRow, _ hyperparameters: Hyperparameters
  ) -> RowSpecificationError.Cause {
    if let experiment, let trial = experiment.trials.first(where: { $0.id == row.trial }) {
      let specification = trial.specification
      var wrong = columns.filter { _, hyperparameter in
        hyperparameter.read(specification.hyperparameters) != nil
          && hyperparameter.get(hyperparameters)
            != hyperparameter.get(specification.hyperparameters)
      }.map(\.row.column)
      if row["seed"] != .unsigned(specification.rootSeed) { wrong.append("seed") }
      if row["replicate"] != .integer(specification.replicate) { wrong.append("replicate") }
      if row.configuration != trial.configurationId { wrong.append("configuration") }
      if !wrong.isEmpty { return .wrongCell(columns: wrong) }
    }
    if let column = cellOfAnotherRow(row) { return .wrongCell(columns: [column]) }
    return experiment == nil ? .unknownProtocol : .otherExperiment
  }

  /// The column of a cell that would be right if it were that of another row.
  private func cellOfAnotherRow(_ row: SummaryRow) -> String? {
    guard let known = found ?? protocolOfAnotherRow(than: row) else { return nil }
    for (index, hyperparameter) in columns {
      var tried: [SummaryValue] = [row.hyperparameters[index]]
      for other in summary.rows where !tried.contains(other.hyperparameters[index]) {
        tried.append(other.hyperparameters[index])
        var changed = row
        changed.hyperparameters[index] = other.hyperparameters[index]
        if let values = try? hyperparameters(of: changed),
          let trial = Self.trial(changed, values, known), Self.isProved(trial, row)
        {
          return hyperparameter.column
        }
      }
    }
    return nil
  }

  private func protocolOfAnotherRow(than row: SummaryRow) -> TrialProtocol? {
    guard
      let other = summary.rows.first(where: { $0.configuration != row.configuration }),
      let values = try? hyperparameters(of: other)
    else { return nil }
    return Self.search(other, values)
  }
}

/// A row of a summary that does not say what was run.
public struct RowSpecificationError: ExitStatusError, Equatable {
  /// Why.
  public enum Cause: Equatable, Sendable {
    /// The trial is not done.
    case noResults
    /// A cell holds what the hyperparameter cannot be.
    case notAValue(String, column: String, expected: String)
    /// Cells that do not belong to the trial's id.
    case wrongCell(columns: [String])
    /// The environment and the evaluations are not known.
    case unknownProtocol
    /// The experiment does not give the id.
    case otherExperiment
  }

  /// The trial's id.
  public let trial: String
  /// The summary.
  public let file: String
  /// Why.
  public let cause: Cause

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// For example: `results/x/summary.csv: trial 3f2a91c07b5e: its id does not belong to the cell in
  /// column 'gamma': a cell was changed`.
  public var description: String {
    let reason =
      switch cause {
      case .noResults: "it is not done, so there is nothing to compare with"
      case .notAValue(let text, let column, let expected):
        "column '\(column)': \(Quotation.quoted(text)) is not a value, expected \(expected)"
      case .wrongCell(let columns):
        columns.count == 1
          ? "the cell in column '\(columns[0])' does not belong to its id: one of them was changed"
          : "the cells in columns \(columns.map { "'\($0)'" }.joined(separator: ", ")) do not all "
            + "belong together: one of them was changed"
      case .unknownProtocol:
        "its columns do not say in which environment it ran, nor how it was evaluated, and the "
          + "usual settings do not give its id; --experiment names the experiment file that does, "
          + "or a cell was changed"
      case .otherExperiment:
        "neither the experiment file nor the usual settings give its id: it is another experiment's "
          + "file, or a cell was changed"
      }
    return "\(file): trial \(trial): \(reason)"
  }
}
