import Testing

@testable import Experiments

struct ConfigurationGroupTests {
  let summary = SummaryTable.sample(
    "a.csv",
    [
      ("t1", "c2", "done", "", "10", "0.9"), ("t2", "c1", "done", "7", "20", "0.99"),
      ("t3", "c2", "failed", "", "99", "0.9"), ("t4", "c2", "missing", "", "", "0.9"),
      ("t5", "c1", "done", "", "inf", "0.99"), ("t6", "c2", "done", "", "12.5", "0.9"),
    ])

  @Test func `configurations stand in the order of their first rows`() throws {
    let groups = try ConfigurationGroup.groups(of: summary, metric: "evaluation_return")
    #expect(groups.map(\.id) == ["c2", "c1"])
    #expect(groups.map(\.rows) == [[0, 2, 3, 5], [1, 4]])
  }

  @Test func `only finite scores of trials that are done count`() throws {
    let groups = try ConfigurationGroup.groups(of: summary, metric: "evaluation_return")
    #expect(groups.map(\.scores) == [[10, 12.5], [20]])
    #expect(groups.map(\.failed) == [1, 0])
  }

  @Test func `a column that is no measured result is an error with those that are`() {
    let error = #expect(throws: SummaryError.self) {
      try ConfigurationGroup.groups(of: summary, metric: "configuration")
    }
    #expect(
      error?.description.hasPrefix("'configuration' is no measured result; compare by ") == true)
  }

  @Test func `a hyperparameter varies if any two rows of any files differ`() {
    let other = SummaryTable.sample("b.csv", [("t1", "c2", "done", "", "10", "0.9")])
    #expect(SummaryTable.varyingHyperparameters(in: [summary]) == ["gamma"])
    #expect(SummaryTable.varyingHyperparameters(in: [other]) == [])
    #expect(SummaryTable.varyingHyperparameters(in: [other, summary]) == ["gamma"])
  }
}
