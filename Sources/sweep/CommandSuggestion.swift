import ArgumentParser
import Experiments
import Glibc

/// A first argument that is no command, but was probably meant to be one.
///
/// `run` is the command where none is named, so a slip of the finger would else be an experiment file
/// that is not there, or one argument too many.
struct CommandSuggestion: ExitStatusError, Equatable {
  let argument: String
  let command: String

  var exitStatus: ExitStatus { .wrongInput }

  var description: String {
    "'\(argument)' is neither a command nor an experiment file; did you mean 'sweep \(command)'?"
  }

  /// The suggestion for the first of some arguments; `nil` if that is a command, an option or a file,
  /// or is like no command.
  init?(_ arguments: [String]) {
    let commands = Sweep.configuration.subcommands.map { $0.configuration }
      .filter(\.shouldDisplay).compactMap(\.commandName)
    guard let argument = arguments.first, !argument.hasPrefix("-"),
      !argument.contains(where: { $0 == "/" || $0 == "." }),
      !(commands + ["help", "inspect"]).contains(argument), access(argument, F_OK) != 0,
      let command = NameSuggestion.nearest(to: argument, among: commands)
    else { return nil }
    self.argument = argument.printable
    self.command = command
  }
}
