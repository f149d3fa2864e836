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

  @Test func `what was written is read back`() throws {
    let rows = [
      ["h", "i"], ["", ""], ["b,c", "say \"no\""], ["two\nlines", " edge "], ["x", ""],
    ]
    let lines = try CSVText.lines(of: rows.map(CSVText.line).joined(), file: "a.csv")
    #expect(lines.map(\.cells) == rows)
    #expect(lines.map(\.number) == [1, 2, 3, 4, 6])
  }

  @Test func `lines are as wide as they are, and blanks are part of a cell`() throws {
    let lines = try CSVText.lines(of: "a,b\n1\n 1 ,2,\u{2028}\n\n,\n", file: "a.csv")
    #expect(lines.map(\.cells) == [["a", "b"], ["1"], [" 1 ", "2", "\u{2028}"], [""], ["", ""]])
    #expect(try CSVText.lines(of: "", file: "a.csv") == [])
  }

  @Test func `lines may end as RFC 4180 has them`() throws {
    let lines = try CSVText.lines(of: "a,b\r\n\"x\r\ny\",\r\n", file: "a.csv")
    #expect(lines.map(\.cells) == [["a", "b"], ["x\r\ny", ""]])
  }

  @Test(arguments: [
    ("a,b\n\"1,2\n3,4\n", "a.csv:2: a quote is never closed"),
    ("a,b\n1,2\"\n", "a.csv:2: a quote is inside a cell without quotes"),
    ("a,b\n\"1\" ,2\n", "a.csv:2: a cell continues after its closing quote"),
    ("a,b\n1\r,2\n", "a.csv:2: a cell continues after its closing quote"),
    ("a,b\n1,2", "a.csv:2: the line has no end: the file is cut off"),
    ("a,b\n1,", "a.csv:2: the line has no end: the file is cut off"),
    ("a,b\r", "a.csv:1: the line has no end: the file is cut off"),
  ])
  func `what is not CSV is an error`(text: String, message: String) {
    let error = #expect(throws: CSVError.self) { try CSVText.lines(of: text, file: "a.csv") }
    #expect(error?.description == message)
  }

  @Test func `a file is read in pieces, wherever they end`() throws {
    let folder = try ScratchFolder()
    let cells = ["plain", "", "é", "say \"no\"", "two\nlines", "b,c", "\u{1F40D} and more"]
    let rows = (0..<40_000).map { number in
      [String(repeating: "x", count: number % 17)] + cells.shuffled()
    }
    let text = rows.map(CSVText.line).joined()
    try folder.put(text, in: "a.csv")
    try #require(text.utf8.count > 5 << 18)
    var reader = CSVReader(try FilePieces(folder.file("a.csv")), file: "a.csv")
    let whole = try CSVText.lines(of: text, file: "a.csv")
    #expect(whole.map(\.cells) == rows)
    for line in whole { #expect(try reader.nextLine() == line) }
    #expect(try reader.nextLine() == nil)
  }

  @Test func `what is not UTF-8, or too long, is an error`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write(Array("a,b\n1,".utf8) + [0xFF, 0x0A], to: folder.file("a.csv"))
    var reader = CSVReader(try FilePieces(folder.file("a.csv")), file: "a.csv")
    #expect(try reader.nextLine()?.cells == ["a", "b"])
    #expect(throws: FileError.self) { try reader.nextLine() }
    #expect(throws: FileError.self) { try FilePieces(folder.file("a.csv"), limit: 7) }
  }

  @Test func `a byte order mark is gone over, and a beginning looked at without being read`() throws
  {
    var reader = CSVReader(text: "\u{FEFF}trial,a\n", file: "a.csv")
    try reader.skipByteOrderMark()
    #expect(try reader.begins(with: "trial,"))
    #expect(try !reader.begins(with: "trial,a\nand more"))
    #expect(try reader.nextLine()?.cells == ["trial", "a"])
  }

  @Test func `a million cells take no time`() throws {
    let text = String(repeating: "0.1,0.2,0.3,0.4,\"[24, 24]\"\n", count: 200_000)
    let began = ProcessorTime.now()
    #expect(try CSVText.lines(of: text, file: "a.csv").count == 200_000)
    #expect(ProcessorTime.now() - began < 5)
  }
}
