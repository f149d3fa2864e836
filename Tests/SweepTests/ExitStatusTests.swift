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

  @Test func `output that cannot be written is status 74`() throws {
    let full = try RunningSweep(
      "/bin/bash",
      ["-c", "exec \"$0\" plan tiny.cfg > /dev/full", try SweepProgram.path()],
      in: try Workplace(.tiny)
    ).finish()
    #expect(
      full
        == SweepProgram.Outcome(
          status: 74, output: "", errors: "standard output: No space left on device\n"))
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
