import ArgumentParser
import Experiments

/// Takes out of a results folder what no longer belongs to its experiment.
struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Move trials away that are no longer in the grid.",
    discussion: """
      Moves to <results/name>/pruned: trials that the experiment file no longer has,
      their checkpoints, and damaged files that were quarantined. 'sweep run' takes
      trials back with --from <results/name>/pruned.

      EXAMPLES
        sweep prune results/cartpole --dry-run
        sweep prune results/cartpole
      """)

  @OptionGroup var folder: FolderArgument

  @Flag(help: "List the files, and leave them where they are.")
  var dryRun = false

  @Flag(help: "Remove the files instead of moving them.")
  var delete = false

  func validate() throws {
    if dryRun && delete { throw ValidationError("give either --dry-run or --delete") }
  }

  func run() throws {
    let folder = try folder.existing()
    let pruning = try Pruning(of: folder)
    try pruning.perform(dryRun ? .list : delete ? .delete : .move)
    for file in pruning.files {
      try StandardOutput.writeLine(
        "\(folder.path)/\(file.path)  \(QuantityText.bytes(file.bytes))".printable)
    }
    try StandardOutput.writeLine(total(pruning, folder).printable)
  }

  private func total(_ pruning: Pruning, _ folder: ResultsFolder) -> String {
    let count = pruning.files.count
    if count == 0 { return "everything in \(folder.path) belongs to the experiment" }
    let files = "\(counted(count, "file")), \(QuantityText.bytes(pruning.bytes))"
    if dryRun { return "\(files): nothing was moved" }
    return delete ? "\(files): removed" : "\(files): moved to \(folder.prunedFolder)"
  }
}
