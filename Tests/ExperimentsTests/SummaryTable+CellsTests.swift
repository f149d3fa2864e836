import Testing

@testable import Experiments

struct SummaryTableCellsTests {
  private let table = SummaryTable.sample(
    "a.csv", [("t1", "c1", "done", "7", "0.5", "0.9"), ("t2", "c1", "missing", "", "", "x")])

  @Test func `a missing column is an error that lists those that there are`() {
    let error = #expect(throws: SummaryError.self) { try table.index(of: "reward") }
    #expect(error?.description.hasPrefix("a.csv: there is no column 'reward'; there are t") == true)
    #expect(error?.description.hasSuffix(", result_sha256, gamma, batch_size") == true)
  }

  @Test func `a cell is found by its column, whatever the column is of`() throws {
    #expect(table.value(0, try table.index(of: "trial")) == .text("t1"))
    #expect(table.value(0, try table.index(of: "evaluation_return")) == .real(0.5))
    #expect(table.value(0, try table.index(of: "result_sha256")) == .empty)
    #expect(table.value(0, try table.index(of: "gamma")) == .text("0.9"))
    #expect(table.value(0, nil) == .empty)
    #expect(table.texts(0, of: ["batch_size", "none", "steps"]) == ["32", "", ""])
  }

  @Test func `numbers are read from cells of every kind, and what is none is named`() throws {
    func number(_ row: Int, _ column: String) throws -> Double? {
      try table.number(row, try table.index(of: column))
    }
    #expect(try number(0, "evaluation_return") == 0.5)
    #expect(try number(0, "solved_at_episode") == 7)
    #expect(try number(0, "seed") == 42)
    #expect(try number(0, "gamma") == 0.9)
    #expect(try number(1, "evaluation_return") == nil)
    #expect(throws: SummaryError.notANumber("x", file: "a.csv", row: 3, column: "gamma")) {
      try number(1, "gamma")
    }
  }
}
