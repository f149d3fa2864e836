import ArgumentParser
import Experiments
import Foundation

/// Writes an experiment's finished trials in a format that other programs read.
///
/// The same results and options give the same bytes. Notes on what was left out go to standard output
/// with the name of what was written; if that is standard output, they go to standard error.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write results for TensorBoard, PyTorch, pandas and others.",
    discussion: """
      FORMATS
      \(formats)

      Trials are in the order of the grid. It can be used while the experiment
      runs: then it takes the trials that are finished. A folder that holds an
      earlier export in the same format is written over, any other is not.

      EXAMPLES
        sweep export results/pong --format tensorboard
        sweep export results/pong --format safetensors --trial 0815 --output weights
        sweep export results/pong --format csv --table evaluations > scores.csv
        sweep export results/pong --format json | jq '.trials[].results'
      """)

  /// The table of formats, a line each.
  private static var formats: String {
    let width = ExportFormat.all.map(\.name.count).max() ?? 0
    return ExportFormat.all.map { format in
      "  " + format.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + format.summary
    }.joined(separator: "\n")
  }

  @OptionGroup var folder: FolderArgument

  @Option(help: ArgumentHelp("The format, see above.", valueName: "format"))
  var format: ExportFormatArgument

  @Option(
    help: ArgumentHelp(
      "The folder or file to write; - for standard output. (default: <results/name>/export/<format>, or standard output for one document)",
      valueName: "path"),
    completion: .file())
  var output: String?

  @Option(
    name: .customLong("trial"),
    help: ArgumentHelp(
      "Export this trial, or all seeds of this configuration; the beginning of an id will do. (default: all that are finished) Repeatable.",
      valueName: "id"))
  var trials: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only this table of the format csv: episodes or evaluations.", valueName: "table"))
  var table: String?

  func validate() throws {
    if output == "" { throw ValidationError("--output: the file or folder has no name") }
  }

  func run() throws {
    var options = ResultsExport.Options(format: format.format)
    options.trials = trials
    options.table = table
    let folder = try folder.existing()
    if let output { try ArgumentError.requireOutput(output) }
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    try withExtendedLifetime(monitor) {
      let export = try ResultsExport(
        of: folder, options: options, inspection: .byThisProgram, stop: stop)
      guard let path = output ?? (export.isDocument ? nil : export.usualFolder), path != "-" else {
        let outcome = try export.write(stop: stop) { try StandardOutput.write($0) }
        TerminalOutput.standardError.write(text(of: outcome.notes))
        return
      }
      let outcome = try export.write(to: path, stop: stop)
      try StandardOutput.write(
        text(of: outcome.notes + ["\(path): \(counted(outcome.trials, "trial"))"]))
    }
  }

  private func text(of lines: [String]) -> String { lines.map { $0 + "\n" }.joined().printable }
}

/// A format by its name.
struct ExportFormatArgument: ExpressibleByArgument {
  let format: ExportFormat

  init?(argument: String) {
    guard let format = ExportFormat(named: argument) else { return nil }
    self.format = format
  }

  static var allValueStrings: [String] { ExportFormat.all.map(\.name) }
}
