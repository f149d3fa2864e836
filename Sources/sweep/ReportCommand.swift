import ArgumentParser
import Experiments

/// Writes an experiment's results as one HTML file that needs nothing else.
///
/// The same results and options give the same bytes.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the results as one HTML file, with figures and every trial's details.",
    discussion: """
      The file needs no network and no other file. It can be made while the
      experiment runs; 'sweep run --live' keeps it up to date.

      EXAMPLES
        sweep report results/cartpole
        sweep report results/gridworld --metric regret --output regret.html
      """)

  @Argument(
    help: ArgumentHelp("A results folder, or a summary.", valueName: "results/name"),
    completion: .file(extensions: ["csv"]))
  var path: String

  @Option(
    help: ArgumentHelp(
      """
      The file to write; - for standard output. (default: report.html in the results folder, or \
      beside the summary)
      """, valueName: "file"),
    completion: .file(extensions: ["html"]))
  var output: String?

  @OptionGroup var order: RankingArguments

  func validate() throws {
    if output == "" { throw ValidationError("--output: the file has no name") }
  }

  func run() throws {
    try ArgumentError.requireExisting(path)
    if let output { try ArgumentError.requireOutput(output, madeFrom: path) }
    let source = try ReportSource.read(path, inspection: .byThisProgram)
    let ranking = try order.ranking(of: source)
    let page = try ReportPage(ranking, inspection: .byThisProgram)
    if output == "-" {
      try StandardOutput.write(page.html)
      return
    }
    let file = output ?? source.folder?.reportFile ?? reportBesideSummary
    try page.write(to: file)
    try StandardOutput.writeLine(file.printable)
  }

  private var reportBesideSummary: String {
    guard let slash = path.lastIndex(of: "/") else { return "report.html" }
    return String(path[...slash]) + "report.html"
  }
}
