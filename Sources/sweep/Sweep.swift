import ArgumentParser
import Experiments
import Glibc

/// The command line: parse, call, print, exit code.
@main
struct Sweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Deep-Q-learning experiments that reproduce bit for bit.",
    usage: """
      sweep <experiment.cfg> [options of 'run']
      sweep <subcommand>
      """,
    discussion: """
      EXAMPLES
        sweep experiments/cartpole.cfg
        sweep replay results/cartpole --all

      EXIT STATUS
        0    done
        1    a trial failed, a replay differs, or files are not identical
        64   wrong arguments or experiment file: nothing was run
        74   results could not be written or read
        130  stopped by SIGINT; 143 by SIGTERM: the same command goes on from there
      """,
    version: BuildFacts.programVersion,
    subcommands: [
      RunCommand.self, PlanCommand.self, StatusCommand.self, ReplayCommand.self,
      WatchCommand.self, RolloutCommand.self, CompareCommand.self, InspectCommand.self,
      ListCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  static func main() {
    do {
      let arguments = ProgramArguments.all
      if let suggestion = CommandSuggestion(arguments) { throw suggestion }
      var command = try parseAsRoot(arguments)
      try command.run()
      try flush()
    } catch let stop as StopRequestError {
      TerminalOutput.standardError.write("\(stop)\n")
      exit(withError: ExitStatus.stopped(by: stop.signal))
    } catch {
      if let status = ExitStatus(of: error) {
        TerminalOutput.standardError.write("\(error)\n".printable)
        exit(withError: status.code)
      }
      // What ArgumentParser throws, it also words: help, version, wrong arguments.
      exit(withError: error)
    }
  }

  /// Makes sure that what was printed got out: a table that a full disk cut off is no success.
  ///
  /// A reader who went away, such as `head`, has had what it wanted.
  private static func flush() throws {
    guard fflush(nil) != 0, errno != EPIPE else { return }
    throw OutputError(code: errno)
  }
}
