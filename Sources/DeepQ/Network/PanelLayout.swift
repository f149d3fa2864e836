/// How a matrix stands in memory so that a product reads it from first to last: in panels of 16
/// columns, one after the other, each row after row.
///
/// Where the columns do not divide by 16 the last panel has 24 of them, or the only one has 8.
struct PanelLayout: Equatable, Sendable {
  /// Rows: the depth of the product that the matrix is the right operand of.
  let rows: Int
  /// Columns, a multiple of `vectorWidth`.
  let columns: Int

  /// Floats that the matrix takes.
  var count: Int { rows * columns }

  /// Number of panels.
  var panelCount: Int { max(columns / Self.usualWidth, 1) }

  /// Columns of all panels but the last.
  static let usualWidth = 16

  /// The panel at `index`.
  func panel(_ index: Int) -> Panel {
    let column = index * Self.usualWidth
    let width = index + 1 < panelCount ? Self.usualWidth : columns - column
    return Panel(column: column, width: width, offset: column * rows)
  }

  /// The panel that holds a column.
  func panel(holding column: Int) -> Panel {
    panel(min(column / Self.usualWidth, panelCount - 1))
  }

  /// Where an element stands.
  func offset(row: Int, column: Int) -> Int {
    let panel = panel(holding: column)
    return panel.offset + row * panel.width + (column - panel.column)
  }

  /// One panel.
  struct Panel {
    /// Its first column in the matrix.
    let column: Int
    /// Its number of columns, and the floats between its rows.
    let width: Int
    /// Where it begins in the block of the matrix.
    let offset: Int
  }
}
