import DeepQ
import Synchronization
import Testing

@testable import Experiments

@Suite struct CurveGuardTests {
  /// A machine with some memory, a process that takes some, and a clock.
  private final class Fake: Sendable {
    let left = Mutex<Int?>(nil)
    let used = Mutex(0)
    let time = Mutex(0.0)

    func curves(left: Int?, used: Int) -> CurveGuard {
      self.left.withLock { $0 = left }
      self.used.withLock { $0 = used }
      return CurveGuard(
        machine: { self.left.withLock { $0 } }, used: { self.used.withLock { $0 } },
        now: { self.time.withLock { $0 } })
    }
  }

  private let fake = Fake()

  /// CartPole, whose episodes have 8 steps or more.
  private func trial(_ length: TrainingLength = .steps(1_000_000_000)) -> PlannedTrial {
    var trial = PlannedTrial.sample(0)
    trial.specification.hyperparameters.length = length
    return trial
  }

  @Test func `what is in the plan is not asked about`() throws {
    let curves = fake.curves(left: 0, used: 1 << 40)
    // Five million episodes of eight steps.
    #expect(curves.haveMemory(for: trial(), afterSteps: 40_000_000))
    #expect(curves.haveMemory(for: trial(.episodes(80_000_000)), afterSteps: 1_000_000_000))
    try curves.requireMemory()
  }

  @Test func `a trial whose curves could not be stored is given up, and it is said why`() {
    // 10 000 000 episodes of 42 bytes, six times, are 2.52 · 10⁹ bytes.
    let curves = fake.curves(left: 2_520_000_000, used: 1 << 40)
    #expect(curves.haveMemory(for: trial(), afterSteps: 80_000_000))
    fake.left.withLock { $0 = 2_519_999_999 }
    fake.time.withLock { $0 += 1 }
    #expect(!curves.haveMemory(for: trial(), afterSteps: 80_000_000))
    let error = #expect(throws: MachineShortageError.self) { try curves.requireMemory() }
    #expect(
      error?.description == """
        trial \(trial().id) has so many episodes that it may need 2.3 GiB of memory to be stored, and \
        2.3 GiB are available; the same command continues where there is more
        """)
  }

  @Test func `curves are no larger than the process`() {
    let curves = fake.curves(left: 600 << 20, used: 100 << 20)
    #expect(curves.haveMemory(for: trial(), afterSteps: 1_000_000_000))
  }

  @Test func `the memory is looked at once a second`() {
    let curves = fake.curves(left: .max, used: 1 << 40)
    #expect(curves.haveMemory(for: trial(), afterSteps: 80_000_000))
    fake.left.withLock { $0 = 0 }
    fake.time.withLock { $0 += 0.5 }
    #expect(curves.haveMemory(for: trial(), afterSteps: 80_000_000))
    fake.time.withLock { $0 += 0.5 }
    #expect(!curves.haveMemory(for: trial(), afterSteps: 80_000_000))
  }
}
