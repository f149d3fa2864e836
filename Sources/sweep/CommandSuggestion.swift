import ArgumentParser
import Experiments
import Platform

/// A word that should be a command's name and is not.
///
/// `run` is the command where none is named, so a mistyped name would else be an experiment file
/// that does not exist, or one argument too many; and `help` would show the help of the whole
/// program.
struct CommandSuggestion: ExitStatusError, Equatable {
  let argument: String
  /// The most likely command, if any is likely.
  let command: String?
  /// Whether it is what `sweep help` was asked for.
  let isHelp: Bool

  var exitStatus: ExitStatus { .wrongInput }

  var description: String {
    let problem =
      "'\(argument)' is \(isHelp ? "not a command" : "neither a command nor an experiment file")"
    let prefix = isHelp ? "sweep help" : "sweep"
    return command.map { "\(problem); did you mean '\(prefix) \($0)'?" }
      ?? "\(problem); 'sweep --help' lists all commands"
  }

  /// The suggestion for a command line; `nil` if it names a command, an option or a file, or where
  /// `run` is meant and no command is like the first argument.
  init?(_ arguments: [String]) {
    isHelp = arguments.first == "help"
    guard let argument = arguments.dropFirst(isHelp ? 1 : 0).first, !argument.hasPrefix("-"),
      !Sweep.commandNames(listed: false).contains(argument), argument != "help"
    else { return nil }
    let isPath =
      argument.contains { $0 == "/" || $0 == "." } || access(argument, F_OK) == 0
    if isPath && !isHelp { return nil }
    command = NameSuggestion.nearest(to: argument, among: Sweep.commandNames(listed: true))
    if command == nil && !isHelp { return nil }
    self.argument = argument.printable
  }
}
