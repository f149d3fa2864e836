import Dispatch
import Platform
import Synchronization

/// Turns the signals that ask a program to stop into a set stop flag; the second of them ends the
/// program at once.
///
/// Those are `SIGINT` and `SIGTERM`, `SIGHUP` of a terminal that is closed, `SIGUSR1` and
/// `SIGUSR2`, which batch systems send before a time limit, and `SIGXCPU` of a limit on processor
/// time. One that was ignored when the program started, as `nohup` has `SIGHUP` ignored, stays
/// ignored.
///
/// Not every signal that follows is the second one:
/// - One that is sent to the program and to its process group, as `timeout` and terminals do,
///   arrives twice: the same one again within a moment is an echo.
/// - `SIGHUP` within that moment after any other is one too: service managers send it right after
///   `SIGTERM`.
/// - The system sends `SIGXCPU` every second, without anybody's impatience.
///
/// `SIGPIPE` and `SIGXFSZ` are ignored as long as the program runs, so that a reader who goes away
/// (`sweep compare ... | head`) and a limit on the size of files become errors of `write`. The
/// signals are watched until the monitor is deinitialised; they then do again what they do by
/// default, but for `SIGXCPU`.
public final class SignalMonitor: Sendable {
  /// The signals that ask a program to stop.
  static let stopSignals = [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU]

  private let signals: [Int32]
  /// Written once, and only `cancel` is called on them, which any thread may do.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// Starts to watch.
  ///
  /// - Parameters:
  ///   - stop: the flag to set.
  ///   - onFirst: called at the first signal, on some queue.
  public convenience init(
    stop: StopFlag, onFirst: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    // `_exit` and not `exit`, since exit handlers could wait for what hangs.
    self.init(
      stop: stop, signals: Self.stopSignals, echo: .milliseconds(300),
      exit: { @Sendable in _exit($0) }, onFirst: onFirst)
  }

  /// The same with other signals, and another way to end the program, which tests need.
  ///
  /// Within the time `echo`, the same signal again is the first one's echo.
  init(
    stop: StopFlag, signals: [Int32], echo: Duration, exit: @escaping @Sendable (Int32) -> Void,
    onFirst: @escaping @Sendable (Int32) -> Void
  ) {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Dispatch would have an ignored signal delivered.
    let signals = signals.filter { !Self.isIgnored($0) }
    // Dispatch registers a source a moment after it is activated. A signal in between would end the
    // program, or be lost if it were ignored; blocked, it waits.
    var blocked = sigset_t()
    var before = sigset_t()
    sigemptyset(&blocked)
    for number in signals { sigaddset(&blocked, number) }
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

    let queue = DispatchQueue(label: "sweep.signals")
    let registered = DispatchSemaphore(value: 0)
    let first = FirstSignal(echo: echo)
    self.signals = signals
    sources = signals.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      // Both handlers are said to be `@Sendable`, or a caller on the main actor would lend them its
      // isolation, and the program would die of SIGILL at the first signal.
      source.setRegistrationHandler { @Sendable in registered.signal() }
      source.setEventHandler { @Sendable in
        guard stop.set(signal: number) else {
          if !first.isEchoed(by: number) { exit(128 + number) }
          return
        }
        first.note(number)
        // On another queue: the callback may have to wait for a terminal; the second signal must
        // not.
        DispatchQueue.global().async { onFirst(number) }
      }
      source.activate()
      return source
    }
    for _ in signals { registered.wait() }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    // `SIG_IGN` is a function's address, 1, and functions cannot be compared.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  deinit {
    for source in sources { source.cancel() }
    // Further signals must not end a program that is about to end in good order.
    for number in signals { signal(number, number == SIGXCPU ? SIG_IGN : SIG_DFL) }
  }
}

/// Which signal came first, and when.
private final class FirstSignal: Sendable {
  private let echo: Duration
  private let noted = Mutex<(number: Int32, time: ContinuousClock.Instant)?>(nil)

  init(echo: Duration) { self.echo = echo }

  func note(_ number: Int32) { noted.withLock { $0 = (number, .now) } }

  func isEchoed(by number: Int32) -> Bool {
    if number == SIGXCPU { return true }
    return noted.withLock { first in
      guard let first else { return false }
      return (first.number == number || number == SIGHUP)
        && first.time.duration(to: .now) < echo
    }
  }
}

/// Says that a signal asked the program to stop; set from anywhere, polled by every worker.
public final class StopFlag: Sendable {
  /// The signal's number, or 0: no signal has that number.
  private let number = Atomic<Int32>(0)

  /// A flag that is not set.
  public init() {}

  /// The signal that set the flag, or `nil` while it is not set.
  public var signal: Int32? {
    let number = number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Sets the flag, unless it is set already: the first signal is the one that is remembered.
  ///
  /// - Returns: whether this call set it.
  @discardableResult
  public func set(signal: Int32) -> Bool {
    precondition(signal > 0, "a signal's number is positive, not \(signal)")
    return number.compareExchange(
      expected: 0, desired: signal, ordering: .relaxed
    ).exchanged
  }
}

/// A signal asked the program to stop before there was anything to keep.
public struct StopRequestError: ExitStatusError, Equatable, Sendable {
  /// The signal's number.
  public let signal: Int32

  /// What the program ends with.
  public var exitStatus: ExitStatus { .stopped(by: signal) }

  /// What was left undone.
  public var description: String {
    "stopping: signal \(signal) came while results were being read; nothing was changed"
  }
}

extension StopFlag {
  /// Ends what is being done if the flag is set.
  ///
  /// - Throws: `StopRequestError`.
  func check() throws(StopRequestError) {
    if let signal { throw StopRequestError(signal: signal) }
  }
}
