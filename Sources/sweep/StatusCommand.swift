import ArgumentParser
import Experiments

/// Tells how many trials of an experiment are done, running, failed and missing, from its files
/// alone.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell how far an experiment has come.",
    discussion: """
      Every trial's file is read and checked. A trial is running if it has a
      checkpoint to go on from. Exit status: 0 when all files are
      right, whether or not all trials are done; 1 when a trial failed or a file is
      damaged.

      EXAMPLE
        sweep status results/cartpole
      """)

  @OptionGroup var folder: FolderArgument

  func run() throws {
    let status = try ExperimentStatus(of: try folder.existing(), inspection: .byThisProgram)
    try StandardOutput.writeLine("\(status.name): \(status.total) trials")
    try StandardOutput.writeLine("  done     \(status.done)")
    try StandardOutput.writeLine("  running  \(status.running)")
    try StandardOutput.writeLine("  failed   \(status.failures.count)")
    try StandardOutput.writeLine("  missing  \(status.missing)")
    if !status.damaged.isEmpty {
      try StandardOutput.writeLine("  damaged  \(status.damaged.count)")
    }
    for trial in status.failures + status.damaged {
      try StandardOutput.writeLine("\(trial.id): \(trial.reason)".printable)
    }
    if !(status.failures + status.damaged).isEmpty { throw ExitCode(.failed) }
  }
}

/// A results folder that a user names.
struct FolderArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The folder of an experiment's results.", valueName: "results/name"),
    completion: .directory)
  var path: String

  /// The folder, which holds an experiment.
  ///
  /// - Throws: `NoResultsError`.
  func existing() throws -> ResultsFolder {
    let folder = ResultsFolder(existing: path)
    try folder.requireResults()
    return folder
  }
}
