import SwiftCSV

/// Comma-separated values as RFC 4180 has them, but with `\n` at the end of each line.
enum CSVText {
  /// One line.
  ///
  /// A cell is quoted only if it must be: for a comma, a quote, a line's end, or a space at its
  /// edge.
  static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: String) -> String {
    let special = cell.utf8.contains { ",\"\n\r".utf8.contains($0) }
    guard special || cell.first?.isWhitespace == true || cell.last?.isWhitespace == true else {
      return cell
    }
    var text = "\""
    for character in cell.unicodeScalars {
      if character == "\"" { text.unicodeScalars.append("\"") }
      text.unicodeScalars.append(character)
    }
    return text + "\""
  }

  /// A line's cells, and where it starts.
  struct Line: Equatable {
    /// Counted from 1, in the file's own lines: a quoted cell may hold several.
    let number: Int
    let cells: [String]
  }

  /// All lines, the heading first, each as wide as it is.
  ///
  /// - Throws: `CSVError` if the text is not CSV.
  static func lines(of text: String, file: String) throws(CSVError) -> [Line] {
    guard text.utf8.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) else {
      throw CSVError(file: file, line: nil, column: nil, cause: "a quote is never closed")
    }
    // Without a line's end the parser would drop an empty last cell.
    let ended = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    var lines: [Line] = []
    var number = 1
    do {
      // No rows through the view, which would fill up short ones and so hide them.
      let csv = try EnumeratedCSV(string: ended, delimiter: .comma, loadColumns: false, rowLimit: 0)
      try csv.enumerateAsArray(startAt: 0, rowLimit: nil) { cells in
        lines.append(Line(number: number, cells: cells))
        number += 1 + cells.reduce(0) { $0 + $1.count(where: \.isNewline) }
      }
    } catch CSVParseError.generic(let message), CSVParseError.quotation(let message) {
      throw CSVError(file: file, line: nil, column: nil, cause: message)
    } catch {
      throw CSVError(file: file, line: nil, column: nil, cause: "\(error)")
    }
    return lines
  }
}

/// A CSV file that cannot be read.
public struct CSVError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file's path.
  public let file: String
  /// The line, from 1, if it is known.
  public let line: Int?
  /// The column's heading, if one cell is at fault.
  public let column: String?
  /// What is wrong.
  public let cause: String

  /// For example: `results/x/summary.csv:3: column 'steps': 'many' is not a whole number`.
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return column.map { "\(place): column '\($0)': \(cause)" } ?? "\(place): \(cause)"
  }
}
