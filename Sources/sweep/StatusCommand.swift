import ArgumentParser
import Experiments

/// Counts the trials of an experiment that are done, running, failed and missing, from its files
/// alone.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Count the trials that are done, running, failed and missing.",
    discussion: """
      Every trial's file is read and checked. A trial is running if it has a
      checkpoint. Exit status: 0 when no file is damaged and no trial has failed,
      whether or not all trials are done; 1 otherwise.

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
  /// - Throws: `ArgumentError`, `NoResultsError`.
  func existing() throws -> ResultsFolder {
    try ArgumentError.requireExisting(path)
    let folder = ResultsFolder(existing: path)
    try folder.requireResults()
    return folder
  }
}
