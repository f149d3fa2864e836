import Testing

@testable import Experiments

struct RankingTextTests {
  private let rows = [
    ("t1", "aaaaaaaaaaaa", "done", "", "100", "0.9"),
    ("t2", "aaaaaaaaaaaa", "done", "90", "200.5", "0.9"),
    ("t3", "bbbbbbbbbbbb", "failed", "", "", "0.95"),
    ("t4", "bbbbbbbbbbbb", "missing", "", "", "0.95"),
    ("t5", "cccccccccccc", "done", "80", "500", "0.99"),
    ("t6", "cccccccccccc", "done", "81", "480", "0.99"),
  ]

  private func ranking(
    _ rows: [(String, String, String, String, String, String)], threshold: Double? = nil
  ) throws -> Ranking {
    try Ranking(ReportSource(summary: .sample("summary.csv", rows)), threshold: threshold)
  }

  @Test func `a ranking reads like this`() throws {
    #expect(
      RankingText(try ranking(rows, threshold: 475)).text == """
        summary.csv  3 configurations   evaluation return, mean +- 95 %
        #   gamma  return        n  min  >=475  scores
        1    0.99  490.0 +- 127  2  480  2/2                 #
        2=    0.9  150.2 +- 638  2  100  0/2    #  #
        3    0.95                0
        scores: seeds from 100 to 500; . one, : several, # at least half of them
        1 trial of 6 not done yet
        1 trial failed:
          t3
        =  1 more cannot be told from the best (Welch's t test, Holm, p > 0.05)
        Few seeds: with 2 an interval says little about scores that are not normal.
        The first was selected on these seeds: its score is no estimate for other seeds.

        """)
  }

  @Test func `a narrow terminal gets one line a configuration, its axes below`() throws {
    let text = RankingText(try ranking(rows), width: 30).text
    #expect(text.contains("\n1  490.0 +- 127  n 2  min 480\n    gamma 0.99\n"))
  }

  @Test func `a wide text has ids`() throws {
    let text = RankingText(try ranking(rows), detail: .wide).text
    #expect(text.contains("cccccccccccc"))
    #expect(text.contains("solved in training"))
  }

  @Test func `a long table is cut and says by how much`() throws {
    let many = (0..<25).map { ("t\($0)", "c\($0)", "done", "", "\($0)", "0.\($0 + 1)") }
    let text = RankingText(try ranking(many)).text
    #expect(text.contains("\n20 "))
    #expect(!text.contains("\n21 "))
    #expect(text.contains("\n... and 5 more configurations: --top all\n"))
    #expect(RankingText(try ranking(many), top: nil).text.contains("\n25 "))
  }

  @Test func `a single configuration was not selected`() throws {
    let text = RankingText(try ranking([("t", "c", "done", "", "500", "0.9")])).text
    #expect(!text.contains("selected"))
    #expect(!text.contains("gamma"))
  }

  @Test func `lines stay within eighty characters`() throws {
    let text = RankingText(try ranking(rows, threshold: 475)).text
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}
