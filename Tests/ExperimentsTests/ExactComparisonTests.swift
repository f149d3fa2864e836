import Testing

@testable import Experiments

struct ExactComparisonTests {
  let first = SummaryTable.sample(
    "a.csv",
    [
      ("t1", "c1", "done", "", "100", "0.9"), ("t2", "c1", "done", "", "110", "0.9"),
      ("t3", "c2", "done", "", "7", "0.95"),
    ])

  @Test func `equal files are identical`() throws {
    let comparison = try ExactComparison(first, first)
    #expect(comparison.isIdentical)
    #expect(
      comparison.text == """
        A  a.csv
        B  a.csv

        IDENTICAL: all 3 trials, in every column

        """)
  }

  @Test func `every cell that differs is shown with both values`() throws {
    let second = SummaryTable.sample(
      "b.csv",
      [
        ("t1", "c1", "failed", "", "", "0.9"), ("t2", "c1", "done", "", "110.5", "0.9"),
        ("t4", "c2", "done", "", "7", "0.95"),
      ])
    let comparison = try ExactComparison(first, second)
    #expect(!comparison.isIdentical)
    #expect(
      comparison.text == """
        A  a.csv
        B  b.csv

        only in A: trial t3
        only in B: trial t4
        trial t1 differs:
          status: A done, B failed
          return_last_100: A 100, B (empty)
          evaluation_return: A 100, B (empty)
        trial t2 differs:
          return_last_100: A 110, B 110.5
          evaluation_return: A 110, B 110.5
        DIFFERENT: of 2 trials in both, 2 differ; 1 only in A, 1 only in B

        """)
  }

  @Test func `another order of rows is a difference`() throws {
    var second = first
    second.rows.swapAt(0, 1)
    let comparison = try ExactComparison(first, second)
    #expect(!comparison.isIdentical)
    #expect(comparison.text.contains("the rows or columns stand in another order\n"))
  }

  @Test func `a column that one file lacks is a difference`() throws {
    var second = first
    second.hyperparameters.removeLast()
    for row in second.rows.indices { second.rows[row].hyperparameters.removeLast() }
    let comparison = try ExactComparison(first, second)
    #expect(!comparison.isIdentical)
    #expect(comparison.text.contains("only in A: column batch_size\n"))
  }

  @Test func `many differences are counted rather than listed`() throws {
    let many = (0..<30).map { ("t\($0)", "c", "done", "", "1", "0.9") }
    let other = (0..<30).map { ("t\($0)", "c", "done", "", "2", "0.9") }
    let text = try ExactComparison(.sample("a", many), .sample("b", other)).text
    #expect(text.split(separator: "\n").count { $0.hasPrefix("trial ") } == 20)
    #expect(text.contains("... and 10 more trials that differ\n"))
  }

  @Test func `a trial with two rows is an error`() {
    var second = first
    second.rows.append(second.rows[0])
    #expect(throws: SummaryError.repeatedTrial("t1", file: "a.csv")) {
      try ExactComparison(first, second)
    }
  }
}
