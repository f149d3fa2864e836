/// The text of a `summary.csv`: a header, and a row for each trial.
public struct SummaryRows: Equatable, Sendable {
  /// What to call it: the path that the user wrote.
  public var name: String
  /// Names of the columns.
  public var columns: [String]
  /// Cells, as many in each row as there are columns.
  public var rows: [[String]]

  /// Creates a summary from its cells.
  public init(name: String, columns: [String], rows: [[String]]) {
    self.name = name
    self.columns = columns
    self.rows = rows
  }

  /// Names of the columns that hold a hyperparameter.
  var hyperparameterColumns: [String] {
    let results = SummaryTable.fixedColumns + SummaryTable.valueColumns
    return columns.filter { !results.contains($0) }
  }

  /// Where a column stands, or an error that names it.
  func place(of column: String) throws(SummaryError) -> Int {
    guard let place = columns.firstIndex(of: column) else {
      throw .noColumn(column, file: name, columns: columns)
    }
    return place
  }

  /// A cell, or an empty text where the row is too short or there is no such column.
  func cell(_ row: Int, _ place: Int?) -> String {
    guard let place, rows[row].indices.contains(place) else { return "" }
    return rows[row][place]
  }
}

/// A summary that cannot be worked with.
public enum SummaryError: Error, Equatable, CustomStringConvertible {
  /// A column is missing.
  case noColumn(String, file: String, columns: [String])
  /// A cell of a metric holds something else than a number. `row` is counted as a spreadsheet does:
  /// the header is row 1.
  case notANumber(String, file: String, row: Int, column: String)
  /// Two rows are of the same trial.
  case repeatedTrial(String, file: String)
  /// There are not enough files.
  case tooFewFiles(Int)

  /// What is wrong.
  public var description: String {
    switch self {
    case .noColumn(let column, let file, let columns):
      "\(file): there is no column '\(column)'; there are \(columns.joined(separator: ", "))"
    case .notANumber(let text, let file, let row, let column):
      "\(file): row \(row), column '\(column)': '\(text)' is not a number"
    case .repeatedTrial(let trial, let file):
      "\(file): trial \(trial) has more than one row"
    case .tooFewFiles(let count):
      "a comparison needs at least two summaries, not \(count)"
    }
  }
}
