import Testing

@testable import Experiments

struct ConfigurationTableTests {
  @Test func `configurations are ranked by their mean evaluation return`() throws {
    let summary = SummaryTable.sample(
      "summary.csv",
      [
        ("t1", "aaaaaaaaaaaa", "done", "", "100", "0.9"),
        ("t2", "aaaaaaaaaaaa", "done", "90", "200.5", "0.9"),
        ("t3", "bbbbbbbbbbbb", "failed", "", "", "0.95"),
        ("t4", "bbbbbbbbbbbb", "missing", "", "", "0.95"),
        ("t5", "cccccccccccc", "done", "80", "500", "0.99"),
        ("t6", "cccccccccccc", "done", "81", "480", "0.99"),
      ])
    let text = try ConfigurationTable(summary).text
    #expect(
      text == """
        configuration  gamma  n  failed    mean     IQM  min     max  solved  last 100
        cccccccccccc    0.99  2       0  490.00  490.00  480  500.00       2    490.00
        aaaaaaaaaaaa     0.9  2       0  150.25  150.25  100  200.50       1    150.25
        bbbbbbbbbbbb    0.95  0       1                                    0
        mean, IQM, min, max: evaluation_return over the n seeds that are done; solved: seeds that
        reached the threshold in training; last 100: the mean of return_last_100.
        With fewer than 4 seeds the IQM is the mean.
        The top row was selected on these seeds: its score is no estimate of others' scores.

        """)
  }

  @Test func `a long table is cut and says by how much`() throws {
    let rows = (0..<25).map { index in
      ("t\(index)", "c\(index)", "done", "", "\(index)", "0.\(index + 1)")
    }
    let text = try ConfigurationTable(.sample("summary.csv", rows)).text
    let lines = text.split(separator: "\n")
    #expect(lines[1].hasPrefix("c24 "))
    #expect(lines[20].hasPrefix("c5 "))
    #expect(lines[21] == "... and 5 more: see summary.csv")
  }

  @Test func `equal means keep the order of the grid`() throws {
    let rows = ["z", "a", "m"].map { ("t" + $0, $0, "done", "", "500", "0.9") }
    let lines = try ConfigurationTable(.sample("summary.csv", rows)).text.split(separator: "\n")
    #expect(lines[1...3].map { $0.first } == ["z", "a", "m"])
  }

  @Test func `a single configuration was not selected`() throws {
    let rows = [("t", "c", "done", "", "500", "0.9")]
    let text = try ConfigurationTable(.sample("summary.csv", rows)).text
    #expect(!text.contains("selected"))
    #expect(!text.contains("gamma"))
  }
}
