/// A table for people: aligned columns, two spaces apart, no borders.
///
/// Columns of numbers, and of bounds like `<0.001`, are right-aligned, others left-aligned. Where the
/// table would be too wide, long titles are broken after a dot, a hyphen, an underscore or a space, so that a column is
/// as wide as its cells rather than as its name.
public struct TextTable: Equatable, Sendable {
  /// The columns' titles.
  public var titles: [String]
  /// Cells, as many in each row as there are titles.
  public var rows: [[String]]

  /// Creates a table.
  public init(titles: [String], rows: [[String]] = []) {
    self.titles = titles
    self.rows = rows
  }

  /// Adds a row.
  public mutating func append(_ row: [String]) {
    precondition(row.count == titles.count, "\(row.count) cells under \(titles.count) titles")
    rows.append(row)
  }

  /// The table as lines that end in a line feed and have no blanks before it.
  ///
  /// - Parameter width: columns of characters to stay within, if breaking the titles can do it.
  /// - Returns: the titles' lines, then one line for each row.
  public func text(width: Int = 100) -> String {
    var columns = TableColumns(titles: titles)
    for row in rows { columns.measure(row) }
    let lines = columns.lines(width: width)
    return lines.head + rows.map { lines.line(of: $0) }.joined()
  }
}

/// What the columns of a table are like, found row by row, so that a long table need not be in
/// memory: its rows are measured first, and then written.
struct TableColumns {
  /// The columns' titles.
  let titles: [String]
  /// The width of the widest cell.
  private var cellWidths: [Int]
  /// Whether there is a cell that is a number, and none that is not.
  private var isNumeric: [Bool?]

  /// Columns without cells.
  ///
  /// - Parameters:
  ///   - titles: their titles.
  ///   - widths: of columns of text, the width of their widest cell where it is known before.
  init(titles: [String], widths: [String: Int] = [:]) {
    self.titles = titles
    cellWidths = titles.map { widths[$0] ?? 0 }
    isNumeric = titles.map { widths[$0] == nil ? nil : false }
  }

  /// Takes note of a row's cells.
  mutating func measure(_ row: [String]) {
    for (column, cell) in row.enumerated() where !cell.isEmpty {
      cellWidths[column] = max(cellWidths[column], cell.columnCount)
      if isNumeric[column] != false {
        isNumeric[column] = Double(cell.drop { $0 == "<" }) != nil
      }
    }
  }

  /// The lines of the table, when all rows have been measured.
  ///
  /// - Parameter width: columns of characters to stay within, if breaking the titles can do it.
  /// - Returns: what makes them.
  func lines(width: Int) -> TableLines {
    var titles = titles.map { [$0] }
    if widths(titles).reduce(0, +) + 2 * max(0, titles.count - 1) > width {
      for column in titles.indices { titles[column] = broken(self.titles[column], column) }
    }
    return TableLines(
      titles: titles, widths: widths(titles), rightAligned: isNumeric.map { $0 == true })
  }

  private func widths(_ titles: [[String]]) -> [Int] {
    titles.indices.map { column in
      max(cellWidths[column], titles[column].reduce(0) { max($0, $1.count) })
    }
  }

  /// A title on several lines, each as full as the widest cell or piece of the title allows.
  private func broken(_ title: String, _ column: Int) -> [String] {
    var pieces = [""]
    for character in title {
      pieces[pieces.count - 1].append(character)
      if "._- ".contains(character) { pieces.append("") }
    }
    let width = max(cellWidths[column], pieces.reduce(0) { max($0, $1.count) })
    var lines = [""]
    for piece in pieces {
      let last = lines.count - 1
      if lines[last].isEmpty || lines[last].count + piece.count <= width {
        lines[last] += piece
      } else {
        lines.append(piece)
      }
    }
    return lines.map { $0.last == " " ? String($0.dropLast()) : $0 }
  }
}

/// Writes the lines of a table, each with its end.
struct TableLines {
  /// The lines of each title.
  fileprivate let titles: [[String]]
  fileprivate let widths: [Int]
  fileprivate let rightAligned: [Bool]

  /// The titles' lines.
  var head: String {
    let height = titles.map(\.count).max() ?? 0
    // Titles of fewer lines are bottom-aligned, next to their cells.
    return (0..<height).map { line in
      self.line(
        of: titles.map { title in
          let own = line - (height - title.count)
          return own >= 0 ? title[own] : ""
        })
    }.joined()
  }

  /// The line of a row.
  func line(of cells: [String]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let blanks = String(repeating: " ", count: max(0, widths[column] - cell.columnCount))
      line += (column > 0 ? "  " : "") + (rightAligned[column] ? blanks + cell : cell + blanks)
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}

extension String {
  /// The number of characters, which is quickly known of plain ASCII, as most cells are.
  fileprivate var columnCount: Int {
    utf8.allSatisfy { (0x20...0x7E).contains($0) } ? utf8.count : count
  }
}
