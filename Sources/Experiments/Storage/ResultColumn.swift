import DeepQ

/// A column of results: one row of `ResultColumn.all`, from which everything else follows.
///
/// `summary.csv` and its reader, the table in `sweep.h5`, the index of a folder's trials, the
/// reports and the documentation have a column because it has a row there.
public struct ResultColumn: Sendable {
  /// How a cell is read and stored.
  enum Kind: Sendable {
    /// 12 hexadecimal digits.
    case id
    /// A whole number from 0 that every trial has.
    case index
    /// A whole number of 64 bits without a sign.
    case seed
    /// Done, failed or missing.
    case status
    /// A whole number from 0, or nothing.
    case count
    /// A number, or nothing.
    case real
    /// 64 hexadecimal digits, or nothing.
    case digest
  }

  /// Which summaries have the column.
  enum Scope: Sendable {
    /// All of them.
    case all
    /// Those of environments of finitely many states, where the optimal values are known.
    case finiteStates
  }

  /// Which of two values is the better result.
  public enum Direction: Sendable {
    case larger, smaller
  }

  /// The heading.
  public let name: String
  /// What its numbers count; empty where there is no number.
  public let units: String
  /// One line for a reader.
  public let meaning: String
  let kind: Kind
  let scope: Scope
  /// Which values are better; `nil` where the column is not a measure of success.
  public let better: Direction?
  /// The cell of a trial.
  let value: @Sendable (SummarySource) -> SummaryValue

  init(
    _ name: String, _ kind: Kind, units: String = "", in scope: Scope = .all,
    better: Direction? = nil, _ meaning: String,
    value: @escaping @Sendable (SummarySource) -> SummaryValue
  ) {
    self.name = name
    self.kind = kind
    self.units = units
    self.scope = scope
    self.better = better
    self.meaning = meaning
    self.value = value
  }
}

// MARK: - The table

extension ResultColumn {
  /// The columns in their order; those that some summaries do not have come last.
  public static let all: [ResultColumn] = [
    ResultColumn("trial", .id, "the trial's id, which names its file") { .text($0.trial) },
    ResultColumn("configuration", .id, "the configuration's id, which leaves the seeds out") {
      .text($0.configuration)
    },
    ResultColumn("replicate", .index, "which repetition of the configuration, from 0") {
      .integer($0.replicate)
    },
    ResultColumn("seed", .seed, "the experiment's root seed") { .unsigned($0.seed) },
    ResultColumn(
      "status", .status,
      "`done`, `failed` (the trial's file has the reason; parameters that are not finite at the end "
        + "are one) or `missing`"
    ) { .text($0.status.rawValue) },
    // Planning has no experience; its updates are sweeps.
    ResultColumn(
      "episodes", .count, units: "episodes", "training episodes that ended; none in planning"
    ) { SummaryValue($0.training?.episodes.returns.count) },
    ResultColumn("steps", .count, units: "steps", "environment steps; none in planning") {
      SummaryValue($0.training?.steps)
    },
    ResultColumn("updates", .count, units: "updates", "gradient steps; sweeps in planning") {
      SummaryValue($0.result?.updates)
    },
    ResultColumn(
      "return_last_100", .real, units: "reward", better: .larger,
      "mean return of the last 100 training episodes, or of all if there are fewer"
    ) { SummaryValue(mean($0.returns.suffix(100))) },
    ResultColumn(
      "return_best_100", .real, units: "reward", better: .larger,
      "the best mean of 100 consecutive training episodes, or that of all if there are fewer"
    ) { SummaryValue(bestMean(of: $0.returns, window: 100)) },
    ResultColumn(
      "solved_at_episode", .count, units: "episodes", better: .smaller,
      "episodes after which the task first counted as solved"
    ) { SummaryValue($0.result?.solvedAtEpisode) },
    ResultColumn(
      "evaluation_return", .real, units: "reward", better: .larger,
      "mean return of the evaluation at the end; none of a trial that failed"
    ) { SummaryValue($0.finalEvaluation.flatMap { mean($0.returns[...]) }) },
    ResultColumn(
      "loss_last", .real, units: "loss", better: .smaller,
      "mean loss of the last training episode; `inf` where a table's squared errors are more than a "
        + "double holds"
    ) { SummaryValue($0.result?.episodes.losses.last.flatMap { $0.isNaN ? nil : $0 }) },
    ResultColumn("weights_sha256", .digest, "hash of the final parameters, see below") {
      SummaryValue($0.record?.weightsDigest)
    },
    ResultColumn("result_sha256", .digest, "hash of all that the trial's file holds, see below") {
      SummaryValue($0.resultDigest)
    },
    ResultColumn(
      "value_error", .real, units: "reward", in: .finiteStates, better: .smaller,
      "the largest difference of an action value from the optimal one, \\|Q - Q*\\|, at the end"
    ) { SummaryValue($0.finalEvaluation?.valueError) },
    ResultColumn(
      "regret", .real, units: "reward", in: .finiteStates, better: .smaller,
      "what the learned policy loses of an optimal one's expected discounted return, at the end"
    ) { SummaryValue($0.finalEvaluation?.regret) },
  ]

  /// Which of two values of a column is the better one: the larger, where nothing is known of it.
  static func direction(of column: String) -> Direction {
    all.first { $0.name == column }?.better ?? .larger
  }

  /// Whether its cells are results that can be ranked: numbers, but no seeds.
  var isMeasured: Bool { kind == .real || kind == .count }

  /// The names of the columns that measure success, by which configurations can be ranked.
  public static let metrics: [String] = all.filter { $0.better != nil }.map(\.name)

  /// The indices of the columns that a summary has.
  static func indices(finiteStates: Bool) -> [Int] {
    all.indices.filter { finiteStates || all[$0].scope == .all }
  }

  /// The index of the column of that name.
  ///
  /// - Precondition: there is one.
  static func index(of name: String) -> Int {
    guard let index = all.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("there is no column of results '\(name)'")
    }
    return index
  }

  /// The mean, added up from first to last; `nil` of nothing.
  static func mean(_ values: ArraySlice<Double>) -> Double? {
    guard !values.isEmpty else { return nil }
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
  }

  /// The best mean of `window` consecutive values, each added up anew so that none depends on those
  /// before it.
  static func bestMean(of values: [Double], window: Int) -> Double? {
    guard values.count > window else { return mean(values[...]) }
    var best: Double?
    for start in 0...(values.count - window) {
      guard let mean = mean(values[start..<start + window]) else { continue }
      best = best.map { max($0, mean) } ?? mean
    }
    return best
  }
}

// MARK: - Reading and storing

extension ResultColumn.Kind {
  /// How cells are stored in the table of `sweep.h5`.
  var stored: SummaryColumn.Kind {
    switch self {
    case .id, .status, .digest: .text
    case .index, .count: .integer
    case .seed: .unsigned
    case .real: .real
    }
  }

  /// The value of a cell's text; `nil` if it is not one of the column's.
  func value(of text: String) -> SummaryValue? {
    switch self {
    case .id: TrialID.isValid(text) ? .text(text) : nil
    case .status: SummaryRow.Status(rawValue: text).map { .text($0.rawValue) }
    case .index: Int(text).flatMap { $0 < 0 ? nil : .integer($0) }
    case .seed: UInt64(text).map { .unsigned($0) }
    case .count: text.isEmpty ? .empty : Self.index.value(of: text)
    case .real: text.isEmpty ? .empty : Double(text).flatMap { $0.isNaN ? nil : .real($0) }
    case .digest: text.isEmpty ? .empty : text.isHexadecimal(digits: 64) ? .text(text) : nil
    }
  }

  /// What is wrong with a text that has no value: `is not a number`.
  var refusal: String {
    switch self {
    case .id: "is not 12 hexadecimal digits"
    case .status: "is none of done, failed and missing"
    case .index, .seed, .count: "is not a whole number from 0"
    case .real: "is not a number"
    case .digest: "is not 64 hexadecimal digits"
    }
  }
}
