import Foundation

/// The mean final evaluation of each configuration over its seeds that are done.
struct ConfigurationScores: Sendable {
  /// A configuration and its mean.
  struct Best: Equatable, Sendable {
    /// The configuration's index in the grid.
    var configuration: Int
    /// The mean return of the final evaluations.
    var mean: Double
    /// How many seeds it is the mean of.
    var seeds: Int
  }

  private struct Sum {
    var total = 0.0
    var count = 0
    var mean: Double { total / Double(count) }
  }

  /// How many seeds each configuration has.
  let seedCount: Int
  private let name: @Sendable (Int) -> String
  private var sums: [Int: Sum] = [:]
  /// The configuration with the highest mean, the first of several.
  private(set) var best: Best?

  /// No scores yet.
  ///
  /// - Parameters:
  ///   - seedCount: seeds of a configuration.
  ///   - name: what tells the configuration at an index from the others.
  init(seedCount: Int, name: @escaping @Sendable (Int) -> String) {
    self.seedCount = seedCount
    self.name = name
  }

  /// The scores of an experiment's trials that are done.
  ///
  /// - Parameters:
  ///   - experiment: names the configurations by their axes.
  ///   - rows: one for each trial, in grid order.
  init(of experiment: Experiment, rows: [SummaryRow]) {
    let grid = experiment.grid
    self.init(seedCount: experiment.seeds.count) { configuration in
      grid.assignment(at: configuration).map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
    for (index, row) in rows.enumerated() where row.status == .done {
      if case .real(let score) = row["evaluation_return"] { add(score, ofTrial: index) }
    }
  }

  /// Adds the score of the trial at an index of the grid.
  mutating func add(_ score: Double, ofTrial index: Int) {
    let configuration = index / seedCount
    sums[configuration, default: Sum()].total += score
    sums[configuration, default: Sum()].count += 1
    guard let sum = sums[configuration] else { return }
    let changed = Best(configuration: configuration, mean: sum.mean, seeds: sum.count)
    if best?.configuration == configuration, changed.mean < best?.mean ?? -.infinity {
      best = highest()
    } else if isHigher(changed, than: best) {
      best = changed
    }
  }

  /// For example `best so far 487.2 (gamma 0.99, learning_rate 0.01; 3 of 10 seeds)`, in two parts.
  var text: (score: String, configuration: String)? {
    guard let best else { return nil }
    let seeds = best.seeds < seedCount ? "\(best.seeds) of \(seedCount) seeds" : ""
    let parts = [name(best.configuration), seeds].filter { !$0.isEmpty }
    return (String(format: "%.1f", best.mean), parts.joined(separator: "; "))
  }

  private func highest() -> Best? {
    var highest: Best?
    for (configuration, sum) in sums {
      let candidate = Best(configuration: configuration, mean: sum.mean, seeds: sum.count)
      if isHigher(candidate, than: highest) { highest = candidate }
    }
    return highest
  }

  private func isHigher(_ one: Best, than other: Best?) -> Bool {
    guard let other, !other.mean.isNaN else { return true }
    if one.configuration == other.configuration { return true }
    return one.mean > other.mean
      || (one.mean == other.mean && one.configuration < other.configuration)
  }
}
