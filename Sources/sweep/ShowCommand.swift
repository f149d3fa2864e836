import ArgumentParser
import Experiments

/// Prints the ranking of an experiment's configurations, at any time, also while it runs.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Rank the configurations, with intervals and the effects of the axes.",
    discussion: """
      One score per seed is the unit. Exit status: 64 if there are no results.

      EXAMPLES
        sweep show results/cartpole
        sweep show results/cartpole --json | python3 -m json.tool
      """)

  /// How configurations are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, csv, markdown, json
  }

  @Argument(
    help: ArgumentHelp("A results folder, or a summary.", valueName: "results/name"),
    completion: .file(extensions: ["csv"]))
  var path: String

  @OptionGroup var order: RankingArguments

  @Option(help: ArgumentHelp("Configurations to show, or 'all'.", valueName: "n"))
  var top = ShownCount.some(20)

  @Flag(help: "Print every column, with ids.")
  var wide = false

  @Flag(help: "Add the numbers of the learning curves, from the trials' files.")
  var curves = false

  @Option(help: "Print text, csv, markdown or json.")
  var format = Format.text

  @Flag(help: "The same as --format json.")
  var json = false

  func run() throws {
    try ArgumentError.requireExisting(path)
    let source = try ReportSource.read(path, inspection: .byThisProgram)
    let ranking = try order.ranking(of: source)
    switch json ? .json : format {
    case .text:
      let text = RankingText(
        ranking, detail: wide ? .wide : .short, width: TerminalOutput.standardOutput.width(),
        top: top.count)
      try StandardOutput.write(text.text.printable)
      if curves {
        let width = TerminalOutput.standardOutput.width()
        try StandardOutput.write(ranking.curvesText(top: top.count, width: width))
      }
      if let experiment = source.experiment {
        try StandardOutput.writeLine(ProtocolText.of(experiment))
      }
    case .csv: try StandardOutput.write(RankingFormats(ranking).csv())
    case .markdown: try StandardOutput.write(RankingFormats(ranking).markdown().printable)
    case .json: try StandardOutput.write(RankingFormats(ranking).json(withCurves: curves))
    }
  }
}
