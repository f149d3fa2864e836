/// Two cells of one column that should be equal.
public struct CellDifference: Equatable, Sendable {
  /// The column's heading.
  public var column: String
  /// One cell; empty if it holds nothing.
  public var first: String
  /// The other cell.
  public var second: String
}

extension SummaryTable {
  /// The cells of results of a row that are not what a trial gives.
  func differences(of row: SummaryRow, from fresh: SummaryRow) -> [CellDifference] {
    resultIndices.compactMap { index in
      let column = ResultColumn.all[index].name
      let (own, other) = (row.results[index], fresh.results[index])
      guard !own.isWritten(as: other) else { return nil }
      return CellDifference(column: column, first: own.text, second: other.text)
    }
  }
}
