extension SummaryRows {
  /// A summary's cells, as text.
  public init(_ table: SummaryTable, name: String) {
    self.init(
      name: name, columns: SummaryTable.fixedColumns + table.hyperparameters.map(\.name),
      rows: table.rows.map(\.cells))
  }
}
