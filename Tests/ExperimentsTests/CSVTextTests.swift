import Testing

@testable import Experiments

@Suite struct CSVTextTests {
  @Test(arguments: ["a b", "é", "-1e-05", "µs", "a\u{2003}b"])
  func `what has a space or a letter of another alphabet inside is not quoted`(cell: String) {
    #expect(CSVText.line([cell]) == cell + "\n")
  }

  @Test(arguments: ["a ", "\u{2003}a", "\ta", "\u{A0}"])
  func `a space of any kind at the edge is quoted`(cell: String) {
    #expect(CSVText.line([cell]) == "\"\(cell)\"\n")
  }

  @Test func `only cells that need it are quoted`() {
    #expect(
      CSVText.line(["a", "", "b,c", "say \"no\"", "two\nlines", " edge"])
        == "a,,\"b,c\",\"say \"\"no\"\"\",\"two\nlines\",\" edge\"\n")
  }
}
