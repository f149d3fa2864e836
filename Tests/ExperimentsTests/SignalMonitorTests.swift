import Foundation
import Glibc
import Synchronization
import Testing

@testable import Experiments

/// Real signals, sent to this process; one test at a time, since a signal is the whole process's,
/// and each signal in one test only: Dispatch takes its time to let go of one.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct SignalMonitorTests {
  @Test(arguments: [SIGUSR1, SIGTERM])
  func `the first signal sets the flag, the second one exits`(number: Int32) async throws {
    let flag = StopFlag()
    let exits = Mutex<[Int32]>([])
    let firsts = Mutex<[Int32]>([])
    let monitor = SignalMonitor(
      stop: flag, signals: [number], echo: .zero,
      exit: { status in exits.withLock { $0.append(status) } },
      onFirst: { number in firsts.withLock { $0.append(number) } })
    kill(getpid(), number)
    while firsts.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
    #expect(flag.signal == number)
    #expect(exits.withLock { $0 } == [])

    kill(getpid(), number)
    while exits.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
    #expect(exits.withLock { $0 } == [128 + number])
    #expect(firsts.withLock { $0 } == [number])
    withExtendedLifetime(monitor) {}
  }

  @Test func `the same signal again at once is an echo, another one is not`() async throws {
    let flag = StopFlag()
    let exits = Mutex<[Int32]>([])
    let monitor = SignalMonitor(
      stop: flag, signals: [SIGHUP, SIGALRM], echo: .seconds(3600),
      exit: { status in exits.withLock { $0.append(status) } }, onFirst: { _ in })
    kill(getpid(), SIGHUP)
    while flag.signal == nil { try await Task.sleep(for: .milliseconds(1)) }
    kill(getpid(), SIGHUP)
    kill(getpid(), SIGALRM)
    while exits.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
    #expect(exits.withLock { $0 } == [128 + SIGALRM])
    withExtendedLifetime(monitor) {}
  }

  @Test func `a limit on processor time is no second signal, however often the system sends it`()
    async throws
  {
    let flag = StopFlag()
    let exits = Mutex<[Int32]>([])
    let monitor = SignalMonitor(
      stop: flag, signals: [SIGXCPU, SIGWINCH], echo: .zero,
      exit: { status in exits.withLock { $0.append(status) } }, onFirst: { _ in })
    kill(getpid(), SIGXCPU)
    while flag.signal == nil { try await Task.sleep(for: .milliseconds(1)) }
    #expect(flag.signal == SIGXCPU)
    kill(getpid(), SIGXCPU)
    try await Task.sleep(for: .milliseconds(100))
    kill(getpid(), SIGWINCH)
    while exits.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
    #expect(exits.withLock { $0 } == [128 + SIGWINCH])
    withExtendedLifetime(monitor) {}
  }

  @Test func `a signal that is ignored stays ignored`() async throws {
    signal(SIGVTALRM, SIG_IGN)
    let flag = StopFlag()
    let monitor = SignalMonitor(
      stop: flag, signals: [SIGVTALRM, SIGIO], echo: .zero, exit: { _ in }, onFirst: { _ in })
    kill(getpid(), SIGVTALRM)
    try await Task.sleep(for: .milliseconds(100))
    #expect(flag.signal == nil)
    kill(getpid(), SIGIO)
    while flag.signal == nil { try await Task.sleep(for: .milliseconds(1)) }
    #expect(flag.signal == SIGIO)
    withExtendedLifetime(monitor) {}
  }

  @Test func `a signal stops a run`() async throws {
    let flag = StopFlag()
    let monitor = SignalMonitor(
      stop: flag, signals: [SIGUSR2], echo: .zero, exit: { _ in }, onFirst: { _ in })
    let runner = TrialRunner(
      count: 1_000_000, workers: 2, stop: flag, trial: PlannedTrial.sample,
      work: { _, shouldContinue in
        kill(getpid(), SIGUSR2)
        while shouldContinue(0) { sched_yield() }
        return nil
      },
      store: { _, _, _, _ in })
    let outcome = try runner.run()
    #expect(outcome == RunOutcome(stored: 0, failures: [], end: .signal(SIGUSR2)))
    withExtendedLifetime(monitor) {}
  }

  @Test func `a flag remembers the first signal`() {
    let flag = StopFlag()
    #expect(flag.signal == nil)
    #expect(flag.set(signal: 15))
    #expect(!flag.set(signal: 2))
    #expect(flag.signal == 15)
  }
}
