/// A configuration's index in the product of the axes, then in that of the conditional axes that it
/// meets.
struct GridPoint: Equatable, Sendable {
  var main: Int
  var conditional: Int
}

/// The points of a grid, in its order.
///
/// Points that follow each other are kept as one run: those of a grid without `exclude` and `when`
/// are one, however many they are.
struct GridPoints: Equatable, Sendable {
  /// Points of which each is the one before it, moved by one step on one index.
  struct Run: Equatable {
    /// How many points are before it.
    let start: Int
    let first: GridPoint
    /// Which index moves; `nil` of a single point, which may be continued either way.
    var moves: Index?
    var count = 1

    enum Index { case main, conditional }

    subscript(offset: Int) -> GridPoint {
      switch moves {
      case .main: GridPoint(main: first.main + offset, conditional: first.conditional)
      case .conditional: GridPoint(main: first.main, conditional: first.conditional + offset)
      case nil: first
      }
    }

    /// The index that moves if a point is to be the next one; `nil` if it cannot be.
    func index(towards point: GridPoint) -> Index? {
      if point == GridPoint(main: first.main + count, conditional: first.conditional) {
        return moves == .conditional ? nil : .main
      }
      if point == GridPoint(main: first.main, conditional: first.conditional + count) {
        return moves == .main ? nil : .conditional
      }
      return nil
    }
  }

  /// What the points take in memory.
  private(set) var runs: [Run] = []

  /// The number of points.
  private(set) var count = 0

  /// Adds a point at the end.
  mutating func append(_ point: GridPoint) {
    if let index = runs.last?.index(towards: point) {
      runs[runs.count - 1].moves = index
      runs[runs.count - 1].count += 1
    } else {
      runs.append(Run(start: count, first: point))
    }
    count += 1
  }

  /// The point at an index.
  ///
  /// - Complexity: logarithmic in the number of runs.
  subscript(index: Int) -> GridPoint {
    precondition((0..<count).contains(index), "point \(index) of \(count)")
    // The last run that starts at the index or before.
    var (low, high) = (0, runs.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if runs[middle].start <= index { low = middle } else { high = middle }
    }
    return runs[low][index - runs[low].start]
  }
}
