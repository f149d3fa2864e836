import Experiments
import Foundation

let usage = """
  usage: synthetic <experiment.cfg> <folder> [--trials N] [--shard I/N]

  Writes files of trials that were never trained into <folder>/<name>/, which has to be under the
  folder of temporary files: the first N of the experiment, or every N-th from the I-th on.
  """

/// Ends the program with a message about its arguments.
func refuse(_ message: String) -> Never {
  FileHandle.standardError.write(Data("synthetic: \(message)\n\(usage)\n".utf8))
  exit(64)
}

var arguments = Array(CommandLine.arguments.dropFirst())
var names: [String] = []
var count = Int.max
var shard: Shard?
while !arguments.isEmpty {
  let argument = arguments.removeFirst()
  switch argument {
  case "--trials":
    guard let number = arguments.first.flatMap({ Int($0) }), number >= 0 else {
      refuse("--trials takes a number")
    }
    arguments.removeFirst()
    count = number
  case "--shard":
    guard let text = arguments.first, let part = try? Shard(text, environment: [:]) else {
      refuse("--shard takes i/n")
    }
    arguments.removeFirst()
    shard = part
  case "--help", "-h":
    print(usage)
    exit(0)
  default: names.append(argument)
  }
}
guard names.count == 2 else { refuse("an experiment file and a folder are needed") }
guard SyntheticTrials.isTemporary(names[1]) else {
  refuse("\(names[1]) is not under /tmp, /var/tmp or TMPDIR: made-up results stay there")
}
do {
  let trials = try SyntheticTrials(of: try Experiment.load(path: names[0]), in: names[1])
  let written = try trials.write(first: count, shard: shard)
  print("\(written) synthetic trials in \(trials.folder.path)")
} catch {
  refuse("\(error)")
}
