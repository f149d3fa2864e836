import Statistics

/// The configurations of an experiment with their statistics, the best mean score first.
///
/// The unit is one score per seed. A failed trial has no score and is counted, and so is one whose
/// score is not finite.
public struct Ranking: Sendable {
  /// One configuration.
  struct Entry: Sendable {
    /// Its trials and scores.
    var group: ConfigurationGroup
    /// Its values of the columns that vary.
    var values: [String]
    /// The scores' statistics; `nil` if there are none.
    var statistics: SampleStatistics?
    /// Seeds whose score is at least the threshold, if there is one.
    var atThreshold: Proportion?
    /// Seeds that reached the threshold in training.
    var solvedInTraining = 0
    /// Training returns at the end.
    var lastReturns: SampleStatistics?
    /// Means of the columns of finite problems, such as the regret.
    var distances: [Double?] = []
    /// Welch's p-value of the difference from the best configuration, adjusted for the whole grid by
    /// Holm's method; `nil` for the best, and where there are too few scores.
    var adjustedP: Double?

    /// Whether the scores do not tell the configuration from the best.
    var isTied: Bool { adjustedP.map { $0 > 0.05 } ?? false }
  }

  /// What it was made from.
  public let source: ReportSource
  /// The column that is ranked by.
  public let metric: String
  /// The mean return from which an environment counts as solved.
  let threshold: Double?
  /// Whether the best configuration has the smallest mean.
  let isSmallerBetter: Bool
  /// The columns that vary between configurations.
  let varying: [String]
  /// The configurations, the best first; those without a score last.
  let entries: [Entry]
  /// The axes of the grid, with positions in the order of the grid.
  let axes: GridAxes
  /// The effects of the axes; `nil` if the grid is not full, or has one axis.
  let effects: AxisEffects?
  /// For each axis, the other columns whose values follow from its value and vary with it.
  let companions: [[String]]
  /// The names of `distances`.
  let distanceNames: [String]

  /// Ranks the configurations of a summary.
  ///
  /// - Parameters:
  ///   - source: The summary.
  ///   - metric: The column to rank by; `nil` for the source's usual one.
  ///   - threshold: The score that counts as solved; `nil` for the experiment's.
  /// - Throws: `SummaryError` if there is no such column, or a cell is not a number.
  public init(
    _ source: ReportSource, metric: String? = nil, threshold: Double? = nil
  ) throws(SummaryError) {
    let summary = source.summary
    let metric = metric ?? source.usualMetric
    // A threshold is one of returns.
    let isReturn = ["evaluation_return", "return_last_100", "return_best_100"].contains(metric)
    let threshold = threshold ?? (isReturn ? source.threshold : nil)
    let isSmallerBetter = ResultColumn.direction(of: metric) == .smaller
    self.isSmallerBetter = isSmallerBetter
    let varying = source.varyingColumns
    let names = summary.resultIndices.map { ResultColumn.all[$0] }
      .filter { $0.scope == .finiteStates }.map(\.name)

    let groups = try ConfigurationGroup.groups(of: summary, metric: metric)
    let last = try ConfigurationGroup.groups(of: summary, metric: "return_last_100")
    var distances: [[ConfigurationGroup]] = []
    for name in names { distances.append(try ConfigurationGroup.groups(of: summary, metric: name)) }
    let solvedAt = try summary.index(of: "solved_at_episode")
    let values = summary.texts(of: groups.lazy.map { $0.rows[0] }, in: varying)
    let entries = groups.indices.map { index in
      let group = groups[index]
      return Entry(
        group: group, values: values[index],
        statistics: group.statistics,
        atThreshold: threshold.flatMap { threshold in
          group.scores.isEmpty
            ? nil
            : Proportion(
              successes: group.scores.count { isSmallerBetter ? $0 <= threshold : $0 >= threshold },
              of: group.scores.count)
        },
        solvedInTraining: group.rows.count { summary.value($0, solvedAt) != .empty },
        lastReturns: last[index].statistics,
        distances: distances.map { $0[index].statistics?.mean })
    }
    self.source = source
    self.metric = metric
    self.threshold = threshold
    self.varying = varying
    distanceNames = names
    axes = GridAxes(columns: varying, values: entries.map(\.values))
    companions = axes.companions(
      of: SummaryTable.varyingHyperparameters(in: [summary]).filter { !varying.contains($0) }
    ) { columns in summary.texts(of: groups.lazy.map { $0.rows[0] }, in: columns) }
    effects = axes.axes.count > 1 ? axes.effects(of: entries.map(\.statistics)) : nil
    self.entries = Self.ranked(entries, isSmallerBetter: isSmallerBetter)
  }

  /// Equal means keep the order of the grid; a configuration without a score comes last.
  private static func ranked(_ entries: [Entry], isSmallerBetter: Bool) -> [Entry] {
    let sign = isSmallerBetter ? -1.0 : 1
    var ranked = entries.enumerated().sorted { first, second in
      let (a, b) = (first.element.statistics?.mean, second.element.statistics?.mean)
      return a == b
        ? first.offset < second.offset
        : a.map { sign * $0 } ?? -.infinity > b.map { sign * $0 } ?? -.infinity
    }.map(\.element)
    guard let best = ranked.first?.statistics else { return ranked }
    let tests = ranked.indices.dropFirst().compactMap { index in
      ranked[index].statistics.flatMap { TTest.welch(best, $0) }.map { (index: index, p: $0.p) }
    }
    for (test, p) in zip(tests, Holm.adjusted(tests.map(\.p))) { ranked[test.index].adjustedP = p }
    return ranked
  }

  /// The bootstrap interval of a configuration's interquartile mean, from the experiment's root seed.
  func interquartileInterval(of statistics: SampleStatistics) -> ClosedRange<Double> {
    var random = ReportRandom(seed: source.seed)
    return Bootstrap().interquartileMean(statistics, using: &random)
  }

  /// The number of scores of every configuration, if it is the same everywhere.
  var commonCount: Int? {
    let counts = Set(entries.map(\.group.scores.count))
    return counts.count == 1 ? counts.first : nil
  }
}
