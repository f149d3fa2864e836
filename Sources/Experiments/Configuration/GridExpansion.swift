import DeepQ

/// Goes through the combinations of a grid once: leaves out what `exclude` says, and checks the
/// rest.
struct GridExpansion {
  private(set) var grid: Grid
  private(set) var errors: [ConfigurationError] = []

  private let surroundings: ConfigurationCheck.Surroundings
  /// Where each hyperparameter is given that the file names, by row, and in which block.
  private let sources: [Int: HyperparameterSource]
  private let limit: Int
  private let replicates: Int
  private let gridPosition: SourcePosition

  /// The rows that are wrong by themselves, and whether an axis or a condition is.
  private var skipped: Set<Int> = []
  private var isGridBroken = false
  private var exclusionHits: [Bool]
  private var checkBreaches: [Breach?]
  private var effectBreaches: [Int: Breach] = [:]
  /// The rows of `base` that have an effect somewhere.
  private var effective: Set<Int> = []

  /// Where a rule is broken first, and how often.
  private struct Breach {
    var problem: String
    /// What an effect depends on, where the problem is that there is none.
    var dependence: Dependence?
    var combination: String?
    var others = 0
  }

  init(
    grid: Grid, surroundings: ConfigurationCheck.Surroundings,
    sources: [Int: HyperparameterSource], replicates: Int, limit: Int,
    gridPosition: SourcePosition
  ) {
    self.grid = grid
    self.surroundings = surroundings
    self.sources = sources
    self.replicates = replicates
    self.limit = limit
    self.gridPosition = gridPosition
    exclusionHits = grid.exclusions.map { _ in false }
    checkBreaches = ConfigurationCheck.all.map { _ in nil }
  }

  /// Leaves out what would only repeat mistakes that are known already.
  mutating func skip(rows: Set<Int>, isGridBroken: Bool) {
    skipped = rows
    self.isGridBroken = isGridBroken
  }

  mutating func expand() {
    guard let combinations = combinationsWithinLimit() else { return }
    for main in 0..<combinations {
      var values = grid.base
      grid.apply(grid.axes, main, to: &values)
      guard expandConditionals(of: main, values) else { return }
    }
    if !isGridBroken { reportExclusions() }
    reportBreaches()
    if !isGridBroken { reportUselessBase() }
  }

  /// The product of the axes, if it is not too large: found by multiplying, before anything is
  /// built.
  private mutating func combinationsWithinLimit() -> Int? {
    var product = replicates
    var isTooLarge = product > limit
    for axis in grid.axes {
      let (next, overflow) = product.multipliedReportingOverflow(by: axis.points.count)
      isTooLarge = isTooLarge || overflow || next > limit
      product = overflow ? .max : next
    }
    if isTooLarge {
      let factors =
        grid.axes.map { axis in
          let name = axis.labels == nil ? axis.keys.joined(separator: " + ") : "arms"
          return (name, axis.points.count)
        }
        + [("replicates", replicates)]
      errors.append(.tooManyTrials(factors: factors, limit: limit, at: gridPosition))
      return nil
    }
    return product / replicates
  }

  /// The combinations of the conditional axes for one combination of the others; false if there are
  /// too many.
  private mutating func expandConditionals(of main: Int, _ values: Hyperparameters) -> Bool {
    let active = grid.activeAxes(for: values)
    guard !active.isEmpty else {
      consider(GridPoint(main: main, conditional: 0), values, active: [])
      return true
    }
    guard hasDistinctKeys(active) else { return false }
    var count = 1
    for axis in active {
      let (next, overflow) = count.multipliedReportingOverflow(by: axis.points.count)
      count = overflow ? .max : next
    }
    let (trials, overflow) = count.addingReportingOverflow(grid.points.count)
      .partialValue.multipliedReportingOverflow(by: replicates)
    if overflow || count > limit || trials > limit {
      errors.append(
        .tooManyWithConditions(atLeast: max(count, trials), limit: limit, at: gridPosition))
      return false
    }
    for conditional in 0..<count {
      var combined = values
      grid.apply(active, conditional, to: &combined)
      let point = GridPoint(main: main, conditional: conditional)
      consider(point, combined, active: active)
    }
    return true
  }

  /// Two `when` blocks may vary the same key, but not for the same configuration.
  private mutating func hasDistinctKeys(_ axes: [Axis]) -> Bool {
    var lines: [String: Int] = [:]
    for axis in axes {
      for (key, position) in zip(axis.keys, axis.positions) {
        if let line = lines[key] {
          errors.append(.twoAxes(key, firstLine: line, at: position))
          return false
        }
        lines[key] = position.line
      }
    }
    return true
  }

  /// Keeps a combination unless it is excluded, and checks it.
  private mutating func consider(_ point: GridPoint, _ values: Hyperparameters, active: [Axis]) {
    var isExcluded = false
    for (index, exclusion) in grid.exclusions.enumerated()
    where exclusion.conditions.allSatisfy({ $0.holds(for: values) }) {
      exclusionHits[index] = true
      isExcluded = true
    }
    if isExcluded { return }
    grid.points.append(point)
    checkEffects(of: values, at: point.main, active: active)
    for (index, check) in ConfigurationCheck.all.enumerated() {
      guard check.kinds.contains(values.algorithm.kind),
        let problem = check.problem(values, surroundings)
      else { continue }
      if checkBreaches[index] == nil {
        let combination = combination(of: check.keys, in: values)
        checkBreaches[index] = Breach(problem: problem, combination: combination)
      } else {
        checkBreaches[index]?.others += 1
      }
    }
  }

  /// Finds keys that vary where they have no effect: they would make equal configurations.
  private mutating func checkEffects(
    of values: Hyperparameters, at main: Int, active: [Axis]
  ) {
    for row in HyperparameterTable.conditionalRows {
      guard sources[row] != nil else { continue }
      let rule = HyperparameterTable.rows[row]
      guard let dependence = rule.unmetDependence(in: values) else {
        effective.insert(row)
        continue
      }
      let isVaried =
        isGiven(row, at: main) || active.contains { $0.rows.contains(row) }
      // Of `steps` and `episodes` the last one counts, whatever varies.
      let isOtherLength = HyperparameterTable.isLength(row) && dependence.key != "algorithm"
      guard isVaried, !isOtherLength else { continue }
      if effectBreaches[row] == nil {
        effectBreaches[row] = Breach(
          problem: "", dependence: dependence,
          combination: combination(of: [dependence.key], in: values))
      } else {
        effectBreaches[row]?.others += 1
      }
    }
  }

  /// Whether an axis sets a row at a combination, rather than leave it as `base` has it.
  private func isGiven(_ row: Int, at combination: Int) -> Bool {
    guard let index = grid.axes.firstIndex(where: { $0.rows.contains(row) }) else { return false }
    guard let given = grid.axes[index].given else { return true }
    return given[grid.position(on: index, of: combination)].contains(row)
  }

  /// The varied ones of some keys with their values: `optimizer: adam, gamma: 0.9`.
  private func combination(of keys: [String], in values: Hyperparameters) -> String? {
    let shown = keys.compactMap { key -> String? in
      guard let row = HyperparameterTable.index(of: key), let source = sources[row],
        source.block != "base"
      else { return nil }
      return "\(key): \(HyperparameterTable.rows[row].get(values))"
    }
    return shown.isEmpty ? nil : shown.joined(separator: ", ")
  }

  // MARK: - Reports

  private mutating func reportExclusions() {
    for (index, exclusion) in grid.exclusions.enumerated() where !exclusionHits[index] {
      errors.append(.matchesNothing(at: exclusion.position))
    }
    if grid.points.count == 0, let last = grid.exclusions.last {
      errors.append(.allExcluded(at: last.position))
    }
  }

  private mutating func reportBreaches() {
    for (check, breach) in zip(ConfigurationCheck.all, checkBreaches) {
      let rows = check.keys.compactMap(HyperparameterTable.index(of:))
      guard let breach, skipped.isDisjoint(with: rows) else { continue }
      let source = rows.compactMap { sources[$0] }.first
      let key = source?.key ?? check.keys[0]
      errors.append(
        .combination(
          breach.problem, breach.combination, key: key, others: breach.others,
          at: source?.position ?? gridPosition))
    }
    for row in HyperparameterTable.conditionalRows {
      guard let breach = effectBreaches[row], let source = sources[row], !isSkipped(row) else {
        continue
      }
      errors.append(
        .noEffect(
          HyperparameterTable.rows[row].key, unless: breach.dependence,
          combination: breach.combination, block: source.block, others: breach.others,
          at: source.position))
    }
  }

  private func isSkipped(_ row: Int) -> Bool {
    let cause = HyperparameterTable.rows[row].condition.flatMap {
      HyperparameterTable.index(of: $0.key)
    }
    return skipped.contains(row) || cause.map { skipped.contains($0) } ?? false
  }

  /// What `base` sets has to have an effect in some configuration, unless it is the default anyway.
  private mutating func reportUselessBase() {
    for row in HyperparameterTable.conditionalRows
    where !effective.contains(row) && !isSkipped(row) {
      let rule = HyperparameterTable.rows[row]
      guard let source = sources[row], source.block == "base",
        rule.get(grid.base) != HyperparameterTable.defaults[row]
      else { continue }
      let dependence = rule.unmetDependence(in: grid.base) ?? rule.condition
      if HyperparameterTable.isLength(row), dependence?.key != "algorithm" { continue }
      errors.append(
        .noEffect(
          rule.key, unless: dependence, combination: nil, block: "base", others: 0,
          at: source.position))
    }
  }
}

/// Where a hyperparameter is given.
struct HyperparameterSource: Sendable {
  var key: String
  var block: String
  var position: SourcePosition
}
