public import DeepQ

/// The configurations of an experiment, in their order: file order, the last key fastest.
///
/// Nothing is built for a configuration until it is asked for: a grid of a million takes no more
/// memory than one of ten, unless `exclude` and `when` make it irregular.
public struct Grid: Sendable {
  /// What is fixed for all configurations.
  public let base: Hyperparameters
  /// The axes of `grid` and `zip`, in file order.
  public let axes: [Axis]
  let exclusions: [Exclusion]
  let conditionals: [ConditionalAxes]
  /// The configurations that are left.
  var points = GridPoints()

  /// The number of configurations.
  public var count: Int { points.count }

  /// The keys that vary in the experiment: those of the axes in file order, then those of `when`.
  ///
  /// Arms are one key, `arm`, in place of those that they set.
  public var varyingKeys: [String] {
    var keys = axes.flatMap { $0.labels == nil ? $0.keys : [ArmLabel.key] }
    for key in conditionals.flatMap({ $0.axes.flatMap(\.keys) }) where !keys.contains(key) {
      keys.append(key)
    }
    return keys
  }

  /// The hyperparameters of a configuration; what has no effect in it has its default.
  public func hyperparameters(at index: Int) -> Hyperparameters {
    let point = points[index]
    var values = base
    apply(axes, point.main, to: &values)
    apply(activeAxes(for: values), point.conditional, to: &values)
    Self.resetWhatHasNoEffect(in: &values)
    return values
  }

  /// The values of a configuration that another may not have: those of the axes that exist for it.
  public func assignment(at index: Int) -> [(key: String, value: String)] {
    let values = hyperparameters(at: index)
    return varyingKeys.compactMap { key in
      if key == ArmLabel.key { return arm(at: index).map { (key, $0) } }
      return HyperparameterTable.row(key)?.read(values).map { (key, $0.description) }
    }
  }

  /// Whether the configurations have labels.
  public var hasArms: Bool { axes.contains { $0.labels != nil } }

  /// The label of a configuration's arm; `nil` if there are no arms.
  public func arm(at index: Int) -> String? {
    guard let arms = axes.firstIndex(where: { $0.labels != nil }) else { return nil }
    return axes[arms].labels?[position(on: arms, of: points[index].main)]
  }

  /// The point of an axis that a combination of the axes has.
  func position(on axis: Int, of combination: Int) -> Int {
    let faster = axes[(axis + 1)...].reduce(1) { $0 * $1.points.count }
    return combination / faster % axes[axis].points.count
  }

  // MARK: - The product

  /// Writes the values of one point of the product of some axes, the last axis fastest.
  func apply(_ axes: [Axis], _ index: Int, to values: inout Hyperparameters) {
    var rest = index
    for axis in axes.reversed() {
      let point = axis.points[rest % axis.points.count]
      rest /= axis.points.count
      for (row, value) in zip(axis.rows, point) {
        HyperparameterTable.rows[row].set(value, &values)
      }
    }
  }

  /// The conditional axes whose conditions a configuration meets.
  func activeAxes(for values: Hyperparameters) -> [Axis] {
    if conditionals.isEmpty { return [] }
    return conditionals.filter { $0.conditions.allSatisfy { $0.holds(for: values) } }.flatMap(
      \.axes)
  }

  /// Gives defaults to what has no effect, so that configurations that act the same are the same.
  static func resetWhatHasNoEffect(in values: inout Hyperparameters) {
    if values.algorithm.kind == .planning { values.length = Hyperparameters().length }
    for row in HyperparameterTable.conditionalRows where !HyperparameterTable.isLength(row) {
      if !HyperparameterTable.rows[row].applies(values) {
        HyperparameterTable.rows[row].set(HyperparameterTable.defaults[row], &values)
      }
    }
  }
}

extension Condition {
  func holds(for values: Hyperparameters) -> Bool {
    self.values.contains(HyperparameterTable.rows[row].get(values))
  }
}

extension HyperparameterTable {
  /// `steps` and `episodes` are two names of one thing, so neither is reset by itself.
  static func isLength(_ row: Int) -> Bool {
    rows[row].key == "steps" || rows[row].key == "episodes"
  }
}

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
  /// The block that it is declared in: `grid`, `zip`, `arms` or `when`.
  let block: String
  /// What the points are called, one label each; `nil` if they have no names.
  var labels: [String]?
  /// The rows that each point sets itself, which have to have an effect in it.
  ///
  /// The others have the value of `base`, or of the whole that an arm is a part of. `nil` if every
  /// point sets all rows.
  var given: [Set<Int>]?

  /// Axes are equal if they mean the same, at any position and by any name.
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
