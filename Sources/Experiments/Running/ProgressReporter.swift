import DeepQ
import Synchronization

/// Shows how far a run has come, on standard error.
///
/// On a terminal it keeps one live line; elsewhere it writes a plain line now and then, ever more
/// rarely; when quiet it only reports trials that failed. It never writes to standard output,
/// which belongs to results.
public final class ProgressReporter: Sendable {
  /// How progress is shown.
  public enum Style: Equatable, Sendable {
    /// One line that is written over and over, in at most as many columns as the terminal has.
    case live
    /// A line now and then.
    case plain
    /// Only failed trials.
    case quiet
  }

  private struct State {
    var progress: Progress
    var nextLine = -Double.infinity
    var failuresTold = 0
    var hasToldOfStop = false
  }

  /// Ten a second look alive, and cost nothing even over a slow connection.
  private static let liveInterval = 0.1
  /// The first plain lines; later ones come each time the run has grown by a twentieth.
  private static let plainInterval = 5.0
  private static let longestPlainInterval = 300.0
  /// More would bury everything else; they are all in the summary.
  private static let failuresToTell = 10

  private let style: Style
  private let stop: StopFlag
  private let stopping: String
  private let output: TerminalOutput
  private let now: @Sendable () -> Double
  private let state: Mutex<State>

  /// Starts to show.
  ///
  /// - Parameters:
  ///   - total: trials of the experiment, or of this shard of it.
  ///   - alreadyDone: those done in earlier runs.
  ///   - workers: trials at a time.
  ///   - totalWork: the sum of `CostModel`'s seconds over the trials of this run.
  ///   - scores: those of earlier runs; `nil` if none are to be shown.
  ///   - style: how to show it.
  ///   - stop: reported once when it is set.
  ///   - stopping: the text that is reported then.
  ///   - output: where to.
  ///   - now: the time in seconds, from any beginning.
  init(
    total: Int, alreadyDone: Int, workers: Int, totalWork: Double,
    scores: ConfigurationScores? = nil, style: Style,
    stop: StopFlag = StopFlag(), stopping: String = ProgressReporter.runStopping,
    output: TerminalOutput = .standardError,
    now: @escaping @Sendable () -> Double = ProgressReporter.monotonicSeconds
  ) {
    self.style = style
    self.stop = stop
    self.stopping = stopping
    self.output = output
    self.now = now
    let start = now()
    let progress = Progress(
      total: total, alreadyDone: alreadyDone, workers: workers, totalWork: totalWork,
      scores: scores, now: start)
    state = Mutex(State(progress: progress, nextLine: start + Self.plainInterval))
    switch style {
    case .live: state.withLock { $0.nextLine = start }
    case .plain: output.write(ProgressText.opening(progress) + "\n")
    case .quiet: break
    }
  }

  /// The text about a run that is to stop.
  public static let runStopping = ProgressText.stopping

  /// Takes note of what happened; the runner's observer.
  public func observe(_ event: RunEvent) {
    state.withLock { state in
      let time = now()
      state.progress.apply(event, at: time)
      reportStop(&state)
      if case .finished(let trial, let result, _, _) = event, let reason = result.failure {
        report(failureOf: trial, reason, &state)
      }
      show(&state, time)
    }
  }

  /// How far the run has come.
  var progress: Progress { state.withLock { $0.progress } }

  /// Writes a line of its own, such as a note, without tearing the live line.
  public func say(_ line: String) {
    state.withLock { _ in interject(line.printable) }
  }

  /// Ends the display: removes the live line and writes the last one.
  public func finish() {
    state.withLock { state in
      guard style != .quiet else { return }
      interject(ProgressText.closing(state.progress, now: now()))
    }
  }

  /// Seconds of a clock that never goes back.
  public static func monotonicSeconds() -> Double {
    launch.duration(to: .now).inSeconds
  }

  private static let launch = ContinuousClock.now

  private func show(_ state: inout State, _ time: Double) {
    guard style != .quiet, time >= state.nextLine else { return }
    switch style {
    case .live:
      // One column stays free: a character in the last one makes some terminals wrap.
      let width = max(1, output.width() - 1)
      output.write("\r\(ProgressText.line(state.progress, now: time, width: width))\u{1B}[K")
      state.nextLine = time + Self.liveInterval
    case .plain:
      // When everything is done, the closing line says the same.
      guard state.progress.done < state.progress.total else { return }
      output.write(ProgressText.line(state.progress, now: time) + "\n")
      let grown = state.progress.elapsed(at: time) / 20
      state.nextLine = time + min(max(Self.plainInterval, grown), Self.longestPlainInterval)
    case .quiet: break
    }
  }

  /// Workers report ten times a second or more, so this comes at once.
  private func reportStop(_ state: inout State) {
    guard !state.hasToldOfStop, stop.signal != nil else { return }
    state.hasToldOfStop = true
    if style != .quiet { interject(stopping) }
  }

  private func report(failureOf trial: PlannedTrial, _ reason: String, _ state: inout State) {
    state.failuresTold += 1
    if state.failuresTold <= Self.failuresToTell {
      interject(ProgressText.failure(trial, reason: reason))
    } else if state.failuresTold == Self.failuresToTell + 1 {
      interject("more trials failed; see summary.csv")
    }
    state.nextLine = style == .live ? -.infinity : state.nextLine
  }

  private func interject(_ line: String) {
    output.write((style == .live ? "\r\u{1B}[K" : "") + line + "\n")
  }
}
