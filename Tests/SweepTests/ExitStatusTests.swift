import Foundation
import Testing

/// What is not told by a test of one command; the other numbers stand there.
@Suite(.timeLimit(.minutes(2)))
struct ExitStatusTests {
  @Test func `results that cannot be written are status 74`() throws {
    let place = try Workplace(.tiny)
    try place.put("a file", in: "taken")
    let outcome = try place.sweep("run", "tiny.cfg", "--results", "taken/results")
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 74, output: "",
          errors: "mkdir failed for taken/results/tiny/trials: Not a directory "
            + "(the folder for results is 'taken/results'; --results names another)\n"))
    #expect(place.names() == ["taken", "tiny.cfg"])
  }

  @Test func `a disk that is full in the middle is status 74, and no file is half there`() throws {
    let place = try Workplace(.tiny)
    // A limit on the size of files, at which writing fails as it does on a full disk.
    let full = try RunningSweep(
      "/bin/bash",
      [
        "-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"", try SweepProgram.path(), "run",
        "tiny.cfg", "--quiet",
      ], in: place
    ).finish()
    #expect(full.status == 74)
    #expect(full.output == "")
    #expect(full.errors.hasPrefix("write failed for results/tiny/"))
    #expect(full.errors.hasSuffix(": File too large\n"))
    #expect(place.names(in: "results/tiny/trials") == [])
    // With room again, the same command does what there is to do.
    try place.succeed("run", "tiny.cfg")
  }

  /// Every command that writes to standard output, and help.
  static let writingCommands = [
    "--help", "--version", "help plan", "plan tiny.cfg", "plan tiny.cfg --json",
    "list environments", "run tiny.cfg --quiet", "status results/tiny",
    "replay results/tiny", "replay results/tiny --all",
    "compare results/tiny/summary.csv results/tiny/summary.csv",
    "compare results/tiny/summary.csv results/tiny/summary.csv --exact",
    "rollout CartPole-v1 --seed 1 --actions 0,1",
    "watch $(ls results/tiny/trials/*.h5 | head -n 1)",
  ]

  /// Runs the program by a shell, which opens and closes files for it.
  private func shell(_ script: String, in place: Workplace) throws -> SweepProgram.Outcome {
    try RunningSweep("/bin/bash", ["-c", script, try SweepProgram.path()], in: place).finish()
  }

  @Test(arguments: writingCommands)
  func `output that cannot be written is status 74, in every command`(command: String) throws {
    let full = try shell(
      "set -- \(command); exec \"$0\" \"$@\" > /dev/full",
      in: try .finished(.tiny))
    #expect(full.status == 74)
    // Behind the progress of those that show any.
    #expect(full.errors.hasSuffix("standard output: No space left on device\n"))
  }

  @Test func `output of which only the beginning can be written is status 74`() throws {
    // As on a small disk: 20 000 lines, of which 64 kB can be written, then no more.
    let place = try Workplace()
    try place.put(String(repeating: "0\n", count: 20_000), in: "actions")
    let outcome = try shell(
      """
      ulimit -f 64
      exec "$0" rollout CliffWalking-v1 --seed 1 --actions @actions > rows
      """, in: place)
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 74, output: "", errors: "standard output: File too large\n"))
  }

  @Test(arguments: [">&-", "<&- >&-", ">&- 2>&-"])
  func `closed standard output is status 74`(closing: String) throws {
    let place = try Workplace(.tiny)
    let outcome = try shell("exec \"$0\" plan tiny.cfg \(closing)", in: place)
    #expect(outcome.status == 74)
    #expect(
      outcome.errors
        == (closing.contains("2>") ? "" : "standard output: Bad file descriptor\n"))
  }

  @Test func `what goes to closed standard files is in no file of results`() throws {
    let place = try Workplace(.tiny)
    let outcome = try shell("exec \"$0\" run tiny.cfg --workers 1 <&- 2>&-", in: place)
    #expect(outcome.status == 0)
    #expect(
      try ResultFiles(of: "results/tiny", in: place)
        .differing(from: ResultFiles(of: "results/tiny", in: .finished(.tiny))) == [])
    let lock = try place.text(of: "results/tiny/.lock")
    #expect(lock.hasPrefix("process ") && lock.split(separator: "\n").count == 1)
  }

  @Test func `standard error that cannot be written is no failure`() throws {
    let place = try Workplace(.tiny)
    #expect(try shell("exec \"$0\" run tiny.cfg 2> /dev/full", in: place).status == 0)
  }

  @Test func `a reader who goes away is no failure`() throws {
    let outcome = try shell(
      """
      trap '' PIPE
      { "$0" list hyperparameters; echo "status $?" >&2; } | true
      """, in: try Workplace())
    #expect(outcome.errors == "status 0\n")
  }

  @Test(arguments: [
    ("run tiny.cfg --results $'out\\xff'", "argument 4 is not valid UTF-8: $'out\\xff'"),
    ("status $'r\\xc3\\'/tiny'", "argument 2 is not valid UTF-8: $'r\\xc3\\'/tiny'"),
    ("$'\\xed\\xa0\\x80.cfg'", "argument 1 is not valid UTF-8: $'\\xed\\xa0\\x80.cfg'"),
  ])
  func `an argument that is not UTF-8 is refused, and nothing is run`(
    arguments: String, message: String
  ) throws {
    let place = try Workplace(.tiny)
    let outcome = try shell("exec \"$0\" \(arguments)", in: place)
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 64, output: "", errors: message + "; sweep takes names in UTF-8 only\n"))
    #expect(place.names() == ["tiny.cfg"])
  }

  @Test func `a current folder whose name is not UTF-8 is a folder as any other`() throws {
    let place = try Workplace(.tiny)
    let outcome = try shell(
      "mkdir $'a\\xff' && cd $'a\\xff' && \"$0\" run ../tiny.cfg --quiet && mv results ..",
      in: place)
    #expect((outcome.status, outcome.errors) == (0, ""))
    #expect(place.trials(in: "results/tiny").count == 4)
  }

  @Test func `results that cannot be written are status 74, and the message names the file`() throws
  {
    let place = try Workplace(.tiny)
    try place.put("no folder", in: "results")
    let outcome = try place.sweep("run", "tiny.cfg")
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 74, output: "",
          errors: "mkdir failed for results/tiny/trials: Not a directory "
            + "(the folder for results is 'results'; --results names another)\n"))
  }
}
