import Synchronization
import Testing

@testable import Experiments

struct ProgressReporterTests {
  /// A terminal and a clock for tests.
  final class Fake: Sendable {
    let written = Mutex("")
    let seconds = Mutex(0.0)

    func reporter(
      _ style: ProgressReporter.Style, total: Int = 100, stop: StopFlag = StopFlag()
    ) -> ProgressReporter {
      ProgressReporter(
        total: total, alreadyDone: 0, workers: 1, totalWork: 1, style: style, stop: stop,
        output: TerminalOutput(
          isTerminal: style == .live, width: { 40 },
          write: { text in self.written.withLock { $0 += text } }),
        now: { self.seconds.withLock { $0 } })
    }

    /// Moves the clock to a trial's end.
    func finish(
      _ index: Int, at time: Double, failure: String? = nil, _ reporter: ProgressReporter
    ) {
      reporter.observe(.started(.sample(index), worker: 0))
      seconds.withLock { $0 = time }
      reporter.observe(
        .finished(.sample(index), .sample(steps: 100, failure: failure), seconds: 1, worker: 0))
    }

    /// What was written since the last time.
    func take() -> String {
      written.withLock { written in
        defer { written = "" }
        return written
      }
    }
  }

  @Test func `a live line is written over within the terminal's width`() {
    let fake = Fake()
    let reporter = fake.reporter(.live)
    fake.finish(0, at: 1, reporter)
    #expect(
      fake.take() == "\r0/100 done, 1 running\u{1B}[K\r1/100 done, 0 running, 100 steps/s\u{1B}[K")
    reporter.finish()
    #expect(fake.take() == "\r\u{1B}[K1/100 done, in 1 s (100 steps/s)\n")
  }

  @Test func `a live line is drawn ten times a second at most`() {
    let fake = Fake()
    let reporter = fake.reporter(.live, total: 10_000)
    for index in 0..<1_000 { fake.finish(index, at: Double(index) / 1_000, reporter) }
    let lines = fake.take().split(separator: "\r").count
    #expect((5...11).contains(lines))
  }

  @Test func `a short run without a terminal has a first and a last line`() {
    let fake = Fake()
    let reporter = fake.reporter(.plain, total: 2)
    fake.finish(0, at: 1, reporter)
    fake.finish(1, at: 2, reporter)
    reporter.finish()
    #expect(fake.take() == "2 trials; 1 worker\n2/2 done, in 2 s (100 steps/s)\n")
  }

  @Test func `a long run without a terminal has ever fewer lines`() {
    let fake = Fake()
    let reporter = fake.reporter(.plain, total: 100_000)
    for index in 0..<36_000 { fake.finish(index, at: Double(index + 1), reporter) }
    let lines = fake.take().split(separator: "\n")
    #expect(lines.first == "100000 trials; 1 worker")
    // Every 5 s at first, later whenever the run has grown by a twentieth or by 5 min.
    #expect((100...220).contains(lines.count))
    #expect(!lines.contains { $0.contains("\u{1B}") })
  }

  @Test(arguments: [ProgressReporter.Style.quiet, .plain, .live])
  func `failed trials are told of, but not all of many`(style: ProgressReporter.Style) {
    let fake = Fake()
    let reporter = fake.reporter(style)
    for index in 0..<20 { fake.finish(index, at: 0, failure: "the loss is not finite", reporter) }
    let text = fake.take()
    #expect(text.contains("trial trial0 failed: the loss is not finite\n"))
    #expect(text.split(separator: "failed: ").count == 11)
    #expect(text.contains("more trials failed; see summary.csv\n"))
  }

  @Test func `a quiet run that goes well says nothing`() {
    let fake = Fake()
    let reporter = fake.reporter(.quiet, total: 1)
    fake.finish(0, at: 1000, reporter)
    reporter.finish()
    #expect(fake.take() == "")
  }

  @Test func `a signal is told of once, in the live line's place`() {
    let fake = Fake()
    let stop = StopFlag()
    let reporter = fake.reporter(.live, stop: stop)
    fake.finish(0, at: 0, reporter)
    _ = fake.take()
    stop.set(signal: 2)
    for index in 0..<4 { reporter.observe(.abandoned(.sample(index), worker: 0)) }
    #expect(
      fake.take().hasPrefix(
        "\r\u{1B}[Kstopping: finished trials are kept, and those under way are checkpointed; "))
    reporter.finish()
    #expect(!fake.take().contains("stopping"))
  }

  @Test func `a quiet run is quiet about a signal too`() {
    let fake = Fake()
    let stop = StopFlag()
    let reporter = fake.reporter(.quiet, stop: stop)
    stop.set(signal: 2)
    reporter.observe(.abandoned(.sample(0), worker: 0))
    #expect(fake.take() == "")
  }

  @Test func `a note takes the live line's place`() {
    let fake = Fake()
    let reporter = fake.reporter(.live)
    reporter.say("stopping")
    #expect(fake.take() == "\r\u{1B}[Kstopping\n")
  }
}
