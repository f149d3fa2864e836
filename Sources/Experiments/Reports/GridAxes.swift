import Statistics

/// The axes that a summary's configurations span, found from the values alone.
///
/// Hyperparameters that change together, such as those of a `zip`, are one axis.
struct GridAxes: Equatable, Sendable {
  /// One axis.
  struct Axis: Equatable, Sendable {
    /// The columns that change together, in the order of the summary; the first names the axis.
    var columns: [String]
    /// The values of the first column, in the order in which they appear.
    var values: [String]
    /// For each configuration, the index of its value.
    var positions: [Int]

    /// What a report calls the axis.
    var name: String { columns[0] }
  }

  /// The axes, in the order of the summary's columns.
  let axes: [Axis]
  /// The number of configurations.
  private let count: Int

  /// Finds the axes of configurations.
  ///
  /// - Parameters:
  ///   - columns: The columns that vary.
  ///   - values: For each configuration, its values of these columns.
  init(columns: [String], values: [[String]]) {
    count = values.count
    var axes: [Axis] = []
    for (index, column) in columns.enumerated() {
      var order: [String: Int] = [:]
      var names: [String] = []
      let positions = values.map { row in
        if let known = order[row[index]] { return known }
        order[row[index]] = names.count
        names.append(row[index])
        return names.count - 1
      }
      guard names.count > 1 else { continue }
      // In order of appearance, columns that change together have the same positions.
      if let same = axes.firstIndex(where: { $0.positions == positions }) {
        axes[same].columns.append(column)
      } else {
        axes.append(Axis(columns: [column], values: names, positions: positions))
      }
    }
    self.axes = axes
  }

  /// The order of the configurations in a full grid, the last axis fastest; `nil` if not every
  /// combination of values occurs exactly once.
  var fullGrid: [Int]? {
    let size = axes.reduce(1) { $0.multipliedReportingOverflow(by: $1.values.count).partialValue }
    guard size == count, !axes.isEmpty else { return nil }
    var order = [Int?](repeating: nil, count: count)
    for configuration in 0..<count {
      let cell = axes.reduce(0) { $0 * $1.values.count + $1.positions[configuration] }
      guard order[cell] == nil else { return nil }
      order[cell] = configuration
    }
    return order.compactMap(\.self)
  }

  /// For each axis, the columns whose values follow from the axis' value.
  ///
  /// - Parameters:
  ///   - columns: Columns that vary and are not among the axes'.
  ///   - values: Returns each configuration's values of columns.
  /// - Returns: The columns' names, in the order of the axes.
  func companions(
    of columns: [String], values: ([String]) -> [[String]]
  ) -> [[String]] {
    let values = columns.isEmpty ? [] : values(columns)
    return axes.map { axis in
      let others = columns.indices.filter { column in
        var known: [Int: String] = [:]
        return values.enumerated().allSatisfy { configuration, row in
          let position = axis.positions[configuration]
          defer { known[position] = row[column] }
          return known[position].map { $0 == row[column] } ?? true
        }
      }
      return axis.columns.dropFirst() + others.map { columns[$0] }
    }
  }

  /// The means of the configurations that share their values of some axes.
  ///
  /// - Parameters:
  ///   - scores: A score for each configuration; those without one count nowhere.
  ///   - along: The indices of the axes.
  /// - Returns: A mean for each combination of their values, the last axis fastest; `nil` where no
  ///   configuration with a score has it.
  func means(of scores: [Double?], along: [Int]) -> [Double?] {
    var groups = [[Double]](
      repeating: [], count: along.reduce(1) { $0 * axes[$1].values.count })
    for (configuration, score) in scores.enumerated() {
      guard let score else { continue }
      let cell = along.reduce(0) {
        $0 * axes[$1].values.count + axes[$1].positions[configuration]
      }
      groups[cell].append(score)
    }
    return groups.map { SampleStatistics($0)?.mean }
  }

  /// The effects of the axes on scores; `nil` unless the grid is full and every configuration has a
  /// score.
  func effects(of scores: [SampleStatistics?]) -> AxisEffects? {
    guard let order = fullGrid else { return nil }
    let cells = order.compactMap { scores[$0] }
    guard cells.count == count else { return nil }
    return AxisEffects(sizes: axes.map(\.values.count), cells: cells)
  }
}
