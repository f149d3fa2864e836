import ArgumentParser
import Experiments

/// The experiment file and what the command line changes of it.
struct ExperimentArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The experiment file.", valueName: "experiment.cfg"),
    completion: .file(extensions: ["cfg"]))
  var file: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      """
      Change a value of 'base', or vary it: gamma=0.95 or gamma=0.95,0.99. A list needs its \
      brackets: network.hidden=[24,64] is one network of two layers, network.hidden=[24],[64] two \
      networks. Repeatable.
      """,
      valueName: "key=value"))
  var overrides: [String] = []

  /// The experiment, checked completely.
  ///
  /// - Throws: `ConfigurationErrors`, all mistakes at once.
  func load() throws -> Experiment {
    try Experiment.load(path: file, overrides: overrides)
  }

  /// Writes what is unusual in an experiment to standard error, a line for each rule.
  func warn(of experiment: Experiment) {
    for warning in experiment.warnings {
      TerminalOutput.standardError.write(warning.rendered.printable + "\n")
    }
  }
}

/// How many trials run at a time.
struct WorkerArguments: ParsableArguments {
  @Option(
    // A negative number is a value too, and not an option.
    name: .customLong("workers"), parsing: .unconditional,
    help: ArgumentHelp(
      "Trials at a time. Results do not depend on it. (default: all cores)", valueName: "n"))
  var count: Int?

  func validate() throws {
    if let count, count < 1 {
      throw ValidationError("--workers \(count): there must be at least 1 worker")
    }
  }
}
