@testable import Experiments

extension SummaryTable {
  /// A summary for tests with two hyperparameters, of which `batch_size` is always 32.
  ///
  /// A row gives trial, configuration, status, solved_at_episode, evaluation_return and gamma.
  static func sample(
    _ name: String, _ rows: [(String, String, String, String, String, String)]
  ) -> SummaryTable {
    SummaryTable(
      name: name, hyperparameters: ["gamma", "batch_size"].map { SummaryColumn(named: $0) },
      rows: rows.map { cells in
        var row = SummaryRow(
          missing: cells.0, configuration: cells.1, replicate: 0, seed: 42,
          hyperparameters: [.text(cells.5), .text("32")])
        row["status"] = .text(cells.2)
        row["solved_at_episode"] = SummaryValue(Int(cells.3))
        row["evaluation_return"] = SummaryValue(Double(cells.4))
        row["return_last_100"] = SummaryValue(Double(cells.4))
        return row
      })
  }
}
