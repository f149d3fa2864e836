import ArgumentParser
import Experiments

/// Makes one file of an experiment's results, to be sent.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Make one file of results, to be sent and verified.",
    discussion: """
      The file is a plain tar archive of experiment.cfg, summary.csv,
      provenance.json, the trials' files and their SHA-256 sums. The same folder
      gives the same bytes.

      EXAMPLES
        sweep pack results/pong
        sweep pack results/pong --trial 0815 --trial 6f97 --output two.tar
      """)

  @OptionGroup var folder: FolderArgument

  @Option(
    name: .customLong("trial"),
    help: ArgumentHelp(
      "Pack this trial, or all seeds of this configuration; the beginning of an id will do. (default: all that are finished) Repeatable.",
      valueName: "id"))
  var trials: [String] = []

  @Option(
    help: ArgumentHelp("The file to write. (default: <name>.tar)", valueName: "file"),
    completion: .file(extensions: ["tar"]))
  var output: String?

  func validate() throws {
    if output == "" { throw ValidationError("--output: the file has no name") }
  }

  func run() throws {
    let folder = try folder.existing()
    if let output { try ArgumentError.requireNoResult(output) }
    let selection = try TrialSelection(finishedIn: folder)
    let chosen: [String]
    if trials.isEmpty {
      // What left the grid has no row in the summary.
      let left = Set(selection.all)
      chosen = try folder.experiment().trials.lazy.map(\.id).filter { left.contains($0) }
    } else {
      chosen = try selection.trials(trials)
    }
    if chosen.isEmpty {
      throw ArgumentError(description: "\(folder.path) holds no finished trial")
    }
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    let pack = try withExtendedLifetime(monitor) {
      try ResultsPack(chosen, of: folder, inspection: .byThisProgram, stop: stop)
    }
    let file = output ?? pack.name + ".tar"
    try pack.write(to: file)
    try StandardOutput.writeLine(
      "\(file): \(counted(chosen.count, "trial"))".printable)
  }
}
