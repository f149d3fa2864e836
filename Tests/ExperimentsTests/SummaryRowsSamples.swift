@testable import Experiments

extension SummaryRows {
  /// A summary for tests with two hyperparameters, of which `batch_size` is always 32.
  ///
  /// A row gives trial, configuration, status, solved_at_episode, evaluation_return and gamma.
  static func sample(
    _ name: String, _ rows: [(String, String, String, String, String, String)]
  ) -> SummaryRows {
    let columns = SummaryTable.fixedColumns + ["gamma", "batch_size"]
    return SummaryRows(
      name: name, columns: columns,
      rows: rows.map { row in
        let cells = [
          "trial": row.0, "configuration": row.1, "status": row.2, "solved_at_episode": row.3,
          "evaluation_return": row.4, "return_last_100": row.4, "gamma": row.5, "batch_size": "32",
        ]
        return columns.map { cells[$0] ?? "" }
      })
  }
}
