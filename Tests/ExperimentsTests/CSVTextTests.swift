import Testing

@testable import Experiments

@Suite struct CSVTextTests {
  @Test func `only cells that need it are quoted`() {
    #expect(
      CSVText.line(["a", "", "b,c", "say \"no\"", "two\nlines", " edge"])
        == "a,,\"b,c\",\"say \"\"no\"\"\",\"two\nlines\",\" edge\"\n")
  }

  @Test func `what was written is read back`() throws {
    let rows = [
      ["h", "i"], ["", ""], ["b,c", "say \"no\""], ["two\nlines", " edge "], ["x", ""],
    ]
    let lines = try CSVText.lines(of: rows.map(CSVText.line).joined(), file: "a.csv")
    #expect(lines.map(\.cells) == rows)
    #expect(lines.map(\.number) == [1, 2, 3, 4, 6])
  }

  @Test func `lines are as wide as they are, even the last without an end`() throws {
    let lines = try CSVText.lines(of: "a,b\n1\n1,2,3\n1,", file: "a.csv")
    #expect(lines.map(\.cells.count) == [2, 1, 3, 2])
  }

  @Test func `an open quote is an error`() {
    let error = #expect(throws: CSVError.self) {
      try CSVText.lines(of: "a,b\n\"1,2\n3,4\n", file: "a.csv")
    }
    #expect(error?.description == "a.csv: a quote is never closed")
  }
}
