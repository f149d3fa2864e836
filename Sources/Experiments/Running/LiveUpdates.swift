public import DeepQ
import Dispatch
import Synchronization

/// A moment of a run, for a page about it.
public struct RunSnapshot: Sendable {
  /// Whether the run goes on.
  public enum State: Equatable, Sendable {
    /// Trials are being trained.
    case running
    /// The run ended before all trials were done.
    case stopped
  }

  /// A trial under way.
  public struct Trial: Sendable {
    /// Its id.
    public let id: String
    /// Its configuration's id.
    public let configuration: String
    /// Environment steps taken.
    public var steps: Int
    /// The environment steps of the whole trial; `nil` if its length is given in episodes.
    public let length: Int?
    /// What it has produced so far; `nil` if that is not known yet.
    public var result: TrialResult?
  }

  /// Whether the run goes on.
  public var state: State
  /// One row per trial, in grid order.
  public var summary: SummaryTable
  /// Trials that are done, those of earlier runs and failed ones included.
  public var done: Int
  /// Trials of this run that failed.
  public var failed: Int
  /// Trials of the experiment.
  public var total: Int
  /// Seconds since the run began.
  public var elapsed: Double
  /// Seconds until the end; `nil` while too little was seen to say.
  public var secondsLeft: Double?
  /// Environment steps a second; `nil` before there were any.
  public var stepsPerSecond: Double?
  /// Seconds until the next moment, about.
  public var interval: Double
  /// Trials under way, by worker.
  public var underWay: [Trial]
}

/// Shows a run's snapshots while it goes on, in a small share of its time.
///
/// The run never waits for it but at its end, and goes on if a snapshot cannot be shown.
final class LiveUpdates: Sendable {
  private struct State {
    var underWay: [Int: RunSnapshot.Trial] = [:]
    /// Workers whose trial is known well enough for the next snapshot.
    var noted: Set<Int> = []
    var nextSnapshot = -Double.infinity
    var interval = LiveUpdates.shortestInterval
    var isShowing = false
    var hasFailed = false
  }

  /// Seconds between two snapshots, at least.
  private static let shortestInterval = 2.0
  /// Snapshots take at most one part in so many of the workers' time.
  private static let share = 100.0

  private let show: @Sendable (RunSnapshot) throws -> Void
  private let store: TrialStore
  private let reporter: ProgressReporter
  private let workers: Int
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "sweep.live", qos: .utility)

  /// Begins with a snapshot of what is there.
  ///
  /// - Parameters:
  ///   - store: has the summary.
  ///   - reporter: has the progress, and is told what goes wrong.
  ///   - workers: trials at a time.
  ///   - show: shows a snapshot, such as by writing a page.
  init(
    of store: TrialStore, _ reporter: ProgressReporter, workers: Int,
    show: @escaping @Sendable (RunSnapshot) throws -> Void
  ) {
    self.store = store
    self.reporter = reporter
    self.workers = workers
    self.show = show
    update()
  }

  /// Takes note of an event.
  func observe(_ event: RunEvent) {
    state.withLock { state in
      switch event {
      case .started(let trial, let worker):
        state.underWay[worker] = RunSnapshot.Trial(
          id: trial.id, configuration: trial.configurationId, steps: 0,
          length: trial.specification.stepCount)
      case .advanced(_, let stepsTaken, let worker): state.underWay[worker]?.steps = stepsTaken
      case .finished(_, _, _, let worker), .abandoned(_, let worker): state.underWay[worker] = nil
      case .stopping: break
      }
    }
    update()
  }

  /// Takes note of what a trial has produced so far, if the next snapshot is to show it.
  @Sendable
  func note(_ id: String, _ trial: borrowing Trial) {
    let worker = state.withLock { state -> Int? in
      guard ProgressReporter.monotonicSeconds() >= state.nextSnapshot - 1 else { return nil }
      guard let worker = state.underWay.first(where: { $0.value.id == id })?.key else { return nil }
      return state.noted.insert(worker).inserted ? worker : nil
    }
    guard let worker else { return }
    var curves = TrialResult()
    let result = trial.result()
    curves.episodes = result.episodes
    curves.evaluations = result.evaluations
    state.withLock { state in
      if state.underWay[worker]?.id == id { state.underWay[worker]?.result = curves }
    }
  }

  /// Shows a snapshot if it is time for one.
  private func update() {
    let isDue = state.withLock { state in
      guard !state.isShowing, !state.hasFailed,
        ProgressReporter.monotonicSeconds() >= state.nextSnapshot
      else { return false }
      state.isShowing = true
      return true
    }
    if isDue { queue.async { self.showSnapshot(.running) } }
  }

  /// Shows the last snapshot of a run that ended before all trials were done, after what is being
  /// shown.
  func finish(_ end: RunSnapshot.State?) {
    queue.sync {
      if let end, !state.withLock({ $0.hasFailed }) { showSnapshot(end) }
    }
  }

  private func showSnapshot(_ end: RunSnapshot.State) {
    let began = ProgressReporter.monotonicSeconds()
    do {
      if let snapshot = snapshot(end) { try show(snapshot) }
    } catch {
      reporter.say("the report could not be written, and the run goes on without it: \(error)")
      state.withLock { $0.hasFailed = true }
    }
    let cost = ProgressReporter.monotonicSeconds() - began
    state.withLock { state in
      state.interval = max(Self.shortestInterval, cost * Self.share / Double(workers))
      state.nextSnapshot = began + state.interval
      state.noted = []
      state.isShowing = false
    }
  }

  private func snapshot(_ end: RunSnapshot.State) -> RunSnapshot? {
    guard let summary = store.summary else { return nil }
    let (underWay, interval) = state.withLock { ($0.underWay, $0.interval) }
    let progress = reporter.progress
    let now = ProgressReporter.monotonicSeconds()
    return RunSnapshot(
      state: end, summary: summary, done: progress.done, failed: progress.failed,
      total: progress.total, elapsed: progress.elapsed(at: now),
      secondsLeft: progress.secondsLeft(at: now), stepsPerSecond: progress.stepsPerSecond(at: now),
      interval: interval, underWay: underWay.sorted { $0.key < $1.key }.map(\.value))
  }
}
