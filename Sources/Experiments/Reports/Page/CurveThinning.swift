/// Leaves points of curves out without a change that a picture shows.
enum CurveThinning {
  /// The indices of the points that are kept: in each column of pixels those where one of the series
  /// is smallest or largest, and the first and the last of all.
  ///
  /// - Parameters:
  ///   - steps: ascending horizontal positions.
  ///   - series: the values at each position, of one or several curves.
  ///   - columns: columns of pixels over the range of the positions, at least 1.
  /// - Returns: ascending indices, at most 2 · `columns` · series + 2; all of them if there are no
  ///   more positions than that.
  static func indices(steps: [Int], series: [[Double]], columns: Int) -> [Int] {
    let limit = 2 * columns * series.count + 2
    guard steps.count > limit, let first = steps.first, let last = steps.last else {
      return Array(steps.indices)
    }
    let width = Double(last - first) / Double(columns)
    var kept: [Int] = [0]
    var start = 0
    while start < steps.count {
      let column = Int(Double(steps[start] - first) / width)
      var end = start + 1
      while end < steps.count, Int(Double(steps[end] - first) / width) == column { end += 1 }
      var extremes: Set<Int> = []
      for values in series {
        let range = start..<end
        if let least = range.min(by: { values[$0] < values[$1] }) { extremes.insert(least) }
        if let most = range.max(by: { values[$0] < values[$1] }) { extremes.insert(most) }
      }
      kept += extremes.sorted()
      start = end
    }
    kept.append(steps.count - 1)
    var previous = -1
    return kept.filter { index in
      defer { previous = max(previous, index) }
      return index > previous
    }
  }
}
