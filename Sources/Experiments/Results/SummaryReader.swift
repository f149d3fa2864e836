/// Reads `summary.csv` back, strictly.
public enum SummaryReader {
  /// More than a million rows have, so that a wrong file does not fill the memory.
  private static let byteLimit = 1 << 30

  /// Reads a file that a user names.
  ///
  /// - Returns: The table. Its hyperparameter columns are all of kind `text`: a CSV file does not
  ///   say more.
  /// - Throws: `FileError` or `CSVError`.
  public static func read(_ file: String) throws -> SummaryTable {
    try table(in: try WholeFile.text(file, limit: byteLimit, from: .user), file: file)
  }

  /// Reads the file's text.
  static func table(in text: String, file: String) throws(CSVError) -> SummaryTable {
    let lines = try CSVText.lines(of: text, file: file)
    guard let heading = lines.first else {
      throw CSVError(file: file, line: nil, column: nil, cause: "it is empty")
    }
    try check(heading, against: SummaryTable.fixedColumns, file: file)
    let afterwards = heading.cells.dropFirst(SummaryTable.fixedColumns.count)
    let hasValues = afterwards.starts(with: SummaryTable.valueColumns)
    let columns = SummaryTable.fixedColumns + (hasValues ? SummaryTable.valueColumns : [])
    var rows: [SummaryRow] = []
    var firstLines: [String: Int] = [:]
    for line in lines.dropFirst() {
      guard line.cells.count == heading.cells.count else {
        throw CSVError(
          file: file, line: line.number, column: nil,
          cause: "it has \(line.cells.count) cells, and the heading \(heading.cells.count)")
      }
      let row = try SummaryLine(line: line, file: file, columns: columns).row()
      // It would count as two seeds.
      if let first = firstLines.updateValue(line.number, forKey: row.trial) {
        throw CSVError(
          file: file, line: line.number, column: "trial",
          cause: "'\(row.trial)' stands in line \(first) too")
      }
      rows.append(row)
    }
    let names = heading.cells.dropFirst(columns.count)
    return SummaryTable(
      hasValues: hasValues, hyperparameters: names.map { SummaryColumn(name: $0, kind: .text) },
      rows: rows)
  }

  private static func check(
    _ heading: CSVText.Line, against fixed: [String], file: String
  ) throws(CSVError) {
    for (place, name) in fixed.enumerated() {
      let found = place < heading.cells.count ? heading.cells[place] : "nothing"
      guard found == name else {
        throw CSVError(
          file: file, line: heading.number, column: nil,
          cause: "column \(place + 1) should be '\(name)', and is \(Quotation.quoted(found))")
      }
    }
    if Set(heading.cells).count != heading.cells.count {
      throw CSVError(
        file: file, line: heading.number, column: nil, cause: "two columns have the same name")
    }
  }
}

/// One line, known to be as wide as the heading.
struct SummaryLine {
  let line: CSVText.Line
  let file: String
  /// Names of the columns of results, which come first.
  let columns: [String]

  /// The row; what follows the columns of results are cells of hyperparameters.
  func row() throws(CSVError) -> SummaryRow {
    var row = SummaryRow(
      missing: try id("trial"), configuration: try id("configuration"),
      replicate: try number("replicate"), seed: try seed("seed"),
      hyperparameters: Array(line.cells.dropFirst(columns.count)))
    guard let status = SummaryRow.Status(rawValue: cell("status")) else {
      throw error("status", "\(quoted("status")) is none of done, failed and missing")
    }
    row.status = status
    row.episodes = try optionalNumber("episodes")
    row.steps = try optionalNumber("steps")
    row.updates = try optionalNumber("updates")
    row.returnLast100 = try optionalReal("return_last_100")
    row.returnBest100 = try optionalReal("return_best_100")
    row.solvedAtEpisode = try optionalNumber("solved_at_episode")
    row.evaluationReturn = try optionalReal("evaluation_return")
    row.lossLast = try optionalReal("loss_last")
    row.valueError = try optionalReal("value_error")
    row.regret = try optionalReal("regret")
    row.weightsDigest = try optionalDigest("weights_sha256")
    row.resultDigest = try optionalDigest("result_sha256")
    return row
  }

  private func cell(_ column: String) -> String {
    columns.firstIndex(of: column).map { line.cells[$0] } ?? ""
  }

  private func quoted(_ column: String) -> String { Quotation.quoted(cell(column)) }

  private func id(_ column: String) throws(CSVError) -> String {
    guard ResultsFolder.isTrialID(cell(column)) else {
      throw error(column, "\(quoted(column)) is not 12 hexadecimal digits")
    }
    return cell(column)
  }

  func optionalDigest(_ column: String) throws(CSVError) -> String? {
    let text = cell(column)
    guard !text.isEmpty else { return nil }
    guard text.utf8.count == 64, text.utf8.allSatisfy("0123456789abcdef".utf8.contains) else {
      throw error(column, "\(quoted(column)) is not 64 hexadecimal digits")
    }
    return text
  }

  func number(_ column: String) throws(CSVError) -> Int {
    guard let number = Int(cell(column)), number >= 0 else {
      throw error(column, "\(quoted(column)) is not a whole number from 0")
    }
    return number
  }

  private func seed(_ column: String) throws(CSVError) -> UInt64 {
    guard let number = UInt64(cell(column)) else {
      throw error(column, "\(quoted(column)) is not a whole number from 0")
    }
    return number
  }

  private func optionalNumber(_ column: String) throws(CSVError) -> Int? {
    cell(column).isEmpty ? nil : try number(column)
  }

  private func optionalReal(_ column: String) throws(CSVError) -> Double? {
    let text = cell(column)
    guard !text.isEmpty else { return nil }
    guard let number = Double(text), !number.isNaN else {
      throw error(column, "\(quoted(column)) is not a number")
    }
    return number
  }

  private func error(_ column: String, _ cause: String) -> CSVError {
    CSVError(file: file, line: line.number, column: column, cause: cause)
  }
}
