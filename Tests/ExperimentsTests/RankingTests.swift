import Statistics
import Testing

@testable import Experiments

struct RankingTests {
  private func ranking(
    _ rows: [(String, String, String, String, String, String)], threshold: Double? = nil
  ) throws -> Ranking {
    try Ranking(ReportSource(summary: .sample("summary.csv", rows)), threshold: threshold)
  }

  /// A summary of configurations whose gamma names them, with a score for each seed.
  private func rows(
    _ scores: [(gamma: String, scores: [Double])]
  ) -> [(String, String, String, String, String, String)] {
    scores.flatMap { gamma, scores in
      scores.enumerated().map { index, score in
        ("t\(gamma)-\(index)", "c\(gamma)", "done", "", "\(score)", gamma)
      }
    }
  }

  @Test func `configurations are ranked by their mean evaluation return`() throws {
    let ranking = try ranking([
      ("t1", "aaaaaaaaaaaa", "done", "", "100", "0.9"),
      ("t2", "aaaaaaaaaaaa", "done", "90", "200.5", "0.9"),
      ("t3", "bbbbbbbbbbbb", "failed", "", "", "0.95"),
      ("t4", "bbbbbbbbbbbb", "missing", "", "", "0.95"),
      ("t5", "cccccccccccc", "done", "80", "500", "0.99"),
      ("t6", "cccccccccccc", "done", "81", "480", "0.99"),
    ])
    #expect(ranking.entries.map(\.group.id) == ["cccccccccccc", "aaaaaaaaaaaa", "bbbbbbbbbbbb"])
    #expect(ranking.entries.map { $0.statistics?.mean } == [490, 150.25, nil])
    #expect(ranking.entries.map(\.solvedInTraining) == [2, 1, 0])
    #expect(ranking.entries.map(\.group.failed) == [0, 0, 1])
    #expect(ranking.entries.map(\.values) == [["0.99"], ["0.9"], ["0.95"]])
    #expect(ranking.commonCount == nil)
  }

  @Test func `where smaller is better the smallest mean is first`() throws {
    let summary = SummaryTable.sample(
      "summary.csv",
      [
        ("t1", "a", "done", "90", "100", "0.9"), ("t2", "b", "done", "80", "200", "0.95"),
        ("t3", "c", "done", "", "300", "0.99"),
      ])
    let ranking = try Ranking(
      ReportSource(summary: summary), metric: "solved_at_episode", threshold: 85)
    #expect(ranking.isSmallerBetter)
    #expect(ranking.entries.map(\.group.id) == ["b", "a", "c"])
    #expect(ranking.entries.map { $0.atThreshold?.successes } == [1, 0, nil])
    let text = RankingText(ranking, width: 100).text
    #expect(text.contains("solved_at_episode, mean +- 95 %, smaller is better\n"))
    #expect(text.contains("max"))
    #expect(text.contains("<=85"))
    #expect(try !Ranking(ReportSource(summary: summary)).isSmallerBetter)
  }

  @Test(arguments: ["seed", "replicate", "trial", "status", "gamma", "weights_sha256"])
  func `what is no measured result is refused`(column: String) throws {
    let summary = SummaryTable.sample("summary.csv", [("t1", "a", "done", "", "100", "0.9")])
    let error = #expect(throws: SummaryError.self) {
      try Ranking(ReportSource(summary: summary), metric: column)
    }
    #expect(
      error?.description.hasPrefix("'\(column)' is no measured result; compare by episodes, ")
        == true)
  }

  @Test func `equal means keep the order of the grid`() throws {
    let ranking = try ranking(["z", "a", "m"].map { ("t" + $0, $0, "done", "", "500", "0.9") })
    #expect(ranking.entries.map(\.group.id) == ["z", "a", "m"])
  }

  @Test func `a threshold counts seeds of the final evaluation`() throws {
    let ranking = try ranking(rows([("0.9", [475, 474.9, 500])]), threshold: 475)
    #expect(ranking.entries[0].atThreshold == Proportion(successes: 2, of: 3))
  }

  @Test func `what the scores tell from the best is marked, by Holm over the grid`() throws {
    let ranking = try ranking(
      rows([
        ("0.9", [10, 11, 12, 13]), ("0.95", [9, 11, 12, 13.5]), ("0.99", [1, 2, 1.5, 2.5]),
      ]))
    #expect(ranking.entries.map(\.isTied) == [false, true, false])
    // Welch's test of 10…13 against 9…13.5, twice the smaller of which does not count: Holm keeps
    // the larger p-value as it is.
    let best = try #require(SampleStatistics([10, 11, 12, 13]))
    let second = try #require(SampleStatistics([9, 11, 12, 13.5]))
    #expect(ranking.entries[1].adjustedP == TTest.welch(best, second)?.p)
  }

  @Test func `without evaluations the last training episodes are ranked`() throws {
    var summary = SummaryTable.sample("summary.csv", rows([("0.9", [1]), ("0.95", [2])]))
    for row in summary.rows.indices { summary.rows[row]["evaluation_return"] = .empty }
    let ranking = try Ranking(ReportSource(summary: summary))
    #expect(ranking.metric == "return_last_100")
    #expect(ranking.entries.map { $0.statistics?.mean } == [2, 1])
  }

  @Test func `the bootstrap of every configuration starts with the same numbers`() throws {
    let ranking = try ranking(rows([("0.9", [1, 2, 3, 7]), ("0.95", [11, 12, 13, 17])]))
    let intervals = ranking.entries.compactMap { entry in
      entry.statistics.map { ranking.interquartileInterval(of: $0) }
    }
    #expect(intervals[0].lowerBound - intervals[1].lowerBound == 10)
    #expect(intervals[0].upperBound - intervals[1].upperBound == 10)
  }

  @Test func `an unknown metric is an error that names the columns`() throws {
    let summary = SummaryTable.sample("summary.csv", rows([("0.9", [1])]))
    #expect(
      throws: SummaryError.noColumn(
        "reward", file: "summary.csv",
        columns: [
          "episodes", "steps", "updates", "return_last_100", "return_best_100",
          "solved_at_episode", "evaluation_return", "loss_last",
        ])
    ) {
      try Ranking(ReportSource(summary: summary), metric: "reward")
    }
  }
}
