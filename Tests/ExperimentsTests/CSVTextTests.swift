import Testing

@testable import Experiments

@Suite struct CSVTextTests {
  @Test func `only cells that need it are quoted`() {
    #expect(
      CSVText.line(["a", "", "b,c", "say \"no\"", "two\nlines", " edge"])
        == "a,,\"b,c\",\"say \"\"no\"\"\",\"two\nlines\",\" edge\"\n")
  }
}
