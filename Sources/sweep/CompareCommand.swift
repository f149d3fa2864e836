import ArgumentParser
import Experiments

/// Compares results: which is better, by how much, and how sure that is.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare results, or the values of one axis, with tests and intervals.",
    discussion: """
      Configurations are matched by what varies within each file; what is constant
      and not the same is what is compared. Scores are paired by seed where the
      seeds agree. A CSV file of another program needs a heading, the column of the
      metric and, for pairs, a column 'seed'.

      Exit status: 1 if --exact finds a difference, or --fail-if-worse a significant
      regression or nothing to compare.

      EXAMPLES
        sweep compare results/a results/b
        sweep compare results/cartpole --by learning_rate
        sweep compare results/a results/b --fail-if-worse
        sweep compare results/cartpole --reference all
        sweep compare results/a/summary.csv results/b/summary.csv --exact
      """)

  @Argument(
    help: ArgumentHelp("Results folders or CSV files.", valueName: "results"),
    completion: .file(extensions: ["csv"]))
  var files: [String]

  @Option(
    help: ArgumentHelp("The column to compare. (default: evaluation_return)", valueName: "column"),
    completion: .list(ResultColumn.metrics))
  var metric: String?

  @Option(help: ArgumentHelp("Compare the values of this axis of one file.", valueName: "axis"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "The file, or with --by the value, to compare with. (default: the first)",
      valueName: "name"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "A column of another program's CSV file that is a setting. Repeatable.",
      valueName: "column"))
  var setting: [String] = []

  @Option(
    help: ArgumentHelp(
      "Published scores to set one result beside: a source, or 'all'.", valueName: "name"),
    completion: .list(PublishedScore.references.map(\.name) + ["all"]))
  var reference: String?

  @Option(help: ArgumentHelp("Configurations to show, or 'all'.", valueName: "n"))
  var top = ShownCount.some(20)

  @Flag(help: "End with status 1 if something is significantly worse, or has no scores.")
  var failIfWorse = false

  @Flag(
    help: """
      Print the rows of two files that differ, column by column; of two results folders also the \
      first episode and quantity at which two trials part.
      """)
  var exact = false

  @Flag(help: "Print JSON, for programs.")
  var json = false

  func validate() throws {
    if [exact, by != nil, reference != nil].count(where: \.self) > 1 {
      throw ValidationError("--exact, --by and --reference exclude each other")
    }
    if reference != nil {
      if files.count != 1 { throw ValidationError("--reference takes one result") }
    } else if exact {
      if files.count != 2 { throw ValidationError("--exact compares two summaries") }
    } else if by != nil {
      if files.count != 1 { throw ValidationError("--by compares the values within one file") }
    } else if files.count < 2 {
      throw ValidationError("a comparison needs two files, or --by with one")
    }
  }

  func run() throws {
    if exact { return try compareExactly() }
    if let reference {
      let ranking = try Ranking(
        try ReportSource.read(files[0], inspection: .byThisProgram), metric: metric)
      let comparison = try ReferenceComparison(ranking, reference: reference)
      return try StandardOutput.write(comparison.text.printable)
    }
    var tables: [ScoreTable] = []
    for file in files {
      // All are compared by the column that the first one has.
      let metric = metric ?? tables.first?.metric
      tables.append(
        try Self.existing(file) {
          try ScoreTable.read(
            file, metric: metric, settings: setting, inspection: .byThisProgram)
        })
    }
    let comparison =
      if let by {
        try Comparison(tables[0], by: by, baseline: baseline)
      } else {
        try Comparison(files: tables, baseline: baseline)
      }
    if json {
      try StandardOutput.write(ComparisonJSON(comparison).text())
    } else {
      let text = ComparisonText(
        comparison, width: TerminalOutput.standardOutput.width(), top: top.count)
      try StandardOutput.write(text.text.printable)
    }
    // What could not be compared is no success.
    if failIfWorse && (comparison.isWorse || !comparison.isComplete) { throw ExitCode(.failed) }
  }

  private func compareExactly() throws {
    let sources = try files.map { file in
      try Self.existing(file) { try ReportSource.read(file, inspection: .byThisProgram) }
    }
    let comparison = try ExactComparison(sources[0], sources[1], inspection: .byThisProgram)
    try StandardOutput.write(comparison.text.printable)
    if !comparison.isIdentical { throw ExitCode(.failed) }
  }

  /// A file that a user names and that cannot be read is a wrong argument.
  private static func existing<Value>(_ file: String, _ read: () throws -> Value) throws -> Value {
    try ArgumentError.requireExisting(file)
    do {
      return try read()
    } catch let error as FileError {
      throw ArgumentError(description: "\(error)")
    }
  }
}

/// A number of rows to show, or all.
enum ShownCount: ExpressibleByArgument, CustomStringConvertible {
  case all
  case some(Int)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let count = Int(argument), count > 0 {
      self = .some(count)
    } else {
      return nil
    }
  }

  /// The number; `nil` for all.
  var count: Int? { if case .some(let count) = self { count } else { nil } }

  var description: String { count.map(String.init) ?? "all" }
}
