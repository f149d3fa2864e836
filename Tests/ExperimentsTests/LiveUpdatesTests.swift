import DeepQ
import Foundation
import Synchronization
import Testing

@testable import Experiments

struct LiveUpdatesTests {
  /// Runs a small experiment with a page that is kept up to date; returns its folder.
  private func run(
    _ scratch: ScratchFolder, live: @escaping @Sendable (RunSnapshot) throws -> Void
  ) throws -> ExperimentOutcome {
    let experiment = try experiment(
      """
      name: live
      environment: CartPole-v1
      base: {steps: 300, network.hidden: [4], batch_size: 8, replay.warmup: 50}
      grid: {gamma: [0.9, 0.99]}
      seeds: {count: 3}
      evaluate: {episodes: 2}
      """)
    var options = ExperimentRun.Options()
    options.results = scratch.path
    options.progress = .quiet
    options.live = live
    return try ExperimentRun(experiment, options: options).run(stop: StopFlag())
  }

  @Test func `a run begins with a snapshot of what is there`() throws {
    let scratch = try ScratchFolder()
    let snapshots = Mutex<[RunSnapshot]>([])
    _ = try run(scratch) { snapshot in snapshots.withLock { $0.append(snapshot) } }
    let first = try #require(snapshots.withLock { $0.first })
    #expect(first.state == .running)
    #expect(first.total == 6)
    #expect(first.summary.rows.count == 6)
  }

  @Test func `a page that cannot be written does not stop the run`() throws {
    struct Refusal: Error {}
    let outcome = try run(ScratchFolder()) { _ in throw Refusal() }
    #expect(outcome.rows.allSatisfy { $0.status == .done })
  }

  @Test func `a live page says how far the run is, and when it was made`() throws {
    let scratch = try ScratchFolder()
    let outcome = try run(scratch) { _ in }
    let experiment = try outcome.folder.experiment()
    var result = TrialResult()
    result.evaluations = (1...4).map { Evaluation(step: 100 * $0, returns: [Double($0)]) }
    let snapshot = RunSnapshot(
      state: .running, summary: outcome.summary, done: 4, failed: 1, total: 6, elapsed: 65,
      secondsLeft: 20, stepsPerSecond: 1_000, interval: 2,
      underWay: [
        RunSnapshot.Trial(
          id: "0123456789ab", configuration: outcome.rows[0].configuration, steps: 250, length: 300,
          result: result)
      ])
    try LiveReport(of: experiment, in: outcome.folder).write(snapshot)
    let html = try scratch.text(of: "live/report.html")
    #expect(html.contains("aria-valuenow=\"4\""))
    #expect(
      html.contains(
        "4 of 6 trials done, 1 of them failed, running for 1 min 5 s, 1.0k steps/s, about 20 s left."
      ))
    #expect(html.contains("gamma 0.9, step 250 of 300"))
    #expect(html.contains("class=\"sparkline\""))
    #expect(html.contains("\"isRunning\":true"))
    let report = try ReportPage(Ranking(ReportSource.read(outcome.folder.path))).html
    #expect(!report.contains("id=\"live"))
  }
}
