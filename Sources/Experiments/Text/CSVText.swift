/// Comma-separated values as RFC 4180 has them, but with `\n` at the end of each line.
enum CSVText {
  /// One line.
  static func line(_ cells: [String]) -> String { Self.cells(cells) + "\n" }

  /// A part of a line.
  ///
  /// A cell is quoted only if it must be: for a comma, a quote, a line's end, or a space at its
  /// edge.
  static func cells(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") }

  private static func quoted(_ cell: String) -> String {
    guard needsQuotes(cell) else { return cell }
    var text = "\""
    for character in cell.unicodeScalars {
      if character == "\"" { text.unicodeScalars.append("\"") }
      text.unicodeScalars.append(character)
    }
    return text + "\""
  }

  private static func needsQuotes(_ cell: String) -> Bool {
    var isPlain = true
    // Nearly all cells are plain ASCII: a summary has millions of them.
    for byte in cell.utf8 {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        return true
      case 0x21...0x7E: break
      default: isPlain = false
      }
    }
    return !isPlain && (cell.first?.isWhitespace == true || cell.last?.isWhitespace == true)
  }
}

/// A CSV file that cannot be read.
public struct CSVError: ExitStatusError, Equatable, Sendable {
  /// The file's path.
  public let file: String
  /// The line, from 1, if it is known.
  public let line: Int?
  /// The column's heading, if one cell is at fault.
  public let column: String?
  /// What is wrong.
  public let cause: String

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// For example: `results/x/summary.csv:3: column 'steps': 'many' is not a whole number`.
  public var description: String {
    let location = line.map { "\(file):\($0)" } ?? file
    return column.map { "\(location): column '\($0)': \(cause)" } ?? "\(location): \(cause)"
  }
}

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
  private var offset = 0
  private var number = 1

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// The next line; `nil` after the last.
  mutating func nextLine() throws(CSVError) -> CSVText.Line? {
    guard offset < bytes.count else { return nil }
    let first = number
    var cells: [String] = []
    while true {
      cells.append(next == UInt8(ascii: "\"") ? try quotedCell() : try plainCell())
      if next == UInt8(ascii: ",") {
        offset += 1
      } else {
        try endLine()
        return CSVText.Line(number: first, cells: cells)
      }
    }
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Reads up to a comma or the line's end.
  private mutating func plainCell() throws(CSVError) -> String {
    let start = offset
    while let byte = next, !",\r\n".utf8.contains(byte) {
      if byte == UInt8(ascii: "\"") { throw error("a quote is inside a cell without quotes") }
      offset += 1
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Reads up to the quote that closes the cell, which is one that no other follows.
  private mutating func quotedCell() throws(CSVError) -> String {
    let first = number
    var cell: [UInt8] = []
    offset += 1
    while let byte = next {
      offset += 1
      if byte == UInt8(ascii: "\n") { number += 1 }
      if byte == UInt8(ascii: "\"") {
        guard next == UInt8(ascii: "\"") else { return String(decoding: cell, as: UTF8.self) }
        offset += 1
      }
      cell.append(byte)
    }
    throw CSVError(file: file, line: first, column: nil, cause: "a quote is never closed")
  }

  private mutating func endLine() throws(CSVError) {
    if next == UInt8(ascii: "\r") { offset += 1 }
    switch next {
    case UInt8(ascii: "\n"):
      offset += 1
      number += 1
    case nil: throw error("the line has no end: the file is cut off")
    default: throw error("a cell continues after its closing quote")
    }
  }

  private func error(_ cause: String) -> CSVError {
    CSVError(file: file, line: number, column: nil, cause: cause)
  }
}
