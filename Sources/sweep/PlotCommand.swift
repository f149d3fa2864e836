import ArgumentParser
import Experiments

/// Draws the learning curves of an experiment's finished trials as an SVG file.
///
/// The same results and options give the same bytes. Notes on what the lines are, and on what was
/// left out, go to standard output with the file's name; with `--output -` they go to standard error.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw learning curves as an SVG file.",
    discussion: """
      Draws the mean return of the evaluations against environment steps, with its
      95 % interval over the seeds: a line for each configuration, the best 8. Where
      nothing but the end was evaluated, it draws the returns of the training
      episodes. It can be used while the experiment runs.

      EXAMPLES
        sweep plot results/cartpole
        sweep plot results/cartpole --by learning_rate --output rates.svg
        sweep plot results/cartpole --configurations fb76e2,40fdd2 --theme light
      """)

  @OptionGroup var folder: FolderArgument

  @Option(
    help: ArgumentHelp(
      "The file to write; - for standard output. (default: <results/name>/curves.svg)",
      valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var output: String?

  @Option(
    name: .customLong("by"),
    help: ArgumentHelp(
      "A line for each value of this key, averaged over everything else.", valueName: "axis"))
  var axis: String?

  @Option(
    help: ArgumentHelp(
      "Only these configurations: the beginnings of their ids, separated by commas.",
      valueName: "ids"))
  var configurations: String?

  @Option(
    help: ArgumentHelp(
      "Lines at most, the best by their last mean. (default: 8)", valueName: "n"))
  var top: Int?

  @Flag(help: "Draw training returns, even if there are evaluations.")
  var training = false

  @Flag(help: "Draw the curve of each seed too, as a thin line.")
  var seeds = false

  @Option(help: ArgumentHelp("auto follows the reader's system: auto, light or dark."))
  var theme = Theme.auto

  /// The colours.
  enum Theme: String, ExpressibleByArgument, CaseIterable {
    case auto, light, dark

    var colours: FigureTheme {
      switch self {
      case .auto: .auto
      case .light: .light
      case .dark: .dark
      }
    }
  }

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top \(top): there must be at least 1 line") }
    if output == "" { throw ValidationError("--output: the file has no name") }
    if configurationPrefixes.contains("") {
      throw ValidationError("--configurations: an id between two commas is empty")
    }
  }

  private var configurationPrefixes: [String] {
    configurations?.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingPrefix(" ").description } ?? []
  }

  func run() throws {
    var options = CurvePlot.Options()
    options.configurations = configurationPrefixes
    options.top = top
    options.axis = axis
    options.training = training
    options.seeds = seeds
    let folder = try folder.existing()
    if let output { try ArgumentError.requireOutput(output) }
    let plot = try CurvePlot(of: folder, options: options, inspection: .byThisProgram)
    let notes = plot.notes.map { $0 + "\n" }.joined().printable
    if output == "-" {
      TerminalOutput.standardError.write(notes)
      try StandardOutput.write(plot.svg(theme.colours))
      return
    }
    let file = output ?? folder.curvesFile
    try plot.write(to: file, theme: theme.colours)
    try StandardOutput.write(notes + "\(file)\n".printable)
  }
}
