extension CSVText {
  /// A line's cells, and where it starts.
  struct Line: Equatable {
    /// Counted from 1, in the file's own lines: a quoted cell may hold several.
    let number: Int
    let cells: [String]
  }

  /// All lines, the heading first, each as wide as it is.
  ///
  /// Strict: what is not RFC 4180 is an error and never another
  /// cell, and so is a last line without its end, which is how a file that was cut off looks. Lines
  /// may end with `\r\n` too.
  ///
  /// - Throws: `CSVError` if the text is not CSV.
  static func lines(of text: String, file: String) throws(CSVError) -> [Line] {
    var scanner = CSVScanner(bytes: Array(text.utf8), file: file)
    var lines: [Line] = []
    while let line = try scanner.nextLine() { lines.append(line) }
    return lines
  }
}

/// Scans CSV byte by byte: all of its syntax is ASCII.
private struct CSVScanner {
  let bytes: [UInt8]
  let file: String
  private var place = 0
  private var number = 1

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// The next line; `nil` after the last.
  mutating func nextLine() throws(CSVError) -> CSVText.Line? {
    guard place < bytes.count else { return nil }
    let first = number
    var cells: [String] = []
    while true {
      cells.append(next == UInt8(ascii: "\"") ? try quotedCell() : try plainCell())
      if next == UInt8(ascii: ",") {
        place += 1
      } else {
        try endLine()
        return CSVText.Line(number: first, cells: cells)
      }
    }
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  /// Reads up to a comma or the line's end.
  private mutating func plainCell() throws(CSVError) -> String {
    let start = place
    while let byte = next, !",\r\n".utf8.contains(byte) {
      if byte == UInt8(ascii: "\"") { throw error("a quote is inside a cell without quotes") }
      place += 1
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  /// Reads up to the quote that closes the cell, which is one that no other follows.
  private mutating func quotedCell() throws(CSVError) -> String {
    let first = number
    var cell: [UInt8] = []
    place += 1
    while let byte = next {
      place += 1
      if byte == UInt8(ascii: "\n") { number += 1 }
      if byte == UInt8(ascii: "\"") {
        guard next == UInt8(ascii: "\"") else { return String(decoding: cell, as: UTF8.self) }
        place += 1
      }
      cell.append(byte)
    }
    throw CSVError(file: file, line: first, column: nil, cause: "a quote is never closed")
  }

  private mutating func endLine() throws(CSVError) {
    if next == UInt8(ascii: "\r") { place += 1 }
    switch next {
    case UInt8(ascii: "\n"):
      place += 1
      number += 1
    case nil: throw error("the line has no end: the file is cut off")
    default: throw error("a cell continues after its closing quote")
    }
  }

  private func error(_ cause: String) -> CSVError {
    CSVError(file: file, line: number, column: nil, cause: cause)
  }
}
