import DeepQ
import Foundation

/// A grid world in characters: its cells, what they are worth, where the policy goes, and where the
/// player is.
struct GridPicture: Sendable {
  private let map: GridMap
  private let values: ActionValues

  /// A picture of a grid with learned values; `nil` if they are not of that grid.
  init?(map: GridMap, values: ActionValues) {
    guard map.cells.count == values.stateCount, map.moves.count == values.actionCount else {
      return nil
    }
    self.map = map
    self.values = values
  }

  /// The map, the greedy policy as arrows, and the values of the states, one below the other.
  var text: String {
    "map and policy\n" + sideBySide(mapLines(player: nil), policyLines) + "\nvalues\n"
      + valueText
  }

  /// The map with the player on it, beside the policy.
  func frame(player: Int) -> String { sideBySide(mapLines(player: player), policyLines) }

  /// Whether no action is taken in a cell of that letter: nothing follows, whatever is done there.
  static func isWithoutAction(_ letter: Character) -> Bool { "#*HGC".contains(letter) }

  private func isSpecial(_ cell: Int) -> Bool { Self.isWithoutAction(map.cells[cell]) }

  private func mapLines(player: Int?) -> [String] {
    lines { cell in cell == player ? "@" : String(map.cells[cell]) }
  }

  private var policyLines: [String] {
    lines { cell in
      if isSpecial(cell) { return String(map.cells[cell]) }
      return ["left": "←", "right": "→", "down": "↓", "up": "↑"][
        map.moves[values.greedyAction(in: cell)].name] ?? "?"
    }
  }

  private var valueText: String {
    let texts = map.cells.indices.map { cell in
      isSpecial(cell) ? String(map.cells[cell]) : String(format: "%.4g", values.largest(in: cell))
    }
    let width = texts.map(\.count).max() ?? 0
    return rows { cell in
      String(repeating: " ", count: width - texts[cell].count) + texts[cell]
    }.map { $0.joined(separator: " ") + "\n" }.joined()
  }

  private func lines(_ text: (Int) -> String) -> [String] {
    rows(text).map { $0.joined(separator: " ") }
  }

  private func rows(_ text: (Int) -> String) -> [[String]] {
    (0..<map.rowCount).map { row in
      (0..<map.columnCount).map { text(row * map.columnCount + $0) }
    }
  }

  private func sideBySide(_ left: [String], _ right: [String]) -> String {
    zip(left, right).map { "\($0)    \($1)\n" }.joined()
  }
}
