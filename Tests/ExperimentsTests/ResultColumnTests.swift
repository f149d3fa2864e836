import DeepQ
import Testing

@testable import Experiments

@Suite struct ResultColumnTests {
  @Test func `columns have names of their own, and those of all summaries come first`() {
    let names = ResultColumn.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(!HyperparameterTable.rows.contains { names.contains($0.column) })
    let scopes = ResultColumn.all.map(\.scope)
    #expect(scopes.drop { $0 == .all }.allSatisfy { $0 == .finiteStates })
  }

  @Test func `every cell of every kind of trial is read back as it was written`() {
    var planned = TrialSamples.result()
    planned.evaluations[1].valueError = 0.5
    planned.evaluations[1].regret = 0
    let rows = [
      SummaryRow(TrialSamples.record(), hyperparameters: []),
      SummaryRow(TrialSamples.record(result: planned), hyperparameters: []),
      SummaryRow(TrialSamples.failed(), hyperparameters: []),
      SummaryRow(
        missing: "ffffffffffff", configuration: "ba9876543210", replicate: 1, seed: .max,
        hyperparameters: []),
    ]
    for row in rows {
      for (column, value) in zip(ResultColumn.all, row.results) {
        #expect(column.kind.value(of: value.text) == value, "\(column.name)")
      }
    }
    #expect(rows[1]["value_error"] == .real(0.5) && rows[1]["regret"] == .real(0))
  }

  @Test func `a trial that has not been run has nothing but its identity and its status`() {
    let row = SummaryRow(
      missing: "ffffffffffff", configuration: "ba9876543210", replicate: 1, seed: 42,
      hyperparameters: [])
    let filled = zip(ResultColumn.all, row.results).filter { $0.1 != .empty }.map(\.0.name)
    #expect(filled == ["trial", "configuration", "replicate", "seed", "status"])
    #expect(row.status == .missing)
  }
}
