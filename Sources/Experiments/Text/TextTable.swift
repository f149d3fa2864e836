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
    var titles = titles.map { [$0] }
    if total(widths(titles)) > width {
      for column in titles.indices { titles[column] = broken(self.titles[column], column) }
    }
    let widths = widths(titles)
    let height = titles.map(\.count).max() ?? 0
    // Titles of fewer lines are bottom-aligned, next to their cells.
    let head = (0..<height).map { line in
      titles.map { title in
        let own = line - (height - title.count)
        return own >= 0 ? title[own] : ""
      }
    }
    let rightAligned = titles.indices.map(isNumeric)
    return (head + rows).map { lineText($0, widths, rightAligned) + "\n" }.joined()
  }

  private func lineText(_ cells: [String], _ widths: [Int], _ rightAligned: [Bool]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let blanks = String(repeating: " ", count: max(0, widths[column] - cell.count))
      line += (column > 0 ? "  " : "") + (rightAligned[column] ? blanks + cell : cell + blanks)
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  private func isNumeric(_ column: Int) -> Bool {
    var any = false
    for row in rows where !row[column].isEmpty {
      guard Double(row[column].drop { $0 == "<" }) != nil else { return false }
      any = true
    }
    return any
  }

  private func cellWidth(_ column: Int) -> Int {
    rows.reduce(0) { max($0, $1[column].count) }
  }

  private func widths(_ titles: [[String]]) -> [Int] {
    titles.indices.map { column in
      max(cellWidth(column), titles[column].reduce(0) { max($0, $1.count) })
    }
  }

  private func total(_ widths: [Int]) -> Int {
    widths.reduce(0, +) + 2 * max(0, widths.count - 1)
  }

  /// A title on several lines, each as full as the widest cell or piece of the title allows.
  private func broken(_ title: String, _ column: Int) -> [String] {
    var pieces = [""]
    for character in title {
      pieces[pieces.count - 1].append(character)
      if "._- ".contains(character) { pieces.append("") }
    }
    let width = max(cellWidth(column), pieces.reduce(0) { max($0, $1.count) })
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
