public import DeepQ
import Dispatch
import Platform

/// Runs trials side by side, one at a time on each worker, and hands each result to one writer.
///
/// - **Order.** Trials are taken in grid order, and only when a worker is free: a million of them
///   need no list.
/// - **Results** do not depend on the number of workers: a trial is a pure function.
/// - **Workers** are serial dispatch queues. Unlike a concurrent queue, each of them has a thread
///   of its own however many cores there are, so `workers` is exact.
/// - **Stopping.** Between two slices of a trial (about 20 ms) every worker looks at the stop flag.
///   A trial under way is then abandoned; one that is complete is still stored. A worker that does
///   not look for long, since a single unit of its work takes so much (a gradient step of the
///   largest network, the start of a trial on a large map, a file on a disk that hangs), is left
///   behind: the run ends without it, and its trial continues from its last checkpoint another
///   time.
/// - **A trial that fails** is stored like any other. With `failFast` it ends the run: trials after
///   it in grid order are abandoned, trials before it run to their end. So *which* failure comes
///   first in grid order, and that it and every trial before it are stored, depends on the
///   experiment alone; how many later ones were complete by then depends on the machine.
/// - **A result that cannot be stored** ends the run, and nothing further is stored.
public struct TrialRunner: Sendable {
  /// Runs one trial to its end; calls `shouldContinue` with the environment steps taken now and
  /// then, and gives up, returning `nil`, when that says `false`.
  ///
  /// What it throws ends the run.
  public typealias Work =
    @Sendable (_ trial: PlannedTrial, _ shouldContinue: (_ stepsTaken: Int) -> Bool) throws ->
    TrialResult?

  /// Keeps a result.
  ///
  /// Called for one trial at a time.
  public typealias Store =
    @Sendable (_ trial: PlannedTrial, _ result: TrialResult, _ seconds: Double, _ worker: Int)
    throws -> Void

  /// Called for every event, from any thread; must be quick.
  public typealias Observer = @Sendable (RunEvent) -> Void

  let count: Int
  let workers: Int
  let failFast: Bool
  let stop: StopFlag
  let trial: @Sendable (Int) -> PlannedTrial
  let work: Work
  let store: Store
  let observe: Observer
  /// How long a stop waits for workers: short enough for what kills ten seconds after its signal,
  /// as containers do, with time left to write the summary.
  var patience = Duration.seconds(8)

  /// Creates a runner; nothing starts before `run()`.
  ///
  /// - Parameters:
  ///   - count: how many trials there are to run.
  ///   - workers: how many run at a time, at least 1.
  ///   - failFast: whether the first failed trial ends the run.
  ///   - stop: ends the run when it is set.
  ///   - trial: the trial at a position in `0 ..< count`; called at most once for each,
  ///     in order, one call at a time.
  ///   - work: runs a trial; by default the real thing.
  ///   - store: keeps a result.
  ///   - observe: called for every event.
  public init(
    count: Int, workers: Int, failFast: Bool = false, stop: StopFlag,
    trial: @escaping @Sendable (Int) -> PlannedTrial,
    work: @escaping Work = { TrialRunner.train($0, shouldContinue: $1) },
    store: @escaping Store,
    observe: @escaping Observer = { _ in }
  ) {
    precondition(workers >= 1, "a run needs at least one worker, not \(workers)")
    self.count = count
    self.workers = workers
    self.failFast = failFast
    self.stop = stop
    self.trial = trial
    self.work = work
    self.store = store
    self.observe = observe
  }

  /// Runs the trials and returns when no worker is busy any more, or is left behind.
  ///
  /// A worker that is left behind ends when it next looks at the flag. What it gives is not stored;
  /// a checkpoint that it writes then is as good as any other, and the end of the program may cut
  /// it off, as it may any write of a file.
  ///
  /// - Throws: the first error of `store` or `work`; the results stored before it remain.
  public func run() throws -> RunOutcome {
    let run = TrialRun(self)
    let group = DispatchGroup()
    for worker in 0..<min(workers, max(count, 1)) {
      DispatchQueue(label: "sweep.worker.\(worker)").async(group: group) { run.work(as: worker) }
    }
    wait(for: group)
    return try run.finish()
  }

  /// Waits until all workers have returned, or a stop has lost its patience.
  private func wait(for workers: DispatchGroup) {
    let clock = ContinuousClock()
    var deadline: ContinuousClock.Instant?
    while workers.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      guard stop.signal != nil else { continue }
      if deadline == nil { observe(.stopping) }
      let end = deadline ?? clock.now + patience
      guard clock.now < end else { return }
      deadline = end
    }
  }

  /// Trains one trial from its beginning, in slices, with the given execution options.
  public static func train(
    _ planned: PlannedTrial, execution: TrialExecution = TrialExecution(),
    shouldContinue: (_ stepsTaken: Int) -> Bool
  ) -> TrialResult? {
    var trial = Trial(planned.specification, execution: execution)
    var slice = TrialSlice()
    while !trial.isFinished {
      guard shouldContinue(trial.stepsTaken) else { return nil }
      slice.advance(&trial)
    }
    return trial.result()
  }
}

/// How many units of work a worker does at a time between two looks at the stop flag.
///
/// A unit costs microseconds with CartPole and seconds with a huge network, so the number follows
/// the time that the last slice took. It has no influence on any result: a trial advances the same
/// way however it is cut.
struct TrialSlice {
  /// Long enough to cost nothing, short enough that Ctrl-C feels immediate.
  static let targetSeconds = 0.02
  /// Where units become a thousand times as expensive, as when a warm-up ends, a slice ends after
  /// this time, whatever is left of it.
  static let maxSeconds = 0.1
  /// Enough for any machine to take at least a hundred looks a second.
  static let largest = 1_000_000

  /// Units to do next.
  private(set) var steps = 32

  /// Runs a trial for one slice, of at most `limit` units.
  mutating func advance(_ trial: inout Trial, limit: Int = .max) {
    let began = ProgressReporter.monotonicSeconds()
    let end = Self.coarseSeconds() + Self.maxSeconds
    trial.advance(steps: min(steps, limit)) { Self.coarseSeconds() < end }
    adapt(seconds: ProgressReporter.monotonicSeconds() - began)
  }

  /// Sets the next slice's length after one of `steps` took `seconds`.
  ///
  /// It at most doubles, and shrinks at once.
  mutating func adapt(seconds: Double) {
    let ideal = Double(steps) * Self.targetSeconds / max(seconds, 1e-9)
    steps = max(1, Int(min(ideal, Double(2 * steps), Double(Self.largest))))
  }

  /// Seconds of a clock that is right to some milliseconds, and read in a few nanoseconds.
  private static func coarseSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
