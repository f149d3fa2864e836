import Testing

@testable import Experiments

struct SummaryRowsTests {
  @Test func `hyperparameters are the columns that are not fixed`() {
    #expect(SummaryRows.sample("a.csv", []).hyperparameterColumns == ["gamma", "batch_size"])
  }

  @Test func `a missing column is an error that lists those that there are`() {
    let summary = SummaryRows(name: "a.csv", columns: ["trial", "gamma"], rows: [])
    let error = #expect(throws: SummaryError.self) { try summary.place(of: "reward") }
    #expect(error?.description == "a.csv: there is no column 'reward'; there are trial, gamma")
  }

  @Test func `a row that is too short has empty cells`() {
    let summary = SummaryRows(name: "a.csv", columns: ["trial", "gamma"], rows: [["x"]])
    #expect(summary.cell(0, 1) == "")
    #expect(summary.cell(0, nil) == "")
  }
}
