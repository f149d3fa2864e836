import Foundation
import Testing

/// Real signals, sent to the program at work.
@Suite(.timeLimit(.minutes(2)))
struct RunCommandSignalsTests {
  let place: Workplace

  init() throws {
    place = try Workplace(.slow)
  }

  /// Runs the experiment and sends a signal when two of its three trials are there.
  private func interrupt(_ signal: Int32, _ options: String...) throws -> SweepProgram.Outcome {
    let running = try place.start(["run", "slow.cfg", "--workers", "1"] + options)
    try place.wait(forTrials: 2, in: "results/slow")
    running.send(signal)
    return try running.finish()
  }

  /// Holds the files against those of a run without signals.
  private func expectUninterruptedFiles() throws {
    let other = try ResultFiles(of: "results/slow", in: .finished(.slow))
    #expect(other.names.count == 5)
    #expect(try ResultFiles(of: "results/slow", in: place).differing(from: other) == [])
  }

  @Test(
    arguments: [
      (SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129), (SIGUSR1, 138), (SIGUSR2, 140), (SIGXCPU, 152),
    ] as [(Int32, Int32)])
  func `what is finished when a signal comes is kept, and the rest is missing`(
    signal: Int32, status: Int32
  ) throws {
    let outcome = try interrupt(signal)
    #expect(outcome.status == status)
    #expect(outcome.errors.contains("\nstopping: finished trials are kept"))
    #expect(
      outcome.output.hasSuffix(
        """
        results/slow: 3 trials, 2 done, 1 missing
        the same command continues where this one stopped

        """))
    let rows = try place.summary(of: "results/slow")
    #expect(rows.map(\.status) == ["done", "done", "missing"])
    #expect(rows.prefix(2).map(\.trial).sorted() == place.trials(in: "results/slow"))
  }

  @Test func `the run after a signal completes it, byte for byte as if there had been none`()
    throws
  {
    #expect(try interrupt(SIGINT).status == 130)
    let outcome = try place.succeed("run", "slow.cfg")
    #expect(outcome.output.hasSuffix("results/slow: 3 trials, all done (1 now, 2 before)\n"))
    try expectUninterruptedFiles()
  }

  @Test func `a quiet run is quiet about a signal too`() throws {
    let outcome = try interrupt(SIGTERM, "--quiet")
    #expect(outcome.status == 143)
    #expect(outcome.errors == "")
  }

  @Test func `a second signal ends the program at once`() throws {
    let endless = try Workplace(.endless)
    let running = try endless.start(["run", "endless.cfg", "--workers", "1"])
    try endless.wait(forTrials: 1, in: "results/endless")
    // Both wait for a program that stands still, so that the second comes before the first is done
    // with.
    for signal in [SIGSTOP, SIGINT, SIGTERM, SIGCONT] { running.send(signal) }
    let outcome = try running.finish()
    // The system does not say which of two waiting signals it delivers first.
    #expect([130, 143].contains(outcome.status))
    #expect(outcome.output == "")
    // What was written when the run began.
    #expect(
      try endless.summary(of: "results/endless").map(\.status) == ["missing", "missing"])
    #expect(!endless.exists("results/endless/sweep.h5"))
    #expect(endless.trials(in: "results/endless").count == 1)
  }

  @Test func `SIGHUP right after SIGTERM, as service managers send it, is no second signal`() throws
  {
    let running = try place.start(["run", "slow.cfg", "--workers", "1"])
    try place.wait(forTrials: 2, in: "results/slow")
    for signal in [SIGTERM, SIGHUP] {
      running.send(signal)
      usleep(20_000)
    }
    let outcome = try running.finish()
    #expect([129, 143].contains(outcome.status))
    #expect(outcome.output.contains("results/slow: 3 trials, 2 done, 1 missing"))
  }

  @Test(arguments: ["HUP", "INT", "USR1"])
  func `a signal that was ignored when the program started stays ignored`(name: String) throws {
    let numbers = ["HUP": SIGHUP, "INT": SIGINT, "USR1": SIGUSR1]
    let running = try RunningSweep(
      "/bin/bash",
      [
        "-c", "trap '' \(name); exec \"$0\" run slow.cfg --workers 1 --quiet",
        try SweepProgram.path(),
      ], in: place)
    try place.wait(forTrials: 1, in: "results/slow")
    running.send(try #require(numbers[name]))
    #expect(try running.finish().status == 0)
  }

  @Test func `a stop is heard in the middle of one environment step, and none of it is lost`()
    throws
  {
    let place = try Workplace(.learning)
    let stopped = try place.start(["run", "learning.cfg", "--quiet"])
    let folder = "results/learning/checkpoints"
    func checkpoint() -> String? {
      place.names(in: folder).first { !$0.hasPrefix(".") && $0.hasSuffix(".64.checkpoint") }
    }
    let deadline = Date.now.addingTimeInterval(60)
    while checkpoint() == nil {
      try #require(Date.now < deadline)
      usleep(1_000)
    }
    let name = try folder + "/" + #require(checkpoint())
    let before = try place.bytes(of: name)
    usleep(300_000)
    let began = ContinuousClock.now
    stopped.send(SIGTERM)
    #expect(try stopped.finish().status == 143)
    #expect(began.duration(to: .now) < .seconds(10))
    #expect(try place.bytes(of: name) != before)
  }

  @Test func `a run that was killed is completed by the next`() throws {
    #expect(try interrupt(SIGKILL).status == -9)
    #expect(!place.exists("results/slow/sweep.h5"))
    try place.succeed("run", "slow.cfg")
    try expectUninterruptedFiles()
  }
}
