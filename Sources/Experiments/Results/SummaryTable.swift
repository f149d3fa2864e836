/// `summary.csv`: one row per trial, in grid order; a function of the experiment alone.
///
/// RFC 4180, but with `\n` at the end of each line; numbers are the shortest that read back the
/// same.
public struct SummaryTable: Equatable, Sendable {
  /// The columns that every summary has, in order; the hyperparameters follow.
  public static let fixedColumns = [
    "trial", "configuration", "replicate", "seed", "status", "episodes", "steps", "updates",
    "return_last_100", "return_best_100", "solved_at_episode", "evaluation_return", "loss_last",
    "weights_sha256", "result_sha256",
  ]

  /// The columns that follow in environments of finitely many states, where the optimal values are
  /// known.
  public static let valueColumns = ["value_error", "regret"]

  /// Whether there are columns for the distance from the optimal values.
  public var hasValues: Bool
  /// The hyperparameter columns.
  public var hyperparameters: [SummaryColumn]
  /// The rows, each with as many hyperparameter cells as there are columns.
  public var rows: [SummaryRow]

  /// Creates a table; columns whose every cell is what they may leave out are left out.
  public init(hasValues: Bool = false, hyperparameters: [SummaryColumn], rows: [SummaryRow]) {
    for row in rows {
      precondition(
        row.hyperparameters.count == hyperparameters.count,
        "trial \(row.trial) has \(row.hyperparameters.count) cells for \(hyperparameters.count) columns"
      )
    }
    self.hasValues = hasValues
    self.hyperparameters = hyperparameters
    self.rows = rows
    leaveOutOptionalColumns()
  }

  private mutating func leaveOutOptionalColumns() {
    for column in hyperparameters.indices.reversed() {
      guard let optional = hyperparameters[column].optionalValue,
        rows.allSatisfy({ ["", optional].contains($0.hyperparameters[column]) })
      else { continue }
      hyperparameters.remove(at: column)
      for row in rows.indices { rows[row].hyperparameters.remove(at: column) }
    }
  }

  /// The whole file.
  public var text: String {
    var text = CSVText.line(columns)
    for row in rows { text += CSVText.line(row.cells(hasValues: hasValues)) }
    return text
  }

  /// The columns of results.
  var resultColumns: [String] { Self.fixedColumns + (hasValues ? Self.valueColumns : []) }

  /// All columns, in order.
  var columns: [String] { resultColumns + hyperparameters.map(\.name) }

  /// Puts the table on disk, whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func write(to file: String) throws {
    try AtomicFile.write(text, to: file)
  }
}

/// A hyperparameter's column.
public struct SummaryColumn: Equatable, Sendable {
  /// How its cells are stored in the table of `sweep.h5`.
  public enum Kind: Sendable {
    /// Words, lists, and whatever mixes them with numbers.
    case text
    /// Whole numbers; -1 where a cell is empty.
    case integer
    /// Real numbers; not a number where a cell is empty.
    case real
  }

  /// The heading.
  public var name: String
  /// How its cells are stored.
  public var kind: Kind
  /// The cell that every row may have, or an empty one, where the column is left out; `nil` for a
  /// column that is always there.
  let optionalValue: String?

  /// Creates a column.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
    let row = HyperparameterTable.rows.first { $0.column == name && $0.hasOptionalColumn }
    optionalValue = row?.defaultValue.description
  }
}

extension SummaryRow {
  /// The cells in the order of the columns.
  func cells(hasValues: Bool) -> [String] {
    let values = hasValues ? [Self.cell(valueError), Self.cell(regret)] : []
    return resultCells + values + hyperparameters
  }

  private var resultCells: [String] {
    [
      trial, configuration, "\(replicate)", "\(seed)", status.rawValue, Self.cell(episodes),
      Self.cell(steps), Self.cell(updates), Self.cell(returnLast100), Self.cell(returnBest100),
      Self.cell(solvedAtEpisode), Self.cell(evaluationReturn), Self.cell(lossLast),
      weightsDigest ?? "", resultDigest ?? "",
    ]
  }

  private static func cell(_ number: Int?) -> String { number.map { "\($0)" } ?? "" }
  private static func cell(_ number: Double?) -> String { number.map { shortest($0) } ?? "" }
}
