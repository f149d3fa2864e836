import Testing

@Suite(.timeLimit(.minutes(2)))
struct SweepTests {
  @Test func `the documented help is what the program prints, for every command`() throws {
    let place = try Workplace()
    let help = try place.succeed("--help")
    let block = "\n```console\n$ sweep --help\n\(help.output)```\n\n"
    try Snapshot.expect(block, of: "program", inReference: "commands.md")
    let commands = help.output.matches(of: #/\n  ([a-z]+)(?: \(default\))?  +[A-Z]/#).map(\.1)
    #expect(commands.count > 5)
    let sections = try commands.map { command in
      let help = try place.succeed(String(command), "--help")
      #expect(help.errors == "")
      expectShortLines(help.output, of: command)
      return "## `sweep \(command)`\n\n```console\n$ sweep \(command) --help\n\(help.output)```\n"
    }
    try Snapshot.expect(
      "\n" + sections.joined(separator: "\n") + "\n", of: "commands", inReference: "commands.md")
  }

  /// Checks that a terminal of 80 columns breaks no line of a discussion: what was left of it would
  /// be a short line in the middle of a sentence.
  private func expectShortLines(_ help: String, of command: Substring) {
    let usage = help.firstRange(of: "\nUSAGE: ")?.lowerBound ?? help.endIndex
    for line in help[..<usage].split(separator: "\n").dropFirst() {
      #expect(line.count < 80, "\(command): \(line)")
    }
  }

  @Test func `the version is three numbers`() throws {
    let version = try Workplace().succeed("--version").output
    #expect(version.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil, "\(version)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completion offers the values of options and arguments`(shell: String) throws {
    let script = try Workplace().succeed("--generate-completion-script", shell).output
    let words = Set(script.split { !$0.isLetter && !$0.isNumber && !"_-./".contains($0) })
    for word in ["loss_last", "CartPole-v1", "rl-zoo", "markdown", "hyperparameters", "cfg", "h5"] {
      #expect(words.contains { $0 == word || $0.hasSuffix("." + word) }, "\(word)")
    }
  }

  @Test func `an experiment file without a command is run`() throws {
    let bare = try Workplace(.tiny)
    let run = try Workplace(.tiny)
    let outcome = try bare.succeed("tiny.cfg", "--workers", "1")
    #expect(try outcome.output == run.succeed("run", "tiny.cfg", "--workers", "1").output)
    #expect(
      try ResultFiles(of: "results/tiny", in: bare)
        .differing(from: ResultFiles(of: "results/tiny", in: run)) == [])
  }

  @Test(arguments: [
    ("nope", "'nope' is not a command; 'sweep --help' lists all commands\n"),
    ("statsu", "'statsu' is not a command; did you mean 'sweep help status'?\n"),
  ])
  func `help for what is not a command is refused`(name: String, message: String) throws {
    let outcome = try Workplace().sweep("help", name)
    #expect(outcome == SweepProgram.Outcome(status: 64, output: "", errors: message))
  }

  @Test(arguments: ["help", "help plan", "help inspect", "help help"])
  func `help that exists is printed`(line: String) throws {
    let outcome = try Workplace().start(line.split(separator: " ").map(String.init)).finish()
    #expect(outcome.status == 0 && outcome.output.hasPrefix("OVERVIEW: "))
  }

  @Test(arguments: [
    (["run", "tiny.cfg", "--workers", "-1"], "--workers -1: there must be at least 1 worker"),
    (["watch", "a.h5", "--episodes", "-1"], "--episodes is at least 1"),
    (["watch", "a.h5", "--delay", "-0.5"], "--delay is from 0 to 60"),
    (
      ["rollout", "CartPole-v1", "--actions", "0", "--seed", "-1"],
      "The value '-1' is invalid for '--seed <s>'"
    ),
  ])
  func `a negative number is a value, and not a missing one`(
    arguments: [String], message: String
  ) throws {
    let outcome = try Workplace(.tiny).start(arguments).finish()
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("Error: \(message)"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ["status", "nope"], ["replay", "nope"], ["watch", "nope"], ["compare", "nope", "tiny.cfg"],
  ])
  func `a file or folder that does not exist is a wrong argument`(arguments: [String]) throws {
    let outcome = try Workplace(.tiny).start(arguments).finish()
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 64, output: "", errors: "nope: No such file or directory\n"))
  }

  @Test func `no arguments at all are wrong arguments`() throws {
    let outcome = try Workplace().sweep()
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("Error: Missing expected argument '<experiment.cfg>'\n"))
  }

  @Test func `an option that does not exist is refused, and nothing is run`() throws {
    let place = try Workplace(.tiny)
    let outcome = try place.sweep("run", "tiny.cfg", "--wrokers", "1")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("Unknown option '--wrokers'"))
    #expect(place.names() == ["tiny.cfg"])
  }
}
