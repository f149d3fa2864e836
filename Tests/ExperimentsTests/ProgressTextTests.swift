import DeepQ
import Testing

@testable import Experiments

struct ProgressTextTests {
  /// Four of ten trials done, one of them failed, one under way, after 20 s.
  var progress: Progress {
    let work = CostModel().cost(of: PlannedTrial.sample(0).specification).seconds
    var progress = Progress(total: 10, alreadyDone: 0, workers: 1, totalWork: 10 * work, now: 0)
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
    "4/10 done, 1 failed, 1 running, best so far 480.2 (configuration0), 200 steps/s, 30 s left"

  @Test func `a line says everything that there is to say`() {
    #expect(ProgressText.line(progress, now: 20) == Self.whole)
  }

  @Test(arguments: [
    (90, whole),
    (80, "4/10 done, 1 failed, 1 running, best so far 480.2 (configuration0), 30 s left"),
    (70, "4/10 done, 1 failed, best so far 480.2 (configuration0), 30 s left"),
    (60, "4/10 done, 1 failed, best so far 480.2, 30 s left"),
    (40, "4/10 done, 1 failed, 30 s left"),
    (20, "4/10 done, 1 failed"),
    (9, "4/10 done"),
    (4, "4/10"),
  ])
  func `a narrow terminal loses the least important first`(width: Int, line: String) {
    #expect(ProgressText.line(progress, now: 20, width: width) == line)
  }

  @Test func `the beginning says only what is known`() {
    let progress = Progress(total: 10, alreadyDone: 3, workers: 2, totalWork: 1, now: 0)
    #expect(ProgressText.opening(progress) == "10 trials, 3 of them done before; 2 workers")
    #expect(ProgressText.line(progress, now: 0) == "3/10 done, 0 running")
  }

  @Test func `the end says how it went and how long it took`() {
    #expect(ProgressText.closing(progress, now: 20) == "4/10 done, 1 failed, in 20 s (200 steps/s)")
  }
}
