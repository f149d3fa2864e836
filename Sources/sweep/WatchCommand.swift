import ArgumentParser
import Experiments
import Foundation

/// Plays a stored trial's policy in the terminal.
///
/// A grid world is drawn with its values and the greedy policy as arrows. The episodes are those of
/// the trial's last evaluation. On a terminal the picture moves; elsewhere each step is a line.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Play a trial's learned policy in the terminal.",
    discussion: """
      For grid worlds and CartPole. The episodes are those of the last evaluation.

      EXAMPLES
        sweep watch results/gridworld/trials/3f2a91c07b5e.h5
        sweep watch results/cartpole/trials/3f2a91c07b5e.h5 --delay 0.02
      """)

  @Argument(
    help: ArgumentHelp("The trial's file.", valueName: "trial.h5"),
    completion: .file(extensions: ["h5"]))
  var file: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many episodes to play.", valueName: "n"))
  var episodes = 1

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Seconds between two pictures.", valueName: "s"))
  var delay = 0.1

  func validate() throws {
    guard episodes >= 1 else { throw ValidationError("--episodes is at least 1") }
    guard (0...60).contains(delay) else { throw ValidationError("--delay is from 0 to 60") }
  }

  func run() throws {
    try ArgumentError.requireExisting(file)
    let trial = try WatchedTrial(file: file)
    let isTerminal = TerminalOutput.isStandardOutputTerminal
    let output = SharedStandardOutput()
    output.writeLine(trial.introduction)
    var drawn = 0
    trial.play(episodes: episodes) { frame, line in
      guard isTerminal else {
        output.writeLine(line)
        return output.isUsable
      }
      // Back to the top of the last picture, and over it.
      let text = ((frame.text ?? "") + line).split(
        separator: "\n", omittingEmptySubsequences: false)
      let back = drawn > 0 ? "\u{1B}[\(drawn)A" : ""
      output.writeLine(back + text.map { "\u{1B}[2K\($0)" }.joined(separator: "\n"))
      drawn = text.count
      Thread.sleep(forTimeInterval: delay)
      return output.isUsable
    }
    try output.check()
  }
}
