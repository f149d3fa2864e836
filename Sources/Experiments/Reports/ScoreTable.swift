import DeepQ

/// Scores by configuration and seed, from a summary of ours or from anybody's CSV file.
public struct ScoreTable: Sendable {
  /// One configuration.
  struct Configuration: Sendable {
    /// Its values of the table's columns.
    var values: [String]
    /// The scores, each with what names its seed; `nil` where the file has no seeds.
    var scores: [(seed: String?, score: Double)] = []
    /// Trials without a score because they failed.
    var failed = 0
    /// Scores that are not finite, or too large to be compared.
    var unusable = 0

    /// Adds a score, or counts it if no statistic can be computed of it.
    mutating func add(_ score: Double, seed: String?) {
      // Differences and sums of such scores, and their squares, are finite.
      if abs(score) < 1e150 { scores.append((seed, score)) } else { unusable += 1 }
    }
  }

  /// What a comparison calls it.
  let name: String
  /// The column that the scores are from.
  public let metric: String
  /// The columns of settings.
  let columns: [String]
  /// Columns of a CSV file of another program that are neither settings, scores nor seeds.
  let otherColumns: [String]
  /// The configurations, in the order in which they first appear.
  let configurations: [Configuration]
  /// What the scores were measured by, where it is known: name and value of each condition.
  let conditions: [(name: String, value: String)]
  /// The seed of random numbers that depend on the scores' experiment.
  let seed: UInt64

  /// The number of scores.
  var count: Int { configurations.reduce(0) { $0 + $1.scores.count } }

  private init(
    name: String, metric: String, columns: [String], otherColumns: [String] = [],
    configurations: [Configuration], conditions: [(name: String, value: String)] = [],
    seed: UInt64 = 0
  ) {
    self.name = name
    self.metric = metric
    self.columns = columns
    self.otherColumns = otherColumns
    self.configurations = configurations
    self.conditions = conditions
    self.seed = seed
  }

  /// The scores of a summary.
  ///
  /// - Throws: `SummaryError` if there is no such column, or a cell is not a number.
  public init(_ source: ReportSource, metric: String) throws(SummaryError) {
    let summary = source.summary
    let columns = summary.hyperparameters.map(\.name)
    let score = try summary.metricIndex(of: metric)
    var configurations: [Configuration] = []
    let groups = try ConfigurationGroup.groups(of: summary, metric: metric)
    let values = summary.texts(of: groups.lazy.map { $0.rows[0] }, in: columns)
    for (group, values) in zip(groups, values) {
      var configuration = Configuration(values: values)
      configuration.failed = group.failed
      for row in group.rows where summary.rows[row].status == .done {
        guard let value = try summary.number(row, score) else { continue }
        let (seed, replicate) = (summary.rows[row]["seed"], summary.rows[row]["replicate"])
        configuration.add(value, seed: "\(seed.text)/\(replicate.text)")
      }
      configurations.append(configuration)
    }
    self.init(
      name: source.folder?.path ?? summary.name, metric: metric, columns: columns,
      configurations: configurations, conditions: source.experiment.map(Self.conditions) ?? [],
      seed: source.seed)
  }

  /// The scores of a CSV file of any other program.
  ///
  /// The file needs a heading and the column of the metric. A column `seed`, `replicate` or `run`
  /// names the seeds. Columns of settings are those that are named like hyperparameters, like
  /// `environment` or `arm`, and what `settings` names.
  ///
  /// - Throws: `CSVError` or `SummaryError`.
  private static func foreign(
    _ lines: inout CSVReader, metric: String, settings: [String]
  ) throws -> ScoreTable {
    let file = lines.file
    guard let heading = try lines.nextLine() else {
      throw CSVError(file: file, line: nil, column: nil, cause: "it is empty")
    }
    let names = heading.cells
    for column in [metric] + settings where !names.contains(column) {
      throw SummaryError.noColumn(column, file: file, columns: names)
    }
    let score = names.firstIndex(of: metric) ?? 0
    let seeds = ["seed", "replicate", "run"].compactMap { names.firstIndex(of: $0) }
    let known = Set(HyperparameterTable.rows.map(\.column) + ["environment", "arm"] + settings)
    let chosen = names.indices.filter { known.contains(names[$0]) && $0 != score }
    var configurations: [Configuration] = []
    var indices: [[String]: Int] = [:]
    while let line = try lines.nextLine() {
      guard line.cells.count == names.count else {
        throw CSVError(
          file: file, line: line.number, column: nil,
          cause: "it has \(line.cells.count) cells, and the heading \(names.count)")
      }
      let values = chosen.map { line.cells[$0] }
      let index = indices[values] ?? configurations.count
      if index == configurations.count {
        indices[values] = index
        configurations.append(Configuration(values: values))
      }
      guard !line.cells[score].isEmpty else { continue }
      guard let value = Double(line.cells[score]) else {
        throw SummaryError.notANumber(
          line.cells[score], file: file, row: line.number, column: metric)
      }
      let seed = seeds.isEmpty ? nil : seeds.map { line.cells[$0] }.joined(separator: "/")
      configurations[index].add(value, seed: seed)
    }
    let used = Set(chosen + seeds + [score])
    return ScoreTable(
      name: file, metric: metric, columns: chosen.map { names[$0] },
      otherColumns: names.indices.filter { !used.contains($0) }.map { names[$0] },
      configurations: configurations)
  }

  /// Reads a results folder, a summary, or any other CSV file.
  ///
  /// - Parameters:
  ///   - path: The folder or file.
  ///   - metric: The column to compare; `nil` for a summary's usual one.
  ///   - settings: Columns of a CSV file of another program that are settings.
  ///   - inspection: How files of trials are read that finished since the summary was written.
  /// - Returns: The scores.
  /// - Throws: `FileError`, `CSVError`, `SummaryError` or `NoSummaryError`.
  public static func read(
    _ path: String, metric: String?, settings: [String] = [], inspection: FileInspection? = nil
  ) throws -> ScoreTable {
    let source: ReportSource
    if ReportSource.isFolder(path) {
      source = try ReportSource.read(path, inspection: inspection)
    } else {
      // Once: it may be a pipe.
      var lines = CSVReader(
        try FilePieces(path, limit: SummaryReader.byteLimit, from: .user), file: path)
      try lines.skipByteOrderMark()
      guard try lines.begins(with: "trial,") else {
        return try foreign(&lines, metric: metric ?? "evaluation_return", settings: settings)
      }
      source = .summary(try SummaryReader.table(from: &lines))
    }
    return try ScoreTable(source, metric: metric ?? source.usualMetric)
  }

  /// One table for each value of a column, which then is no column any more.
  ///
  /// - Throws: `ComparisonError` if there is no such column, or it has one value.
  func split(by column: String) throws(ComparisonError) -> [ScoreTable] {
    // As reports print it: `hidden` is `network.hidden`.
    guard
      let index = columns.firstIndex(of: column)
        ?? columns.firstIndex(where: { RankingText.title(of: $0) == column })
    else {
      throw .noAxis(
        column, file: name, axes: varying, isOtherColumn: otherColumns.contains(column))
    }
    var values: [String] = []
    for configuration in configurations where !values.contains(configuration.values[index]) {
      values.append(configuration.values[index])
    }
    guard values.count > 1 else { throw .oneValue(column, file: name, axes: varying) }
    return values.map { value in
      ScoreTable(
        name: value.isEmpty ? "(none)" : value, metric: metric,
        columns: columns.enumerated().filter { $0.offset != index }.map(\.element),
        configurations: configurations.filter { $0.values[index] == value }.map { configuration in
          var rest = configuration
          rest.values.remove(at: index)
          return rest
        }, conditions: conditions, seed: seed)
    }
  }

  /// The columns whose value is not the same in all configurations.
  var varying: [String] {
    columns.indices.filter { index in
      Set(configurations.map { $0.values[index] }).count > 1
    }.map { columns[$0] }
  }

  /// What an experiment's scores were measured by.
  static func conditions(of experiment: Experiment) -> [(name: String, value: String)] {
    let environment = experiment.environment
    let settings = (Environments.definition(of: environment.id)?.settings ?? []).map { setting in
      (name: setting.name, value: setting.text(of: environment.value(of: setting)))
    }
    let evaluation = experiment.evaluation
    return [(name: "environment", value: environment.id)] + settings
      + [
        (
          name: "max_episode_steps",
          value: environment.maxEpisodeSteps.map(String.init) ?? "none"
        ),
        (name: "evaluation episodes", value: "\(evaluation.episodes)"),
        (name: "evaluation epsilon", value: shortest(evaluation.epsilon)),
      ]
  }
}

/// Scores that cannot be compared as asked.
public enum ComparisonError: ExitStatusError, Equatable {
  /// There is no such column of settings.
  case noAxis(String, file: String, axes: [String], isOtherColumn: Bool)
  /// The column has one value.
  case oneValue(String, file: String, axes: [String])
  /// Nothing to compare with.
  case tooFew(Int)
  /// No file, or no value of the axis, has that name.
  case noBaseline(String, names: [String])

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong.
  public var description: String {
    switch self {
    case .noAxis(let column, let file, _, isOtherColumn: true):
      "\(file): '\(column)' is not known as a setting; name it with --setting \(column)"
    case .noAxis(let column, let file, let axes, isOtherColumn: false):
      "\(file): there is no column '\(column)'" + Self.hint(column, axes)
    case .oneValue(let column, let file, let axes):
      "\(file): '\(column)' has one value; " + Self.list(axes)
    case .tooFew(let count):
      "a comparison needs two files, or --by with one; there \(count == 1 ? "is" : "are") \(count)"
    case .noBaseline(let name, let names):
      "there is no '\(name)' to compare with; there are " + names.joined(separator: ", ")
    }
  }

  private static func hint(_ column: String, _ axes: [String]) -> String {
    if let nearest = NameSuggestion.nearest(to: column, among: axes) {
      return "; did you mean '\(nearest)'?"
    }
    return "; " + list(axes)
  }

  private static func list(_ axes: [String]) -> String {
    axes.isEmpty ? "no setting varies" : "what varies is " + axes.joined(separator: ", ")
  }
}
