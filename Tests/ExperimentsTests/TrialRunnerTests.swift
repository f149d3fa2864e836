import DeepQ
import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite(.timeLimit(.minutes(1)))
struct TrialRunnerTests {
  struct DiskFull: Error, Equatable {}

  /// What a run did, in the order in which it did it.
  final class Log: Sendable {
    let made = Mutex<[Int]>([])
    let stored = Mutex<[Int]>([])
    let events = Mutex<[String]>([])

    func make(_ index: Int) -> PlannedTrial {
      made.withLock { $0.append(index) }
      return .sample(index)
    }

    func store(_ trial: PlannedTrial) { stored.withLock { $0.append(trial.index) } }

    func note(_ event: RunEvent) {
      let text =
        switch event {
        case .started(let trial, let worker): "started \(trial.index) by \(worker)"
        case .advanced(let trial, let steps, _): "advanced \(trial.index) to \(steps)"
        case .finished(let trial, _, _, let worker): "finished \(trial.index) by \(worker)"
        case .abandoned(let trial, let worker): "abandoned \(trial.index) by \(worker)"
        case .stopping: "stopping"
        }
      events.withLock { $0.append(text) }
    }
  }

  /// Runs 100 trials, of which some fail, by a quick stand-in for the training.
  func run(
    workers: Int, failing: [Int] = [], failFast: Bool = false, log: Log
  ) throws -> RunOutcome {
    try TrialRunner(
      count: 100, workers: workers, failFast: failFast, stop: StopFlag(), trial: log.make,
      work: { trial, shouldContinue in
        for steps in 0..<10 where !shouldContinue(steps) { return nil }
        return .sample(failure: failing.contains(trial.index) ? "diverged" : nil)
      },
      store: { trial, _, _, _ in log.store(trial) }
    ).run()
  }

  @Test(arguments: [1, 2, 8])
  func `trials are taken in grid order and each is stored once`(workers: Int) throws {
    let log = Log()
    let outcome = try run(workers: workers, log: log)
    #expect(outcome == RunOutcome(stored: 100, failures: [], end: .finished))
    #expect(log.made.withLock { $0 } == Array(0..<100))
    #expect(log.stored.withLock { $0.sorted() } == Array(0..<100))
  }

  @Test func `as many trials run at a time as there are workers, whatever the cores`() throws {
    let running = Mutex(0)
    let runner = TrialRunner(
      count: 16, workers: 16, stop: StopFlag(), trial: PlannedTrial.sample,
      work: { _, shouldContinue in
        running.withLock { $0 += 1 }
        // Comes to an end only if all sixteen are under way together.
        while running.withLock({ $0 < 16 }), shouldContinue(0) {}
        return .sample()
      },
      store: { _, _, _, _ in })
    #expect(try runner.run().stored == 16)
  }

  @Test func `one worker's events tell its story in order`() throws {
    let log = Log()
    let runner = TrialRunner(
      count: 2, workers: 1, stop: StopFlag(), trial: log.make,
      work: { _, shouldContinue in shouldContinue(7) ? .sample() : nil },
      store: { trial, _, seconds, worker in
        #expect(seconds >= 0)
        #expect(worker == 0)
        log.store(trial)
      },
      observe: log.note)
    _ = try runner.run()
    #expect(
      log.events.withLock { $0 } == [
        "started 0 by 0", "advanced 0 to 7", "finished 0 by 0",
        "started 1 by 0", "advanced 1 to 7", "finished 1 by 0",
      ])
  }

  @Test func `results are stored one at a time`() throws {
    let storing = Atomic(0)
    let runner = TrialRunner(
      count: 200, workers: 8, stop: StopFlag(), trial: PlannedTrial.sample,
      work: { _, _ in .sample() },
      store: { _, _, _, _ in
        #expect(storing.wrappingAdd(1, ordering: .relaxed).newValue == 1)
        storing.wrappingSubtract(1, ordering: .relaxed)
      })
    #expect(try runner.run().stored == 200)
  }

  @Test(arguments: [1, 2, 8])
  func `a failed trial is stored, named in grid order, and the others go on`(workers: Int) throws {
    let log = Log()
    let outcome = try run(workers: workers, failing: [70, 3], log: log)
    #expect(outcome.stored == 100)
    #expect(outcome.end == .finished)
    #expect(
      outcome.failures == [
        FailedTrial(index: 3, id: "trial3", reason: "diverged"),
        FailedTrial(index: 70, id: "trial70", reason: "diverged"),
      ])
  }

  @Test(arguments: [1, 2, 8])
  func `failing fast stores everything up to the first failure in grid order`(workers: Int) throws {
    for _ in 0..<20 {
      let log = Log()
      let outcome = try run(workers: workers, failing: [30, 31, 33], failFast: true, log: log)
      #expect(outcome.end == .failedFast)
      #expect(outcome.failures.first?.index == 30)
      let stored = log.stored.withLock { $0.sorted() }
      #expect(Array(stored.prefix(31)) == Array(0...30))
    }
  }

  @Test func `failing fast lets earlier trials finish, and one of them may be the first failure`()
    throws
  {
    let laterFailed = Mutex(false)
    let runner = TrialRunner(
      count: 10, workers: 2, failFast: true, stop: StopFlag(), trial: PlannedTrial.sample,
      work: { trial, shouldContinue in
        if trial.index == 0 {
          while !laterFailed.withLock({ $0 }) {}
          for _ in 0..<100 where !shouldContinue(0) { return nil }
        }
        return .sample(failure: "diverged")
      },
      store: { trial, _, _, _ in
        if trial.index == 1 { laterFailed.withLock { $0 = true } }
      })
    let outcome = try runner.run()
    #expect(outcome.failures.map(\.index) == [0, 1])
    #expect(outcome.stored == 2)
  }

  @Test(arguments: [1, 2, 8])
  func `a result that cannot be stored ends the run and is thrown`(workers: Int) throws {
    let attempts = Mutex<[Int]>([])
    let runner = TrialRunner(
      count: 1_000_000, workers: workers, stop: StopFlag(), trial: PlannedTrial.sample,
      work: { _, shouldContinue in shouldContinue(0) ? .sample() : nil },
      store: { trial, _, _, _ in
        let count = attempts.withLock { attempts in
          attempts.append(trial.index)
          return attempts.count
        }
        if count == 5 { throw DiskFull() }
      })
    #expect(throws: DiskFull()) { try runner.run() }
    #expect(attempts.withLock { $0.count } == 5)
  }

  @Test(arguments: [1, 2, 8])
  func `a stop flag abandons what is under way and keeps what is done`(workers: Int) throws {
    let flag = StopFlag()
    let log = Log()
    let runner = TrialRunner(
      count: 1_000_000, workers: workers, stop: flag, trial: log.make,
      work: { trial, shouldContinue in
        if trial.index < 20 { return .sample() }
        flag.set(signal: 15)
        while shouldContinue(0) {}
        return nil
      },
      store: { trial, _, _, _ in log.store(trial) }, observe: log.note)
    let outcome = try runner.run()
    #expect(outcome == RunOutcome(stored: 20, failures: [], end: .signal(15)))
    #expect(log.stored.withLock { $0.sorted() } == Array(0..<20))
    let abandoned = log.events.withLock { $0.count { $0.hasPrefix("abandoned") } }
    #expect((1...workers).contains(abandoned))
  }

  @Test func `a run that is complete when the signal comes is finished`() throws {
    let flag = StopFlag()
    let runner = TrialRunner(
      count: 1, workers: 1, stop: flag, trial: PlannedTrial.sample, work: { _, _ in .sample() },
      store: { _, _, _, _ in flag.set(signal: 2) })
    #expect(try runner.run().end == .finished)
  }

  @Test func `nothing starts under a set flag, and nothing to do is done at once`() throws {
    let flag = StopFlag()
    #expect(
      try TrialRunner(
        count: 0, workers: 4, stop: flag, trial: PlannedTrial.sample, store: { _, _, _, _ in }
      ).run() == RunOutcome(stored: 0, failures: [], end: .finished))
    flag.set(signal: 2)
    let log = Log()
    let runner = TrialRunner(
      count: 4, workers: 4, stop: flag, trial: log.make, store: { _, _, _, _ in })
    #expect(try runner.run() == RunOutcome(stored: 0, failures: [], end: .signal(2)))
    #expect(log.made.withLock { $0 } == [])
  }

  @Test func `a worker that does not hear of a stop is left behind, and gives nothing any more`()
    throws
  {
    let flag = StopFlag()
    let log = Log()
    let (arrived, released, ended) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    DispatchQueue.global().async {
      for _ in 0..<2 { _ = arrived.wait(timeout: .now() + 30) }
      flag.set(signal: 15)
    }
    var runner = TrialRunner(
      count: 4, workers: 2, stop: flag, trial: log.make,
      work: { trial, shouldContinue in
        if trial.index == 0 { return .sample() }
        defer { ended.signal() }
        arrived.signal()
        // Such as a gradient step that takes minutes.
        _ = released.wait(timeout: .now() + 30)
        // One of them is complete when it returns, the other is asked.
        return trial.index == 1 || shouldContinue(7) ? .sample() : nil
      },
      store: { trial, _, _, _ in log.store(trial) }, observe: log.note)
    runner.patience = .milliseconds(200)
    let clock = ContinuousClock()
    let began = clock.now
    #expect(try runner.run() == RunOutcome(stored: 1, failures: [], end: .signal(15)))
    #expect(clock.now - began < .seconds(20))
    let events = log.events.withLock { $0 }
    #expect(events.last == "stopping", "whoever waits is told at once")
    for _ in 0..<2 { released.signal() }
    for _ in 0..<2 { #expect(ended.wait(timeout: .now() + 30) == .success) }
    Thread.sleep(forTimeInterval: 0.05)
    #expect(log.stored.withLock { $0 } == [0])
    #expect(log.events.withLock { $0 } == events)
  }

  @Test func `a real trial cut into slices ends as the same trial in one piece`() {
    let runnable = PlannedTrial.sample(0)
    var whole = Trial(runnable.specification)
    while !whole.isFinished { whole.advance(steps: .max / 2) }
    #expect(TrialRunner.train(runnable, shouldContinue: { _ in true }) == whole.result())
  }

  @Test func `a trial that is not to go on has no result`() {
    #expect(TrialRunner.train(.sample(0), shouldContinue: { _ in false }) == nil)
  }

  @Test func `a slice at most doubles`() {
    var slice = TrialSlice()
    slice.adapt(seconds: 0.000_001)
    #expect(slice.steps == 64)
  }

  @Test func `a slice that took ten times too long shrinks to a tenth at once`() {
    var slice = TrialSlice()
    while slice.steps < 1000 { slice.adapt(seconds: 0) }
    #expect(slice.steps == 1024)
    slice.adapt(seconds: 10 * TrialSlice.targetSeconds)
    #expect(slice.steps == 102)
  }

  @Test func `a slice ends soon where units have become expensive`() {
    var slice = TrialSlice()
    for _ in 0..<100 { slice.adapt(seconds: 0) }
    var specification = PlannedTrial.sample(0).specification
    // The first million gradient steps come after 64 steps that take no time.
    specification.hyperparameters.trainEvery = .steps(64)
    specification.hyperparameters.gradientSteps = 1_000_000
    specification.hyperparameters.replayWarmup = 64
    specification.hyperparameters.hidden = [256, 256]
    var trial = Trial(specification)
    let clock = ContinuousClock()
    let took = clock.measure { slice.advance(&trial) }
    #expect((trial.stepsTaken, trial.isLearning) == (64, true))
    #expect(took < .seconds(10), "a million would take minutes")
    #expect(slice.steps < TrialSlice.largest)
  }

  @Test func `a slice is never empty and never endless`() {
    var slice = TrialSlice()
    slice.adapt(seconds: 1000)
    #expect(slice.steps == 1)
    for _ in 0..<100 { slice.adapt(seconds: 0) }
    #expect(slice.steps == TrialSlice.largest)
  }
}
