import Foundation
import Testing

/// A trial that diverges, by a learning rate of 1000.
@Suite(.timeLimit(.minutes(2)))
struct RunCommandFailuresTests {
  let place: Workplace
  let folder = "results/diverging"

  init() throws {
    place = try Workplace(.diverging)
  }

  @Test func `a failed trial is recorded, the others go on, and the status is 1`() throws {
    let outcome = try place.sweep("run", "diverging.cfg", "--workers", "1")
    #expect(outcome.status == 1)
    #expect(outcome.output.hasSuffix("results/diverging: 2 trials, 1 done, 1 failed\n"))
    let rows = try place.summary(of: folder)
    #expect(rows.map(\.status) == ["failed", "done"])
    #expect(place.trials(in: folder).count == 2)
    #expect(outcome.errors.contains("trial \(rows[0].trial) failed: diverged: the loss is "))
  }

  @Test func `a failed trial is not run again, and the status stays 1`() throws {
    let place = try Workplace.finished(.diverging)
    let outcome = try place.sweep("run", "diverging.cfg")
    #expect(outcome.status == 1)
    #expect(outcome.output.hasSuffix("1 done, 1 failed (0 now, 2 before)\n"))
  }

  @Test func `a failed trial is told of even by a quiet run`() throws {
    let outcome = try place.sweep("run", "diverging.cfg", "--quiet")
    let failed = try place.summary(of: folder)[0].trial
    #expect(outcome.errors.hasPrefix("trial \(failed) failed: "))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func `--fail-fast stops at the first failure`() throws {
    try expectStop(try place.sweep("run", "diverging.cfg", "--workers", "1", "--fail-fast"))
  }

  @Test func `the experiment file can ask to stop at the first failure`() throws {
    try place.put(
      SampleExperiment.diverging.text + "run: {on_failure: stop}\n", in: "diverging.cfg")
    try expectStop(try place.sweep("run", "diverging.cfg", "--workers", "1"))
  }

  private func expectStop(_ outcome: SweepProgram.Outcome) throws {
    #expect(outcome.status == 1)
    #expect(try place.summary(of: folder).map(\.status) == ["failed", "missing"])
    #expect(outcome.output.contains("2 trials, 0 done, 1 failed, 1 missing\n"))
  }

  @Test func `the replay of a failed trial is identical`() throws {
    let place = try Workplace.finished(.diverging)
    let failed = try place.summary(of: folder)[0].trial
    let outcome = try place.succeed("replay", folder, "--trial", failed)
    #expect(outcome.output.hasPrefix("IDENTICAL \(failed)  weights "))
  }

  @Test func `status tells the reason of a failed trial`() throws {
    let place = try Workplace.finished(.diverging)
    let failed = try place.summary(of: folder)[0].trial
    let outcome = try place.sweep("status", folder)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("\n  failed   1\n"))
    #expect(outcome.output.contains("\n\(failed): diverged: the loss is "))
  }
}
