import ArgumentParser
import Experiments

/// What configurations are ranked by, wherever they are.
struct RankingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("The column to rank by. (default: evaluation_return)", valueName: "column"),
    completion: .list(ResultColumn.metrics))
  var metric: String?

  @Option(
    help: ArgumentHelp(
      "Score that counts as solved. (default: the experiment's)", valueName: "score"))
  var threshold: Double?

  func validate() throws {
    if let threshold, !threshold.isFinite {
      throw ValidationError("--threshold \(threshold): it has to be finite")
    }
  }

  /// The ranking of what a report is made from.
  ///
  /// - Throws: as `Ranking`.
  func ranking(of source: ReportSource) throws -> Ranking {
    try Ranking(source, metric: metric, threshold: threshold)
  }
}
