import ArgumentParser
import Experiments

/// Puts the results of shards together that were run in folders of their own.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge the results folders of shards into one.",
    discussion: """
      Every trial's file is checked first. Exit status: 1 when a file is damaged,
      when two folders have different results of one trial, or when trials are in
      none of them; 64 when they hold different experiments. Nothing is written
      then. Without folders of shards, the summary of the results that are there is
      made anew.

      EXAMPLE
        sweep run experiments/cartpole.cfg --shard 0/2 --results shard0
        sweep run experiments/cartpole.cfg --shard 1/2 --results shard1
        sweep merge results/cartpole shard0/cartpole shard1/cartpole
      """)

  @Argument(
    help: ArgumentHelp("The folder of the whole; it need not exist.", valueName: "results/name"),
    completion: .directory)
  var target: String

  @Argument(
    help: ArgumentHelp("The results folders of the shards.", valueName: "shard-folder"),
    completion: .directory)
  var folders: [String] = []

  @Flag(help: "Merge what is there, though trials are missing.")
  var partial = false

  func run() throws {
    for folder in folders { try ArgumentError.requireExisting(folder) }
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    try withExtendedLifetime(monitor) {
      let target = ResultsFolder(existing: target)
      let merge = try ShardMerge(
        folders.map { ResultsFolder(existing: $0) }, into: target, inspection: .byThisProgram,
        stop: stop)
      if !partial, !merge.missing.isEmpty {
        throw MergeError.incomplete(missing: merge.missing, of: merge.trialCount)
      }
      try merge.write()
      let count = merge.trialCount - merge.missing.count
      let rest = merge.missing.isEmpty ? "all there" : "\(merge.missing.count) missing"
      try StandardOutput.writeLine("\(target.path): \(count) trials merged, \(rest)".printable)
    }
  }
}
