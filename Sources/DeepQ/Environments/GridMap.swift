/// A rectangle of cells, each with a letter: where the walls, the holes and the goals of a grid are.
///
/// Cells are numbered row by row, from 0 in the upper left corner.
public struct GridMap: Equatable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The letters, row by row.
  public let cells: [Character]
  /// What each action is, as the number of rows and columns that it goes.
  public let moves: [GridMove]

  /// A map of rows of equal length.
  init(_ rows: [String], moves: [GridMove]) {
    rowCount = rows.count
    columnCount = rows.first?.count ?? 0
    cells = rows.flatMap { Array($0) }
    self.moves = moves
    precondition(cells.count == rowCount * columnCount, "the rows of a map have one length")
  }

  /// The number of cells.
  var count: Int { cells.count }

  /// The cell that a move from a cell leads to; at the edge it stays where it is.
  func cell(after move: GridMove, from cell: Int) -> Int {
    let row = min(max(cell / columnCount + move.rows, 0), rowCount - 1)
    let column = min(max(cell % columnCount + move.columns, 0), columnCount - 1)
    return row * columnCount + column
  }

  /// The largest number of cells of a map: a state each, and a network input each.
  static let maxCells = 4_096

  /// A setting that is a map, one of some that have names or any other.
  ///
  /// - Parameters:
  ///   - named: maps by name.
  ///   - name: the one that there is if an experiment names none.
  ///   - letters: the cells that there can be.
  ///   - needed: cells of which there has to be one.
  ///   - summary: one line for a reader.
  ///   - problem: what else is wrong with rows of such cells.
  /// - Returns: the setting.
  static func setting(
    _ named: [(name: String, rows: [String])], standard name: String, letters: String,
    needed: String, summary: String,
    problem: @escaping @Sendable (_ rows: [String]) -> String? = { _ in nil }
  ) -> EnvironmentSetting {
    EnvironmentSetting(
      name: "map", kind: .map(names: named.map(\.name)), standard: .text(name), summary: summary,
      problem: { value in
        guard case .text(let text) = value, !named.contains(where: { $0.name == text }) else {
          return nil
        }
        let rows = rows(of: text)
        return self.problem(with: rows, letters: letters, needed: needed) ?? problem(rows)
      })
  }

  /// The map that a setting is.
  static func map(
    _ setting: EnvironmentSetting, in specification: EnvironmentSpecification,
    named: [(name: String, rows: [String])], moves: [GridMove]
  ) -> GridMap {
    guard case .text(let text) = specification.value(of: setting) else {
      preconditionFailure("'\(setting.name)' is no map")
    }
    return GridMap(named.first { $0.name == text }?.rows ?? rows(of: text), moves: moves)
  }

  /// A single row has its slash at the end.
  private static func rows(of text: String) -> [String] {
    var rows = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if rows.count > 1, rows.last == "" { rows.removeLast() }
    return rows
  }

  /// What is wrong with the rows of a map, if anything is.
  ///
  /// - Parameters:
  ///   - rows: from top to bottom.
  ///   - letters: the cells that there can be.
  ///   - needed: cells of which there has to be one.
  /// - Returns: the first mistake, for the user.
  static func problem(with rows: [String], letters: String, needed: String) -> String? {
    guard let first = rows.first, !first.isEmpty else { return "the map has no cells" }
    for (index, row) in rows.enumerated() where row.count != first.count {
      return "row \(index + 1) of the map has \(row.count) cells, and row 1 has \(first.count)"
    }
    let cells = rows.joined()
    if let letter = cells.first(where: { !letters.contains($0) }) {
      return "'\(letter)' is no cell of a map; there are '\(letters)'"
    }
    if let missing = needed.first(where: { !cells.contains($0) }) {
      return "the map has no cell '\(missing)'"
    }
    guard cells.count <= maxCells else {
      return "the map has \(cells.count) cells, more than \(maxCells)"
    }
    return nil
  }
}

/// A step on a grid.
public struct GridMove: Equatable, Sendable {
  /// Rows down.
  public var rows: Int
  /// Columns to the right.
  public var columns: Int

  /// The direction in a word.
  public var name: String {
    switch (rows.signum(), columns.signum()) {
    case (0, -1): "left"
    case (0, 1): "right"
    case (1, 0): "down"
    case (-1, 0): "up"
    default: "\(rows),\(columns)"
    }
  }

  static let left = GridMove(rows: 0, columns: -1)
  static let down = GridMove(rows: 1, columns: 0)
  static let right = GridMove(rows: 0, columns: 1)
  static let up = GridMove(rows: -1, columns: 0)
}
