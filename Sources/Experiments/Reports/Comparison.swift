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
    /// The difference of the means over all matched configurations, one per seed.
    var overall: ScoreDifference?
    /// The overall p-value adjusted for the number of tables, by Holm's method.
    var adjustedP: Double?

    /// Whether something is significantly worse: the whole, or a configuration.
    var isWorse: Bool {
      func isWorse(_ difference: ScoreDifference, _ p: Double?) -> Bool {
        difference.mean < 0 && (p ?? 1) <= 0.05
      }
      if let overall, isWorse(overall, adjustedP) { return true }
      return matches.contains { isWorse($0.difference, $0.adjustedP) }
    }
  }

  /// The column that is compared.
  public let metric: String
  /// The axis whose values are compared; `nil` if files are.
  let axis: String?
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
  ///   - metric: What the scores are.
  /// - Throws: `ComparisonError` if there are too few tables.
  init(
    _ tables: [ScoreTable], labels: [String], axis: String? = nil, baseline: Int = 0,
    metric: String
  ) throws(ComparisonError) {
    guard tables.count > 1 else { throw .tooFew(tables.count) }
    self.metric = metric
    self.axis = axis
    self.baseline = tables[baseline]
    baselineLabel = labels[baseline]
    var pairs = tables.indices.filter { $0 != baseline }.map { index in
      Self.pair(tables[baseline], tables[index], label: labels[index])
    }
    let tested = pairs.indices.filter { pairs[$0].overall?.test != nil }
    let adjusted = Holm.adjusted(tested.compactMap { pairs[$0].overall?.test?.p })
    for (index, p) in zip(tested, adjusted) { pairs[index].adjustedP = p }
    self.pairs = pairs
  }

  /// Compares files with the first of them, or with the one that is named.
  public init(
    files tables: [ScoreTable], baseline: String? = nil, metric: String
  ) throws(ComparisonError) {
    let index = try Self.baseline(baseline, names: tables.map(\.name))
    try self.init(
      tables, labels: tables.indices.map(Self.letter), baseline: index, metric: metric)
  }

  /// Compares the values of one axis of a table with the first of them, or with the one named.
  public init(
    _ table: ScoreTable, by column: String, baseline: String? = nil, metric: String
  ) throws(ComparisonError) {
    let tables = try table.split(by: column)
    let names = tables.map { String($0.name.dropFirst(column.count + 1)) }
    let index = try Self.baseline(baseline, names: names)
    try self.init(
      tables, labels: AxisValueText.shortened(names), axis: column, baseline: index, metric: metric)
  }

  private static func baseline(
    _ name: String?, names: [String]
  ) throws(ComparisonError) -> Int {
    guard let name else { return 0 }
    let wanted = Double(name)
    guard
      let index = names.firstIndex(where: { other in
        other == name || (wanted != nil && Double(other) == wanted)
      })
    else { throw .noBaseline(name, names: names) }
    return index
  }

  /// Whether a table is significantly worse than the baseline, as a whole or in a configuration.
  public var isWorse: Bool { pairs.contains(where: \.isWorse) }

  private static func pair(_ first: ScoreTable, _ second: ScoreTable, label: String) -> Pair {
    let columns = first.columns + second.columns.filter { !first.columns.contains($0) }
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
        matches.append(Match(values: values, difference: difference))
      }
    }
    let tested = matches.indices.filter { matches[$0].difference.test != nil }
    let adjusted = Holm.adjusted(tested.compactMap { matches[$0].difference.test?.p })
    for (index, p) in zip(tested, adjusted) { matches[index].adjustedP = p }
    return Pair(
      table: second, label: label, changes: changes,
      conditions: conditions(first, second), varying: varying.map { columns[$0] },
      matches: matches, onlyFirst: a.count - matched.count, onlySecond: b.count - matched.count,
      overall: ScoreDifference(
        seedMeans(matched.map { first.configurations[$0.first] }),
        seedMeans(matched.map { second.configurations[$0.second] })))
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

  /// For each seed that all configurations have, the mean of its scores.
  ///
  /// Scores without a seed are means by their position, if every configuration has equally many.
  private static func seedMeans(
    _ configurations: [ScoreTable.Configuration]
  ) -> [(seed: String?, score: Double)] {
    guard let first = configurations.first else { return [] }
    if configurations.count == 1 { return first.scores }
    let hasSeeds = configurations.allSatisfy { $0.scores.allSatisfy { $0.seed != nil } }
    guard hasSeeds else {
      guard configurations.allSatisfy({ $0.scores.count == first.scores.count }) else { return [] }
      return first.scores.indices.map { index in
        (
          nil,
          configurations.reduce(0) { $0 + $1.scores[index].score } / Double(configurations.count)
        )
      }
    }
    var sums: [String: (sum: Double, count: Int)] = [:]
    for (seed, score) in configurations.flatMap(\.scores) {
      let old = sums[seed ?? ""] ?? (0, 0)
      sums[seed ?? ""] = (old.sum + score, old.count + 1)
    }
    return first.scores.compactMap { seed, _ in
      guard let seed, let total = sums[seed], total.count == configurations.count else {
        return nil
      }
      return (seed, total.sum / Double(total.count))
    }
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
