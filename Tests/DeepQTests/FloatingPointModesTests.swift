import Glibc
import Testing

@testable import DeepQ

/// Threads whose floating-point modes are not the default, as a library can leave them.
@Suite struct FloatingPointModesTests {
  /// Modes that change results.
  enum Modes: CaseIterable {
    case roundingDown, flushingToZero

    /// Gives them to the calling thread.
    func set() {
      var environment = fenv_t()
      fegetenv(&environment)
      #if arch(x86_64)
        // Rounding is in bits 13 and 14; 15 flushes results to zero and 6 operands.
        environment.__mxcsr |= self == .roundingDown ? 0x2000 : 0x8040
      #elseif arch(arm64)
        environment.__fpcr |= self == .roundingDown ? 0x80_0000 : 0x100_0000
      #endif
      fesetenv(&environment)
    }
  }

  /// Runs with some modes, and with the default again afterwards.
  private static func with<Result>(_ modes: Modes, _ body: () throws -> Result) rethrows -> Result {
    var before = fenv_t()
    fegetenv(&before)
    defer { fesetenv(&before) }
    modes.set()
    return try body()
  }

  /// A quotient, in the rounding of the thread (to nearest, 5 / 3 is rounded up), and whether what is below the normal numbers is kept.
  @inline(never)
  private static func arithmetic(_ one: Double, _ three: Double, _ tiny: Double) -> [Double] {
    [one / three, two(tiny)]
  }

  @inline(never)
  private static func two(_ tiny: Double) -> Double { tiny / 2 }

  @Test(arguments: Modes.allCases)
  func `modes that are not the default change what arithmetic gives`(modes: Modes) {
    let plain = Self.arithmetic(5, 3, .leastNormalMagnitude)
    let changed = Self.with(modes) { Self.arithmetic(5, 3, .leastNormalMagnitude) }
    #expect(plain != changed, "or the other tests show nothing")
  }

  /// Trials in which both rounding and subnormal numbers show.
  private static func specifications() throws -> [TrialSpecification] {
    var tiny = try TabularTrialTests.specification("double-q-learning") {
      $0.length = .steps(2_000)
      $0.initialValue = 1e-308
    }
    tiny.evaluation.every = 500
    return [
      tiny, try TabularTrialTests.specification("value-iteration") { $0.gamma = 0.7 },
      .small {
        $0.hyperparameters.length = .steps(600)
        $0.hyperparameters.learningRate = 1e-38
      },
    ]
  }

  @Test(arguments: Modes.allCases)
  func `a trial gives the same bits in any modes, and gives them back`(modes: Modes) throws {
    for specification in try Self.specifications() {
      let plain = Trial.run(specification)
      let probe = Self.with(modes) { Self.arithmetic(5, 3, .leastNormalMagnitude) }
      let (changed, after) = Self.with(modes) {
        (Trial.run(specification), Self.arithmetic(5, 3, .leastNormalMagnitude))
      }
      #expect(changed.bits == plain.bits)
      #expect(after == probe)
    }
  }

  @Test(arguments: Modes.allCases)
  func `a trial restored in any modes gives the same bits`(modes: Modes) throws {
    let specification = try TabularTrialTests.specification("policy-iteration")
    var trial = Trial(specification)
    trial.advance(steps: 10)
    let copy = try trial.copy().finished()
    let checkpoint = trial.checkpoint()
    let changed = try Self.with(modes) {
      try Trial(specification, state: checkpoint.state) { nil }.finished()
    }
    #expect(changed == copy)
  }

  @Test(arguments: Modes.allCases)
  func `an executor gives the same bits whatever the modes of its threads`(modes: Modes) throws {
    let specification = TrialSpecification.small { $0.hyperparameters.length = .steps(400) }
    let executor = ParallelExecutor(size: 3) { parts, work in
      for part in 0..<parts { Self.with(modes) { work(part) } }
    }
    var trial = Trial(specification, execution: TrialExecution(executor: executor))
    trial.advance(steps: .max)
    #expect(trial.result() == Trial.run(specification))
  }

  @Test(arguments: Modes.allCases)
  func `a policy plays the same episode in any modes`(modes: Modes) throws {
    let specification = TrialSpecification.small { $0.hyperparameters.length = .steps(400) }
    let result = Trial.run(specification)
    func play() -> [Float]? {
      guard var player = PolicyPlayer(specification, result: result) else { return nil }
      var numbers: [Float] = []
      while !player.hasEnded, numbers.count < 200 {
        _ = player.step()
        numbers += player.numbers
      }
      player.startEpisode()
      return numbers + player.numbers
    }
    let plain = try #require(play() as [Float]?)
    #expect(Self.with(modes) { play() } == plain)
  }
}
