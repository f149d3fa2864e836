import Testing

@testable import Experiments

struct ComparisonTests {
  let first = SummaryTable.sample(
    "a.csv",
    [
      ("t1", "c1", "done", "", "100", "0.9"), ("t2", "c1", "done", "", "110", "0.9"),
      ("t3", "c2", "done", "", "7", "0.95"),
    ])
  let second = SummaryTable.sample(
    "b.csv",
    [
      ("t4", "c3", "done", "", "1", "0.99"), ("t1", "c1", "done", "", "90", "0.9"),
      ("t2", "c1", "failed", "", "", "0.9"),
    ])

  @Test func `configurations are matched and the rest is listed`() throws {
    let text = try Comparison([first, second]).text
    #expect(
      text == """
        A  a.csv (3 trials)
        B  b.csv (3 trials)

        evaluation_return by configuration; differences are of means and IQMs, from those of A
        configuration  gamma  file  n  failed  mean      sd  IQM  mean difference  IQM difference
        c1               0.9  A     2       0   105  7.0711  105
                              B     1       1    90           90              -15             -15

        only in A: 1
        configuration  gamma  file  n  failed  mean  sd  IQM
        c2              0.95  A     1       0     7        7

        only in B: 1
        configuration  gamma  file  n  failed  mean  sd  IQM
        c3              0.99  B     1       0     1        1

        """)
  }

  @Test func `three files are each compared with the first`() throws {
    let text = try Comparison([first, second, first]).text
    #expect(text.contains("C  a.csv (3 trials)\n"))
    #expect(text.contains("\nin B, not in A: 1\n"))
    #expect(!text.contains("only in A"))
  }

  @Test func `scores of any size are compared, and those that are not finite are counted`() throws {
    let wild = SummaryTable.sample(
      "wild.csv",
      [
        ("t1", "c1", "done", "", "1e+308", "0.9"), ("t2", "c1", "done", "", "1.5e+308", "0.9"),
        ("t3", "c1", "done", "", "inf", "0.9"), ("t4", "c1", "done", "", "nan", "0.9"),
      ])
    let text = try Comparison([wild, first]).text
    #expect(text.contains("  1.25e+308  3.5355e+307  1.25e+308"))
    #expect(text.hasSuffix("\nA: evaluation_return is not finite in 2 trials, not counted in n.\n"))
  }

  @Test func `files that share nothing say so`() throws {
    let other = SummaryTable.sample("c.csv", [("t9", "c9", "done", "", "1", "0.5")])
    let text = try Comparison([first, other]).text
    #expect(text.contains("\nno configuration is in A and another file\n"))
  }

  @Test func `a column that one file lacks is empty there`() throws {
    var old = second
    old.hyperparameters.removeLast()
    for row in old.rows.indices { old.rows[row].hyperparameters.removeLast() }
    #expect(try Comparison([first, old]).text.contains("batch_size"))
  }

  @Test func `one file is too few, and an unknown metric is an error`() {
    #expect(throws: SummaryError.tooFewFiles(1)) { try Comparison([first]) }
    #expect(throws: SummaryError.noColumn("reward", file: "a.csv", columns: first.columnNames)) {
      try Comparison([first, second], metric: "reward")
    }
  }
}
