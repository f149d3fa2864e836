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

  /// All lines of a text, the heading first.
  ///
  /// - Throws: `CSVError` if the text is not CSV.
  static func lines(of text: String, file: String) throws -> [Line] {
    var reader = CSVReader(text: text, file: file)
    var lines: [Line] = []
    while let line = try reader.nextLine() { lines.append(line) }
    return lines
  }
}

/// Reads the lines of a CSV file one after the other, each as wide as it is, from a text or from a
/// file of any length.
///
/// Strict: what is not RFC 4180 is an error and never another cell, and so is a last line without
/// its end, which is how a file that was cut off looks. Lines may end with `\r\n` too.
struct CSVReader {
  let file: String
  /// What has been read and may be needed; all of its syntax is ASCII.
  private var bytes: [UInt8]
  private var offset = 0
  /// What follows the bytes.
  private var rest: FilePieces?
  private var number = 1

  /// Reads a text.
  init(text: String, file: String) {
    bytes = Array(text.utf8)
    self.file = file
  }

  /// Reads a file, from where it is.
  ///
  /// - Parameters:
  ///   - pieces: the file, in UTF-8.
  ///   - file: what messages call it.
  init(_ pieces: FilePieces, file: String) {
    bytes = []
    rest = pieces
    self.file = file
  }

  /// Goes over a byte order mark at the beginning, as spreadsheets write it.
  ///
  /// - Throws: `FileError`.
  mutating func skipByteOrderMark() throws {
    if try begins(with: "\u{FEFF}") { offset += 3 }
  }

  /// Whether what comes next is that text.
  ///
  /// - Throws: `FileError`.
  mutating func begins(with text: String) throws -> Bool {
    while bytes.count - offset < text.utf8.count, try readMore() {}
    return bytes[offset...].starts(with: text.utf8)
  }

  /// The next line; `nil` after the last.
  ///
  /// - Throws: `CSVError` if it is not CSV; `FileError` if the file cannot be read.
  mutating func nextLine() throws -> CSVText.Line? {
    guard try next() != nil else { return nil }
    let first = number
    var cells: [String] = []
    while true {
      cells.append(try next() == UInt8(ascii: "\"") ? try quotedCell() : try plainCell())
      if try next() == UInt8(ascii: ",") {
        offset += 1
      } else {
        try endLine()
        return CSVText.Line(number: first, cells: cells)
      }
    }
  }

  private mutating func next() throws -> UInt8? {
    if offset < bytes.count { return bytes[offset] }
    return try readMore() ? bytes[offset] : nil
  }

  /// Reads the next piece of the file, and forgets all before the current byte, or before an
  /// earlier one that is still needed.
  ///
  /// - Returns: whether there was one.
  private mutating func readMore(keeping kept: Int = 0) throws -> Bool {
    guard let piece = try rest?.next() else { return false }
    bytes.removeSubrange(..<(offset - kept))
    bytes += piece
    offset = kept
    return true
  }

  /// Reads up to a comma or the line's end.
  private mutating func plainCell() throws -> String {
    var length = 0
    var bits: UInt8 = 0
    scan: repeat {
      while offset < bytes.count {
        switch bytes[offset] {
        case UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"): break scan
        case UInt8(ascii: "\""): throw error("a quote is inside a cell without quotes")
        default:
          bits |= bytes[offset]
          offset += 1
          length += 1
        }
      }
    } while try readMore(keeping: length)
    let cell = bytes[offset - length..<offset]
    // Nearly all cells are ASCII, of which nothing has to be checked.
    return bits < 0x80 ? String(decoding: cell, as: UTF8.self) : try text(of: cell)
  }

  /// Reads up to the quote that closes the cell, which is one that no other follows.
  private mutating func quotedCell() throws -> String {
    let first = number
    var cell: [UInt8] = []
    offset += 1
    while let byte = try next() {
      offset += 1
      if byte == UInt8(ascii: "\n") { number += 1 }
      if byte == UInt8(ascii: "\"") {
        guard try next() == UInt8(ascii: "\"") else { return try text(of: cell[...]) }
        offset += 1
      }
      cell.append(byte)
    }
    throw CSVError(file: file, line: first, column: nil, cause: "a quote is never closed")
  }

  private func text(of bytes: ArraySlice<UInt8>) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError(call: "read", file: file, cause: "it is not UTF-8 text")
    }
    return text
  }

  private mutating func endLine() throws {
    if try next() == UInt8(ascii: "\r") { offset += 1 }
    switch try next() {
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
