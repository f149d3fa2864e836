/// Cells by the index of their column, as reports take them.
extension SummaryTable {
  /// The index of a column, or an error that names it.
  func index(of column: String) throws(SummaryError) -> Int {
    guard let index = columnNames.firstIndex(of: column) else {
      throw .noColumn(column, file: name, columns: columnNames)
    }
    return index
  }

  /// The index of a column of measured results, by which configurations can be compared.
  func metricIndex(of column: String) throws(SummaryError) -> Int {
    let metrics = resultIndices.map { ResultColumn.all[$0] }.filter(\.isMeasured).map(\.name)
    guard metrics.contains(column) else {
      throw columnNames.contains(column)
        ? .notAMetric(column, metrics: metrics)
        : .noColumn(column, file: name, columns: metrics)
    }
    return try index(of: column)
  }

  /// The value of a cell; empty where there is no such column.
  func value(_ row: Int, _ column: Int?) -> SummaryValue {
    guard let column else { return .empty }
    return column < resultIndices.count
      ? rows[row].result(resultIndices[column])
      : rows[row].settings[column - resultIndices.count]
  }

  /// The number in a cell; `nil` if the cell is empty.
  func number(_ row: Int, _ column: Int) throws(SummaryError) -> Double? {
    switch value(row, column) {
    case .empty: return nil
    case .real(let number): return number
    case .integer(let number): return Double(number)
    case .unsigned(let number): return Double(number)
    case .text(let text):
      guard let number = Double(text) else {
        throw .notANumber(text, file: name, row: row + 2, column: columnNames[column])
      }
      return number
    }
  }

  /// The hyperparameters whose value is not the same in all rows of all summaries, in the order of
  /// the columns.
  static func varyingHyperparameters(in summaries: [SummaryTable]) -> [String] {
    var columns: [String] = []
    for summary in summaries {
      columns += summary.hyperparameters.map(\.name).filter { !columns.contains($0) }
    }
    var first: [SummaryValue]?
    var isVarying = columns.map { _ in false }
    for summary in summaries {
      let names = summary.hyperparameters.map(\.name)
      let indices = columns.map { names.firstIndex(of: $0) }
      summary.forEachSettings { settings in
        let own = settings.values
        let values = indices.map { index in index.map { own[$0] } ?? .empty }
        let common = first ?? values
        for column in columns.indices where !isVarying[column] {
          isVarying[column] = !common[column].isWritten(as: values[column])
        }
        first = common
      }
    }
    return columns.indices.filter { isVarying[$0] }.map { columns[$0] }
  }

  /// The texts of a row's cells in columns that may not all be there.
  func texts(_ row: Int, of columns: [String]) -> [String] {
    texts(of: CollectionOfOne(row), in: columns)[0]
  }

  /// The same of several rows.
  func texts(of rows: some Sequence<Int>, in columns: [String]) -> [[String]] {
    let names = columnNames
    let indices = columns.map { names.firstIndex(of: $0) }
    return rows.map { row in indices.map { value(row, $0).text } }
  }
}
