import DeepQ

/// `summary.csv`: one row per trial, in grid order; a function of the experiment alone.
///
/// RFC 4180, but with `\n` at the end of each line; numbers are the shortest that read back the
/// same.
public struct SummaryTable: Equatable, Sendable {
  /// What messages and reports call it: the path of its file.
  public var name: String
  /// The columns of results that it has, as indices of `ResultColumn.all`; the hyperparameters
  /// follow.
  let resultIndices: [Int]
  /// The hyperparameter columns; before them `arm`, if the experiment has arms.
  public internal(set) var hyperparameters: [SummaryColumn]
  /// The rows, each with as many hyperparameter cells as there are columns.
  public internal(set) var rows: [SummaryRow]

  /// Creates a table; columns whose every cell is what they may leave out are left out.
  init(
    name: String = "summary.csv", resultIndices: [Int] = ResultColumn.indices(finiteStates: false),
    hyperparameters: [SummaryColumn], rows: [SummaryRow]
  ) {
    for row in rows {
      precondition(
        row.settings.count == hyperparameters.count,
        "trial \(row.trial) has \(row.settings.count) cells for \(hyperparameters.count) columns"
      )
    }
    self.name = name
    self.resultIndices = resultIndices
    self.hyperparameters = hyperparameters
    self.rows = rows
    leaveOutDefaults()
  }

  private mutating func leaveOutDefaults() {
    var omitted = hyperparameters.indices.filter { hyperparameters[$0].omittedValue != nil }
    forEachSettings { settings in
      if omitted.isEmpty { return }
      let values = settings.values
      omitted.removeAll { column in
        !["", hyperparameters[column].omittedValue].contains(values[column].text)
      }
    }
    if omitted.isEmpty { return }
    let kept = hyperparameters.indices.filter { !omitted.contains($0) }
    hyperparameters = kept.map { hyperparameters[$0] }
    var last: (all: PackedCells, kept: PackedCells)?
    for row in rows.indices {
      let settings = rows[row].settings
      if last?.all != settings {
        let values = settings.values
        last = (settings, PackedCells(kept.map { values[$0] }))
      }
      if let last { rows[row].settings = last.kept }
    }
  }

  /// Calls `body` with the cells of hyperparameters of the rows in order, but only once where rows
  /// that follow each other have the same, as the replicates of a configuration do.
  func forEachSettings(_ body: (PackedCells) -> Void) {
    var last: PackedCells?
    for row in rows where row.settings != last {
      last = row.settings
      body(row.settings)
    }
  }

  /// All columns, in order.
  var columns: [SummaryColumn] {
    resultIndices.map { SummaryColumn(ResultColumn.all[$0]) } + hyperparameters
  }

  /// The headings of all columns, in order.
  var columnNames: [String] { columns.map(\.name) }

  /// The cells of results of a row, in order.
  func results(of row: SummaryRow) -> [SummaryValue] {
    let results = row.results
    return resultIndices.map { results[$0] }
  }

  /// The whole file.
  public var text: String {
    var text = ""
    forEachLine { text += $0 }
    return text
  }

  /// Puts the table on disk, whole or not at all; a line is made when it is written.
  ///
  /// - Throws: `FileError`.
  public func write(to file: String) throws {
    try AtomicFile.write(to: file) { output throws(FileError) in
      try forEachLine { line throws(FileError) in try output.write(line) }
    }
  }

  /// Calls `body` with each line of the file.
  private func forEachLine<Failure>(_ body: (String) throws(Failure) -> Void) throws(Failure) {
    try body(CSVText.line(columnNames))
    var last: PackedCells?
    var settings = ""
    for row in rows {
      // Numbers take time to write, and the replicates of a configuration have the same.
      if row.settings != last {
        last = row.settings
        let cells = row.settings.values.map(\.text)
        settings = (cells.isEmpty ? "" : ",") + CSVText.line(cells)
      }
      try body(CSVText.cells(results(of: row).map(\.text)) + settings)
    }
  }
}

/// A column of a summary.
public struct SummaryColumn: Equatable, Sendable {
  /// How its cells are stored in the table of `sweep.h5`.
  public enum Kind: Sendable {
    /// Words, lists, and whatever mixes them with numbers.
    case text
    /// Whole numbers; -1 where a cell is empty.
    case integer
    /// Whole numbers without a sign, in every row.
    case unsigned
    /// Real numbers; not a number where a cell is empty.
    case real
  }

  /// The heading.
  public let name: String
  /// How its cells are stored.
  public let kind: Kind
  /// The cell that every row may have, or an empty one, where the column is left out; `nil` for a
  /// column that is always there.
  let omittedValue: String?

  /// A column of results.
  init(_ column: ResultColumn) {
    name = column.name
    kind = column.kind.stored
    omittedValue = nil
  }

  /// The column of a hyperparameter.
  init(_ hyperparameter: Hyperparameter) {
    name = hyperparameter.column
    kind = hyperparameter.columnKind
    omittedValue =
      hyperparameter.storedDefault == .nowhere ? hyperparameter.defaultValue.description : nil
  }

  /// A column that a CSV file has, which does not say what its cells are.
  init(named name: String) {
    self.name = name
    kind = .text
    let row = HyperparameterTable.rows.first { $0.column == name }
    omittedValue = row.flatMap { SummaryColumn($0).omittedValue }
  }
}

extension SummaryTable {
  /// The summary of an experiment: a row for each of its trials, in grid order.
  ///
  /// - Parameters:
  ///   - experiment: what was run.
  ///   - hyperparameters: the rows of the hyperparameter table.
  ///   - stored: what a trial's file says; `nil` where there is none, which makes the trial
  ///     `missing`.
  init(
    of experiment: Experiment, hyperparameters: [Hyperparameter] = HyperparameterTable.rows,
    stored: (String) -> TrialFileSummary?
  ) {
    var rows: [SummaryRow] = []
    rows.reserveCapacity(experiment.trialCount)
    var configuration = ""
    var settings = PackedCells([])
    let hasArms = experiment.grid.hasArms
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
        var cells = hyperparameters.map { $0.cell(of: trial.specification.hyperparameters) }
        if hasArms {
          let label = experiment.grid.arm(at: trial.index / experiment.seeds.count)
          cells.insert(SummaryValue(label), at: 0)
        }
        settings = PackedCells(cells)
      }
      row.settings = settings
      rows.append(row)
    }
    let definition = experiment.environment.definition
    self.init(
      resultIndices: ResultColumn.indices(finiteStates: definition.mdp != nil),
      hyperparameters: (hasArms ? [SummaryColumn(named: ArmLabel.key)] : [])
        + hyperparameters.map { SummaryColumn($0) }, rows: rows)
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
