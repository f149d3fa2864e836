import Testing

@Suite(.timeLimit(.minutes(2)))
struct SweepTests {
  @Test(arguments: ["run", "plan", "status", "replay", "rollout", "compare", "watch", "list"])
  func `a command's help is as recorded`(command: String) throws {
    let help = try Workplace().succeed(command, "--help")
    try Snapshot.expect(help.output, named: "help-\(command)")
    #expect(help.errors == "")
  }

  @Test func `the program's help is as recorded`() throws {
    try Snapshot.expect(try Workplace().succeed("--help").output, named: "help")
  }

  @Test func `the version is three numbers`() throws {
    let version = try Workplace().succeed("--version").output
    #expect(version.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil, "\(version)")
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
