import ArgumentParser
import Experiments
import Platform

/// The command line: parse, call, print, exit status.
///
/// A command is a file of its own and an entry of `subcommands`: help, suggestions and the
/// reference (`docs/reference/commands.md`) follow from that list.
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
        74   results could not be written or read, or no thread can be started
        75   stopped at --time-limit: the same command continues from there
        128+n
             stopped by signal n; the same command continues from there: 129 by
             SIGHUP, 130 by SIGINT, 138 by SIGUSR1, 140 by SIGUSR2, 143 by SIGTERM,
             152 by SIGXCPU
      """,
    version: BuildFacts.programVersion,
    subcommands: [
      RunCommand.self, PlanCommand.self, StatusCommand.self,
      ShowCommand.self, CompareCommand.self, PlotCommand.self, ExportCommand.self,
      ReportCommand.self, WatchCommand.self, CertifyCommand.self,
      ReplayCommand.self, RerunCommand.self, PackCommand.self, VerifyCommand.self,
      SubmitCommand.self, MergeCommand.self, PruneCommand.self,
      RolloutCommand.self, InspectCommand.self, ListCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  /// The names of all commands, or of those that the help lists.
  static func commandNames(listed: Bool) -> [String] {
    configuration.subcommands.map { $0.configuration }.filter { $0.shouldDisplay || !listed }
      .compactMap(\.commandName)
  }

  static func main() {
    do {
      try ProgramStart.prepare()
      let arguments = ProgramArguments.all
      if let suggestion = CommandSuggestion(arguments) { throw suggestion }
      var command = try parseAsRoot(arguments)
      // Without help, which asks for nothing of the machine.
      try MachineShortageError.check()
      try command.run()
    } catch {
      end(because: error)
    }
  }

  /// Says why the program ends, and ends it.
  private static func end(because error: any Error) -> Never {
    if let error = error as? any ExitStatusError {
      TerminalOutput.standardError.write("\(error)\n".printable)
      exit(error.exitStatus.code)
    }
    // What ArgumentParser throws, it also words: help, version, wrong arguments.
    let status = exitCode(for: error).rawValue
    let text = fullMessage(for: error)
    if status != EXIT_SUCCESS {
      if !text.isEmpty { TerminalOutput.standardError.write(text + "\n") }
    } else {
      do throws(OutputError) { try StandardOutput.writeLine(text) } catch { end(because: error) }
    }
    exit(status)
  }

  private static func exit(_ status: Int32) -> Never {
    // A stop leaves workers running: no exit handler must run beside them.
    if status > 128 { _exit(status) }
    Platform.exit(status)
  }
}
