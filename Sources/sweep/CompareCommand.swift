import ArgumentParser
import Experiments

/// Compares summaries, configuration by configuration.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare summaries by configuration, or cell by cell.",
    discussion: """
      The first file is what the others are compared with. Exit status: 1 if --exact
      finds a difference.

      EXAMPLES
        sweep compare results/a/summary.csv results/b/summary.csv
        sweep compare results/a/summary.csv results/b/summary.csv --exact
      """)

  @Argument(
    help: ArgumentHelp("Two or more summaries.", valueName: "summary.csv"),
    completion: .file(extensions: ["csv"]))
  var files: [String]

  @Option(help: ArgumentHelp("The column to compare.", valueName: "column"))
  var metric = "evaluation_return"

  @Flag(help: "Tell which rows of two files are not equal, column by column.")
  var exact = false

  func validate() throws {
    if files.count < 2 { throw ValidationError("a comparison needs at least two summaries") }
    if exact && files.count != 2 { throw ValidationError("--exact compares two summaries") }
  }

  func run() throws {
    let summaries = try files.map(Self.read)
    guard exact else {
      try StandardOutput.write(Comparison(summaries, metric: metric).text.printable)
      return
    }
    let comparison = try ExactComparison(summaries[0], summaries[1])
    try StandardOutput.write(comparison.text.printable)
    if !comparison.isIdentical { throw ExitCode(.failed) }
  }

  /// A file that a user names and that is not there is a wrong argument.
  private static func read(_ file: String) throws -> SummaryTable {
    do {
      return try SummaryReader.read(file)
    } catch let error as FileError {
      throw ArgumentError(description: "\(error)")
    }
  }
}
