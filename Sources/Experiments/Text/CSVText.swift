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
    let place = line.map { "\(file):\($0)" } ?? file
    return column.map { "\(place): column '\($0)': \(cause)" } ?? "\(place): \(cause)"
  }
}
