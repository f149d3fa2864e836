/// Reads `summary.csv` back, strictly.
public enum SummaryReader {
  /// More than a million rows have, so that a wrong file does not fill the memory.
  static let byteLimit = 1 << 30

  /// Reads a file that a user names.
  ///
  /// - Returns: The table. Its hyperparameter columns are all of kind `text`: a CSV file does not
  ///   say more.
  /// - Throws: `FileError` or `CSVError`.
  public static func read(_ file: String) throws -> SummaryTable {
    var lines = CSVReader(try FilePieces(file, limit: byteLimit, from: .user), file: file)
    return try table(from: &lines)
  }

  /// Reads a text.
  static func table(in text: String, file: String) throws -> SummaryTable {
    var lines = CSVReader(text: text, file: file)
    return try table(from: &lines)
  }

  /// Reads a file that is open, a line at a time.
  static func table(from lines: inout CSVReader) throws -> SummaryTable {
    let file = lines.file
    guard let heading = try lines.nextLine() else {
      throw CSVError(file: file, line: nil, column: nil, cause: "it is empty")
    }
    let columns = try resultIndices(in: heading, file: file)
    let names = heading.cells.dropFirst(columns.count)
    var rows: [SummaryRow] = []
    var firstLines: [String: Int] = [:]
    var settings = PackedCells([])
    while let line = try lines.nextLine() {
      guard line.cells.count == heading.cells.count else {
        throw CSVError(
          file: file, line: line.number, column: nil,
          cause: "it has \(line.cells.count) cells, and the heading \(heading.cells.count)")
      }
      let own = PackedCells(
        line.cells.dropFirst(columns.count).map { $0.isEmpty ? .empty : .text($0) })
      // The replicates of a configuration share theirs.
      if own != settings { settings = own }
      let row = SummaryRow(
        results: try results(of: line, columns: columns, file: file), settings: settings)
      // It would count as two seeds.
      if let first = firstLines.updateValue(line.number, forKey: row.trial) {
        throw CSVError(
          file: file, line: line.number, column: "trial",
          cause: "'\(row.trial)' is in line \(first) too")
      }
      rows.append(row)
    }
    return SummaryTable(
      name: file, resultIndices: columns, hyperparameters: names.map { SummaryColumn(named: $0) },
      rows: rows)
  }

  /// Takes the cells of results out of a line that is wide enough.
  ///
  /// - Parameters:
  ///   - line: The line.
  ///   - first: The index of the first of those cells.
  ///   - columns: Their columns, as indices of `ResultColumn.all`.
  ///   - file: The file, for messages.
  /// - Returns: A value for each row of `ResultColumn.all`, empty where the file has no such
  ///   column.
  /// - Throws: `CSVError` if a cell holds something else than its column does.
  static func results(
    of line: CSVText.Line, from first: Int = 0, columns: [Int], file: String
  ) throws(CSVError) -> [SummaryValue] {
    var values = [SummaryValue](repeating: .empty, count: ResultColumn.all.count)
    for (offset, index) in columns.enumerated() {
      let (column, text) = (ResultColumn.all[index], line.cells[first + offset])
      guard let value = column.kind.value(of: text) else {
        throw CSVError(
          file: file, line: line.number, column: column.name,
          cause: "\(Quotation.quoted(text)) \(column.kind.refusal)")
      }
      values[index] = value
    }
    return values
  }

  /// The columns of results that a heading begins with, as indices of `ResultColumn.all`.
  private static func resultIndices(
    in heading: CSVText.Line, file: String
  ) throws(CSVError) -> [Int] {
    var indices: [Int] = []
    for (index, column) in ResultColumn.all.enumerated() {
      let offset = indices.count
      let found = offset < heading.cells.count ? heading.cells[offset] : "nothing"
      if found == column.name {
        indices.append(index)
      } else if column.scope == .all {
        throw CSVError(
          file: file, line: heading.number, column: nil,
          cause:
            "column \(offset + 1) should be '\(column.name)', and is \(Quotation.quoted(found))")
      }
    }
    if Set(heading.cells).count != heading.cells.count {
      throw CSVError(
        file: file, line: heading.number, column: nil, cause: "two columns have the same name")
    }
    return indices
  }
}
