import Testing

@testable import Experiments

struct TextTableTests {
  @Test func `numbers stand right, texts left, two blanks apart`() {
    let table = TextTable(
      titles: ["name", "count", "note"],
      rows: [["a", "7", ""], ["long name", "1200", "x"], ["b", "", ""]])
    #expect(
      table.text() == """
        name       count  note
        a              7
        long name   1200  x
        b

        """)
  }

  @Test func `titles are broken only where the table would be too wide`() {
    let table = TextTable(
      titles: ["id", "learning_rate", "replay.warmup"], rows: [["1", "0.001", "1000"]])
    #expect(
      table.text(width: 33) == """
        id  learning_rate  replay.warmup
         1          0.001           1000

        """)
    #expect(
      table.text(width: 30) == """
            learning_  replay.
        id       rate   warmup
         1      0.001     1000

        """)
  }

  @Test func `a table without rows is its titles`() {
    #expect(TextTable(titles: ["a", "b"]).text() == "a  b\n")
  }
}
