/// A summary that cannot be worked with.
public enum SummaryError: ExitStatusError, Equatable {
  /// A column is missing.
  case noColumn(String, file: String, columns: [String])
  /// A column that is no measured result.
  case notAMetric(String, metrics: [String])
  /// A cell of a metric holds something else than a number. `row` is counted as a spreadsheet does:
  /// the header is row 1.
  case notANumber(String, file: String, row: Int, column: String)
  /// Two rows are of the same trial.
  case repeatedTrial(String, file: String)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong.
  public var description: String {
    switch self {
    case .noColumn(let column, let file, let columns):
      "\(file): there is no column '\(column)'; there are \(columns.joined(separator: ", "))"
    case .notAMetric(let column, let metrics):
      "'\(column)' is no measured result; compare by \(metrics.joined(separator: ", "))"
    case .notANumber(let text, let file, let row, let column):
      "\(file): row \(row), column '\(column)': '\(text)' is not a number"
    case .repeatedTrial(let trial, let file):
      "\(file): trial \(trial) has more than one row"
    }
  }
}
