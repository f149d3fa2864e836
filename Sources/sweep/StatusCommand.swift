import ArgumentParser
import Experiments

/// Says what an experiment is doing and counts its trials, from its files and its lock alone.
///
/// What Slurm says of an experiment that was submitted to it is shown too, and changes nothing.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say what an experiment is doing: running, stopped, failed or done.",
    discussion: """
      Every trial's file is read and checked. An experiment is running while a
      process holds its lock. A paused trial has a checkpoint, from which 'sweep
      run' continues. For an experiment that 'sweep submit' handed to Slurm, the
      line 'slurm' says what that knows of its tasks; what is done, only the files
      say.
      Exit status: 0 when no file is damaged and no trial has failed, whether or not
      all trials are done; 1 otherwise.

      EXAMPLES
        sweep status results/cartpole
        sweep status results/cartpole --json | python3 -m json.tool
      """)

  @OptionGroup var folder: FolderArgument

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let folder = try folder.existing()
    let status = try ExperimentStatus(of: folder, inspection: .byThisProgram)
    let text = StatusText(status, folder: folder.path, queue: SlurmQueue(of: folder))
    try StandardOutput.write(json ? text.json() : text.text.printable)
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
