/// One dimension of an experiment: a key and its values, or several keys that move together.
public struct Axis: Equatable, Sendable {
  /// The keys, in file order.
  public let keys: [String]
  /// The points, in file order: one value for each key.
  public let points: [[HyperparameterValue]]

  /// The keys' rows in the table.
  let rows: [Int]
  /// The position of each key.
  let positions: [SourcePosition]
  /// The block that it is declared in: `grid`, `zip` or `when`.
  let block: String

  /// Axes are equal if they mean the same, at any position.
  public static func == (left: Axis, right: Axis) -> Bool {
    left.keys == right.keys && left.points == right.points
  }
}

/// A demand on a configuration: a key has one of some values.
struct Condition: Equatable, Sendable {
  let row: Int
  let values: [HyperparameterValue]
  let position: SourcePosition
  /// The position of each value.
  let valuePositions: [SourcePosition]

  var key: String { HyperparameterTable.rows[row].key }

  static func == (left: Condition, right: Condition) -> Bool {
    left.row == right.row && left.values == right.values
  }
}

/// Combinations that are left out.
struct Exclusion: Equatable, Sendable {
  let conditions: [Condition]
  let position: SourcePosition

  static func == (left: Exclusion, right: Exclusion) -> Bool { left.conditions == right.conditions }
}

/// Axes that exist only for the configurations that meet the conditions.
struct ConditionalAxes: Equatable, Sendable {
  let conditions: [Condition]
  let axes: [Axis]
  let position: SourcePosition

  static func == (left: ConditionalAxes, right: ConditionalAxes) -> Bool {
    left.conditions == right.conditions && left.axes == right.axes
  }
}
