import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct StatusCommandTests {
  @Test(arguments: [".", "tiny.cfg"])
  func `what holds no results has no status`(folder: String) throws {
    let outcome = try Workplace(.tiny).sweep("status", folder)
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 64, output: "",
          errors: "\(folder) holds no results of sweep: there is no experiment.cfg in it\n"))
  }

  @Test func `all trials of a finished experiment are done`() throws {
    let place = try Workplace.finished(.tiny)
    #expect(
      try place.succeed("status", "results/tiny/").output.hasPrefix(
        """
        tiny: done, 4 trials
          done     4
          running  0
          paused   0
          waiting  0
          failed   0
          files    
        """))
  }

  @Test func `a run is seen while it goes on, and its paused trial when it has stopped`() throws {
    let place = try Workplace(.endless)
    let running = try place.start(["run", "endless.cfg", "--workers", "1"])
    try place.wait(forTrials: 1, in: "results/endless")
    let during = try place.succeed("status", "results/endless").output
    #expect(during.hasPrefix("endless: running (process \(running.number) on "))
    #expect(during.contains("  done     1\n  running  1\n  paused   0\n  waiting  0\n"))
    #expect(during.contains(": running, no checkpoint yet\n"))
    running.send(SIGTERM)
    #expect(try running.finish().status == 143)
    let after = try place.succeed("status", "results/endless").output
    #expect(after.hasPrefix("endless: stopped, 2 trials\n"))
    #expect(after.contains("  done     1\n  running  0\n  paused   1\n  waiting  0\n"))
    #expect(after.contains(": paused, checkpoint at step "))
  }

  @Test func `a damaged file is counted and named, and the status is 1`() throws {
    let place = try Workplace.finished(.tiny)
    let trial = place.trials(in: "results/tiny")[0]
    try place.put("not HDF5", in: "results/tiny/trials/\(trial).h5")
    let outcome = try place.sweep("status", "results/tiny")
    #expect(outcome.status == 1)
    #expect(
      outcome.output.contains(
        "  done     3\n  running  0\n  paused   0\n  waiting  0\n  failed   0\n  damaged  1\n"))
    #expect(outcome.output.contains("\n\(trial): "))
  }
}
