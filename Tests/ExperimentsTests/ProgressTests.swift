import DeepQ
import Testing

@testable import Experiments

struct ProgressTests {
  /// Work of one sample trial, in nominal seconds.
  let work = CostModel().cost(of: PlannedTrial.sample(0).specification).seconds

  func progress(total: Int = 10, alreadyDone: Int = 0, workers: Int = 2) -> Progress {
    Progress(
      total: total, alreadyDone: alreadyDone, workers: workers,
      totalWork: work * Double(total - alreadyDone), now: 100)
  }

  @Test func `events count trials under way, done and failed`() {
    var progress = progress(alreadyDone: 4)
    progress.apply(.started(.sample(4), worker: 0), at: 100)
    progress.apply(.started(.sample(5), worker: 1), at: 100)
    #expect(progress.running == 2)
    progress.apply(.finished(.sample(4), .sample(), seconds: 1, worker: 0), at: 101)
    progress.apply(
      .finished(.sample(5), .sample(failure: "diverged"), seconds: 1, worker: 1), at: 101)
    progress.apply(.started(.sample(6), worker: 0), at: 101)
    progress.apply(.abandoned(.sample(6), worker: 0), at: 101)
    #expect(progress.running == 0)
    #expect(progress.done == 6)
    #expect(progress.failed == 1)
  }

  @Test func `steps a second include the trials under way`() {
    var progress = progress()
    #expect(progress.stepsPerSecond(at: 101) == nil)
    progress.apply(.started(.sample(0), worker: 0), at: 100)
    progress.apply(.started(.sample(1), worker: 1), at: 100)
    progress.apply(.advanced(.sample(1), stepsTaken: 0, worker: 1), at: 100)
    progress.apply(.finished(.sample(0), .sample(steps: 1_000), seconds: 2, worker: 0), at: 102)
    progress.apply(.advanced(.sample(1), stepsTaken: 400, worker: 1), at: 102)
    #expect(progress.stepsPerSecond(at: 102) == 700)
  }

  @Test func `what an earlier run did of a trial is no work of this one`() {
    var progress = progress()
    let work = progress.totalWork
    progress.apply(.started(.sample(0), worker: 0), at: 100)
    progress.apply(.advanced(.sample(0), stepsTaken: 600, worker: 0), at: 100)
    #expect(progress.stepsPerSecond(at: 101) == nil)
    #expect(progress.totalWork < work)
    progress.apply(.advanced(.sample(0), stepsTaken: 800, worker: 0), at: 102)
    #expect(progress.stepsPerSecond(at: 102) == 100)
    progress.apply(.finished(.sample(0), .sample(steps: 1_000), seconds: 4, worker: 0), at: 104)
    #expect(progress.stepsPerSecond(at: 104) == 100)
  }

  @Test func `nothing is said of the time left before two seconds of work`() {
    var progress = progress()
    progress.apply(.started(.sample(0), worker: 0), at: 100)
    progress.apply(.advanced(.sample(0), stepsTaken: 0, worker: 0), at: 100)
    progress.apply(.advanced(.sample(0), stepsTaken: 500, worker: 0), at: 101)
    #expect(progress.secondsLeft(at: 101) == nil)
    #expect(progress.secondsLeft(at: 102.5) != nil)
  }

  @Test func `the time left is what busy workers need for the rest`() throws {
    var progress = progress()
    for worker in 0..<2 { progress.apply(.started(.sample(worker), worker: worker), at: 100) }
    for worker in 0..<2 {
      progress.apply(.finished(.sample(worker), .sample(), seconds: 3, worker: worker), at: 103)
    }
    // Each took 3 s; eight are left for two workers.
    let left = try #require(progress.secondsLeft(at: 103))
    #expect(abs(left - 12) < 1e-9)
  }

  @Test func `the last trial under way takes as long as it takes, however many workers are idle`()
    throws
  {
    var progress = progress(total: 2)
    for worker in 0..<2 { progress.apply(.started(.sample(worker), worker: worker), at: 100) }
    progress.apply(.finished(.sample(0), .sample(), seconds: 3, worker: 0), at: 103)
    // Half of the work of two trials' six busy seconds: another three seconds on one worker alone.
    let left = try #require(progress.secondsLeft(at: 103))
    #expect(abs(left - 6) < 1e-9)
  }

  @Test func `trials of earlier runs say nothing about speed`() {
    let progress = progress(alreadyDone: 9)
    #expect(progress.secondsLeft(at: 200) == nil)
  }

  @Test func `when all is done no time is left`() {
    var progress = progress(total: 1, workers: 1)
    progress.apply(.started(.sample(0), worker: 0), at: 100)
    progress.apply(.finished(.sample(0), .sample(), seconds: 9, worker: 0), at: 109)
    #expect(progress.secondsLeft(at: 109) == nil)
  }

  /// Four of ten trials done, one of them failed, one under way, after 20 s.
  var fourDone: Progress {
    let work = CostModel().cost(of: PlannedTrial.sample(0).specification).seconds
    let scores = ConfigurationScores(seedCount: 2) { "gamma 0.\($0)" }
    var progress = Progress(
      total: 10, alreadyDone: 0, workers: 1, totalWork: 10 * work, scores: scores, now: 0)
    for index in 0..<4 {
      progress.apply(.started(.sample(index), worker: 0), at: 5 * Double(index))
      let result: TrialResult =
        index == 1 ? .sample(failure: "diverged") : .sample(evaluation: [480.25 - Double(index)])
      progress.apply(
        .finished(.sample(index), result, seconds: 5, worker: 0), at: 5 * Double(index + 1))
    }
    progress.apply(.started(.sample(4), worker: 0), at: 20)
    return progress
  }

  static let whole =
    "4/10 done, 1 failed, 1 running, best so far 480.2 (gamma 0.0; 1 of 2 seeds), 200 steps/s, 30 s left"

  @Test func `a line says everything that there is to say`() {
    #expect(ProgressText.line(fourDone, now: 20) == Self.whole)
  }

  @Test(arguments: [
    (103, whole),
    (90, "4/10 done, 1 failed, 1 running, best so far 480.2 (gamma 0.0; 1 of 2 seeds), 30 s left"),
    (80, "4/10 done, 1 failed, best so far 480.2 (gamma 0.0; 1 of 2 seeds), 30 s left"),
    (70, "4/10 done, 1 failed, best so far 480.2, 30 s left"),
    (40, "4/10 done, 1 failed, 30 s left"),
    (20, "4/10 done, 1 failed"),
    (9, "4/10 done"),
    (4, "4/10"),
  ])
  func `a narrow terminal loses the least important first`(width: Int, line: String) {
    #expect(ProgressText.line(fourDone, now: 20, width: width) == line)
  }

  @Test func `the beginning says only what is known`() {
    let progress = Progress(total: 10, alreadyDone: 3, workers: 2, totalWork: 1, now: 0)
    #expect(ProgressText.opening(progress) == "10 trials, 3 of them done before; 2 workers")
    #expect(ProgressText.line(progress, now: 0) == "3/10 done, 0 running")
  }

  @Test func `the end says how it went and how long it took`() {
    #expect(ProgressText.closing(fourDone, now: 20) == "4/10 done, 1 failed, in 20 s (200 steps/s)")
  }
}
