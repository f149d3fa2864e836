import Statistics

/// Scores side by side: what differs between tables, the overall effect, and the configurations where
/// it shows.
///
/// Configurations are matched by the columns that vary within a table; a column that is constant in
/// each but not the same is what is compared.
public struct Comparison: Sendable {
  /// A configuration that both tables have.
  struct Match: Sendable {
    /// Its values of the columns that vary.
    var values: [String]
    /// The difference of its scores.
    var difference: ScoreDifference
    /// The primary test's p-value, adjusted for all matches by Holm's method.
    var adjustedP: Double?
  }

  /// One table against the baseline.
  struct Pair: Sendable {
    /// The table that is compared.
    var table: ScoreTable
    /// What it is called.
    var label: String
    /// Columns that are constant in both tables and differ: name, the baseline's value, its own.
    var changes: [(name: String, from: String, to: String)]
    /// Conditions of measurement that differ.
    var conditions: [(name: String, from: String, to: String)]
    /// The columns that the configurations are matched by.
    var varying: [String]
    /// Configurations in both, in the baseline's order.
    var matches: [Match]
    /// Configurations that only the baseline has.
    var onlyFirst: Int
    /// Configurations that only this table has.
    var onlySecond: Int
    /// Configurations in both of which one side has no score.
    var withoutScores: Int
    /// The difference of the means over all matched configurations, one per seed.
    var overall: ScoreDifference?
    /// The overall p-value adjusted for the number of tables, by Holm's method.
    var adjustedP: Double?

    /// Whether something is significantly worse: the whole, or a configuration.
    var isWorse: Bool {
      let isSmallerBetter = ResultColumn.direction(of: table.metric) == .smaller
      func isWorse(_ difference: ScoreDifference, _ p: Double?) -> Bool {
        (isSmallerBetter ? difference.mean > 0 : difference.mean < 0) && (p ?? 1) <= 0.05
      }
      if let overall, isWorse(overall, adjustedP) { return true }
      return matches.contains { isWorse($0.difference, $0.adjustedP) }
    }
  }

  /// The column that is compared.
  public var metric: String { baseline.metric }
  /// The axis whose values are compared; `nil` if files are.
  let axis: String?
  /// Whether a smaller value of the metric is the better one.
  var isSmallerBetter: Bool { ResultColumn.direction(of: metric) == .smaller }
  /// What the others are compared with.
  let baseline: ScoreTable
  /// What the baseline is called.
  let baselineLabel: String
  /// The other tables.
  let pairs: [Pair]

  /// Compares tables with one of them.
  ///
  /// - Parameters:
  ///   - tables: Two or more.
  ///   - labels: What the tables are called.
  ///   - axis: The axis whose values they belong to, if they do.
  ///   - baseline: The index of the one that the others are compared with.
  /// - Throws: `ComparisonError` if there are too few tables.
  init(
    _ tables: [ScoreTable], labels: [String], axis: String? = nil, baseline: Int = 0
  ) throws(ComparisonError) {
    guard tables.count > 1 else { throw .tooFew(tables.count) }
    self.axis = axis
    self.baseline = tables[baseline]
    baselineLabel = labels[baseline]
    var pairs = tables.indices.filter { $0 != baseline }.map { index in
      Self.pair(tables[baseline], tables[index], label: labels[index])
    }
    let tested = pairs.indices.filter { pairs[$0].overall?.p != nil }
    let adjusted = Holm.adjusted(tested.compactMap { pairs[$0].overall?.p })
    for (index, p) in zip(tested, adjusted) { pairs[index].adjustedP = p }
    self.pairs = pairs
  }

  /// Compares files with the first of them, or with the one that is named.
  public init(
    files tables: [ScoreTable], baseline: String? = nil
  ) throws(ComparisonError) {
    let index = try Self.baseline(baseline, names: tables.map(\.name))
    try self.init(tables, labels: tables.indices.map(Self.letter), baseline: index)
  }

  /// Compares the values of one axis of a table with the first of them, or with the one named.
  public init(
    _ table: ScoreTable, by column: String, baseline: String? = nil
  ) throws(ComparisonError) {
    let tables = try table.split(by: column)
    let names = tables.map(\.name)
    let labels = AxisValueText.shortened(names)
    let index = try Self.baseline(baseline, names: names, labels: labels)
    try self.init(tables, labels: labels, axis: column, baseline: index)
  }

  private static func baseline(
    _ name: String?, names: [String], labels: [String] = []
  ) throws(ComparisonError) -> Int {
    guard let name else { return 0 }
    let wanted = Double(name)
    guard
      let index = names.firstIndex(where: { other in
        other == name || (wanted != nil && Double(other) == wanted)
      })
        ?? labels.firstIndex(of: name)
        ?? labels.firstIndex(of: AxisValueText.shortened([name])[0])
    else { throw .noBaseline(name, names: names) }
    return index
  }

  /// Whether every table has scores that could be compared with the baseline's.
  public var isComplete: Bool { pairs.allSatisfy { $0.overall != nil } }

  /// Whether a table is significantly worse than the baseline, as a whole or in a configuration.
  public var isWorse: Bool { pairs.contains(where: \.isWorse) }

  private static func pair(_ first: ScoreTable, _ second: ScoreTable, label: String) -> Pair {
    // The same settings under another label are the same configuration.
    let columns = (first.columns + second.columns.filter { !first.columns.contains($0) })
      .filter { $0 != ArmLabel.key }
    let arms = first.columns.firstIndex(of: ArmLabel.key).map { index in
      first.configurations.map { $0.values[index] }
    }
    let labels = Set(arms ?? []).count > 1 ? arms : nil
    let (a, b) = (values(of: first, columns), values(of: second, columns))
    var varying: [Int] = []
    var changes: [(name: String, from: String, to: String)] = []
    for index in columns.indices {
      let (own, other) = (Set(a.map { $0[index] }), Set(b.map { $0[index] }))
      if own.count > 1 || other.count > 1 {
        varying.append(index)
      } else if own != other, let from = own.first, let to = other.first {
        changes.append((columns[index], from, to))
      }
    }
    var indices: [[String]: Int] = [:]
    for (index, row) in b.enumerated() { indices[varying.map { row[$0] }] = index }
    var matches: [Match] = []
    var matched: [(first: Int, second: Int)] = []
    for (index, row) in a.enumerated() {
      let values = varying.map { row[$0] }
      guard let other = indices[values] else { continue }
      matched.append((index, other))
      let scores = (first.configurations[index].scores, second.configurations[other].scores)
      if let difference = ScoreDifference(scores.0, scores.1) {
        let label = labels.map { [$0[index]] } ?? []
        matches.append(Match(values: label + values, difference: difference))
      }
    }
    let tested = matches.indices.filter { matches[$0].difference.p != nil }
    let adjusted = Holm.adjusted(tested.compactMap { matches[$0].difference.p })
    for (index, p) in zip(tested, adjusted) { matches[index].adjustedP = p }
    return Pair(
      table: second, label: label, changes: changes,
      conditions: conditions(first, second),
      varying: (labels == nil ? [] : [ArmLabel.key]) + varying.map { columns[$0] },
      matches: matches, onlyFirst: a.count - matched.count, onlySecond: b.count - matched.count,
      withoutScores: matched.count - matches.count,
      overall: overall(
        matched.map { (first.configurations[$0.first], second.configurations[$0.second]) }
          .filter { !$0.0.scores.isEmpty && !$0.1.scores.isEmpty }))
  }

  /// Each configuration's values of columns that the table may not have.
  private static func values(of table: ScoreTable, _ columns: [String]) -> [[String]] {
    let indices = columns.map { table.columns.firstIndex(of: $0) }
    let defaults = columns.map { SummaryColumn(named: $0).omittedValue ?? "" }
    return table.configurations.map { configuration in
      zip(indices, defaults).map { index, missing in
        index.map { configuration.values[$0] } ?? missing
      }
    }
  }

  /// The difference of the means over configurations, one score per seed.
  ///
  /// Where the two sides share seeds, a seed's scores are the means over the configurations in which
  /// both sides have it, and the others are left out; otherwise each side's are the means over all of
  /// its configurations. Scores without a seed go by their position.
  private static func overall(
    _ configurations: [(ScoreTable.Configuration, ScoreTable.Configuration)]
  ) -> ScoreDifference? {
    if configurations.count == 1, let only = configurations.first {
      return ScoreDifference(only.0.scores, only.1.scores)
    }
    typealias Scores = [(seed: String?, score: Double)]
    func means(_ scores: [Scores]) -> Scores {
      var order: [String] = []
      var sums: [String: (sum: Double, count: Int)] = [:]
      for scores in scores {
        for (index, entry) in scores.enumerated() {
          let seed = entry.seed ?? "\(index)"
          if sums[seed] == nil { order.append(seed) }
          let old = sums[seed] ?? (0, 0)
          sums[seed] = (old.sum + entry.score, old.count + 1)
        }
      }
      return order.map { seed in
        let total = sums[seed] ?? (0, 1)
        return (seed, total.sum / Double(total.count))
      }
    }
    let common = configurations.map { first, second -> (Scores, Scores) in
      let seeds = Set(first.scores.compactMap(\.seed))
        .intersection(second.scores.compactMap(\.seed))
      func isCommon(_ entry: (seed: String?, score: Double)) -> Bool {
        entry.seed.map(seeds.contains) ?? false
      }
      return (first.scores.filter(isCommon), second.scores.filter(isCommon))
    }
    let (first, second) = (means(common.map(\.0)), means(common.map(\.1)))
    if first.count > 1 { return ScoreDifference(first, second) }
    let all = (
      means(configurations.map(\.0.scores)), means(configurations.map(\.1.scores))
    )
    // Positions are not seeds: these are not pairs.
    return ScoreDifference(
      all.0.map { (nil, $0.score) }, all.1.map { (nil, $0.score) })
  }

  private static func conditions(
    _ first: ScoreTable, _ second: ScoreTable
  ) -> [(name: String, from: String, to: String)] {
    guard !first.conditions.isEmpty, !second.conditions.isEmpty else { return [] }
    var differences: [(name: String, from: String, to: String)] = []
    let names =
      first.conditions.map(\.name)
      + second.conditions.map(\.name).filter { name in
        !first.conditions.contains { $0.name == name }
      }
    for name in names {
      let from = first.conditions.first { $0.name == name }?.value ?? "(none)"
      let to = second.conditions.first { $0.name == name }?.value ?? "(none)"
      if from != to { differences.append((name, from, to)) }
    }
    return differences
  }

  /// A, B, ..., Z, then F27 and so on.
  private static func letter(_ index: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return index < letters.count ? String(letters[index]) : "F\(index + 1)"
  }
}
