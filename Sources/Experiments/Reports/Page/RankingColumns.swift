import Statistics

/// A column of the table of configurations: texts for readers, and numbers to sort by.
struct RankingColumn {
  /// The heading.
  var title: String
  /// What it is, in a few words.
  var meaning: String
  /// Whether it holds numbers, which are right-aligned.
  var isNumeric = true
  /// Whether the better end comes first where a reader sorts by it: the larger one.
  var isDescending = false
  /// One text for each configuration, the best configuration first.
  var texts: [String]
  /// What is sorted by; `nil` for an empty cell, which comes last.
  var keys: [Double?]
}

/// The columns of the table of configurations, all of them from the ranking.
struct RankingColumns {
  let ranking: Ranking

  /// The axes.
  var axes: [RankingColumn] {
    ranking.varying.enumerated().map { index, name in
      let values = ranking.entries.map { $0.values[index] }
      let texts = AxisValueText.shortened(values)
      let numbers = values.map(Double.init)
      let isNumeric = zip(values, numbers).allSatisfy { $0.isEmpty || $1?.isFinite == true }
      // Words keep the order of the grid.
      let order = ranking.axes.axes.first { $0.columns.contains(name) }
      let positions = order.map { axis in
        ranking.gridPositions.map { Double(axis.positions[$0]) }
      }
      return RankingColumn(
        title: RankingText.title(of: name), meaning: "hyperparameter \(name)",
        isNumeric: isNumeric, texts: texts,
        keys: isNumeric ? numbers : positions ?? values.map { _ in nil })
    }
  }

  /// The scores.
  var scores: [RankingColumn] {
    let entries = ranking.entries
    let statistics = entries.map(\.statistics)
    let means = statistics.map { $0?.mean }
    var columns = [
      RankingColumn(
        title: "mean", meaning: "mean over the seeds", isDescending: !ranking.isSmallerBetter,
        texts: ScoreText.column(means, digits: 4), keys: means)
    ]
    if statistics.contains(where: { $0?.meanInterval != nil }) {
      let errors = statistics.map { statistics in
        statistics?.meanInterval.map { $0.upperBound - (statistics?.mean ?? 0) }
      }
      columns.append(
        RankingColumn(
          title: "\u{B1}", meaning: "half the width of the mean's 95 % interval",
          texts: errors.map { $0.map(ScoreText.error) ?? "" }, keys: errors))
    }
    let worst = statistics.map { ranking.isSmallerBetter ? $0?.maximum : $0?.minimum }
    columns.append(
      RankingColumn(
        title: ranking.isSmallerBetter ? "max" : "min", meaning: "the worst seed",
        isDescending: !ranking.isSmallerBetter, texts: ScoreText.column(worst, digits: 3),
        keys: worst))
    if let threshold = ranking.threshold {
      columns.append(
        RankingColumn(
          title: (ranking.isSmallerBetter ? "\u{2264} " : "\u{2265} ") + shortest(threshold),
          meaning: "seeds that reach the threshold", isDescending: true,
          texts: entries.map {
            $0.atThreshold.map { "\($0.successes)/\($0.count)" } ?? ""
          },
          keys: entries.map {
            $0.atThreshold.map { Double($0.successes) / Double($0.count) }
          }))
    }
    if ranking.commonCount == nil {
      columns.append(
        counts("n", "seeds with a score", entries.map(\.group.scores.count)))
    }
    if entries.contains(where: { $0.group.failed > 0 }) {
      columns.append(counts("failed", "trials that failed", entries.map(\.group.failed)))
    }
    for (index, name) in ranking.distanceNames.enumerated() {
      let values = entries.map { $0.distances[index] }
      columns.append(
        RankingColumn(
          title: RankingText.title(of: name), meaning: "mean of \(name) over the seeds",
          texts: values.map { $0.map(ScoreText.distance) ?? "" }, keys: values))
    }
    if entries.contains(where: { $0.adjustedP != nil }) {
      columns.append(
        RankingColumn(
          title: "p", meaning: "of the difference from the best: Welch's t test, Holm",
          isDescending: true, texts: entries.map { $0.adjustedP.map(ScoreText.probability) ?? "" },
          keys: entries.map(\.adjustedP)))
    }
    return columns
  }

  private func counts(_ title: String, _ meaning: String, _ counts: [Int]) -> RankingColumn {
    RankingColumn(
      title: title, meaning: meaning, texts: counts.map(String.init), keys: counts.map(Double.init))
  }

  /// The ranks, those that cannot be told from the best with a sign.
  var ranks: [String] {
    ranking.entries.indices.map { "\($0 + 1)\(ranking.entries[$0].isTied ? "=" : "")" }
  }
}

extension Ranking {
  /// For each configuration, the best first, its position in the order of the grid.
  var gridPositions: [Int] {
    let order = entries.indices.sorted { entries[$0].group.rows[0] < entries[$1].group.rows[0] }
    var positions = [Int](repeating: 0, count: entries.count)
    for (position, entry) in order.enumerated() { positions[entry] = position }
    return positions
  }

  /// The mean of each configuration, in the order of the grid; `nil` for one without a score.
  var gridMeans: [Double?] {
    var means = [Double?](repeating: nil, count: entries.count)
    for (entry, position) in zip(entries, gridPositions) {
      means[position] = entry.statistics?.mean
    }
    return means
  }

  /// The range of all scores; `nil` if there are none.
  var scoreRange: ClosedRange<Double>? {
    let statistics = entries.compactMap(\.statistics)
    guard let first = statistics.first else { return nil }
    return statistics.reduce(first.minimum...first.maximum) {
      min($0.lowerBound, $1.minimum)...max($0.upperBound, $1.maximum)
    }
  }
}
