extension SummaryRows {
  /// A summary's cells, as text.
  public init(_ table: SummaryTable, name: String) {
    self.init(
      name: name, columns: table.columns,
      rows: table.rows.map { $0.cells(hasValues: table.hasValues) })
  }
}
