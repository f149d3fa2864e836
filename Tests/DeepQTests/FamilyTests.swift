import Testing

@testable import DeepQ

/// All that can learn, on a grid whose optimal policy is known.
@Suite struct FamilyTests {
  /// What each member of the family adds to deep Q-learning.
  static let variants: [(name: String, change: @Sendable (inout Hyperparameters) -> Void)] = [
    ("plain", { _ in }),
    ("double", { $0.double = true }),
    ("dueling", { $0.dueling = true }),
    ("n-step", { $0.nStep = 3 }),
    ("prioritised", { $0.priorities.exponent = 0.6 }),
    (
      "soft targets",
      {
        $0.targetUpdateEvery = 1
        $0.targetTau = 0.02
      }
    ),
    ("Munchausen", { $0.munchausen.alpha = 0.9 }),
    ("C51", { categorical(&$0) }),
    (
      "QR-DQN",
      {
        $0.distribution.kind = .quantile
        $0.distribution.quantiles = 11
      }
    ),
    ("noisy", { noisy(&$0) }),
    ("rainbow", { rainbow(&$0) }),
    (
      "all with quantiles and Munchausen",
      {
        rainbow(&$0)
        $0.distribution.kind = .quantile
        $0.distribution.quantiles = 11
        $0.munchausen.alpha = 0.5
      }
    ),
    (
      "all with Munchausen",
      {
        rainbow(&$0)
        $0.munchausen.alpha = 0.5
      }
    ),
  ]

  private static func categorical(_ values: inout Hyperparameters) {
    values.distribution.kind = .categorical
    values.distribution.atoms = 21
    values.distribution.vMin = -10
    values.distribution.vMax = 0
  }

  private static func noisy(_ values: inout Hyperparameters) {
    values.noisy = true
    values.epsilon.start = 0.3
  }

  private static func rainbow(_ values: inout Hyperparameters) {
    values.double = true
    values.dueling = true
    values.nStep = 3
    values.priorities.exponent = 0.5
    categorical(&values)
    noisy(&values)
  }

  static func specification(
    _ change: (inout Hyperparameters) -> Void
  ) throws -> TrialSpecification {
    try TabularTrialTests.specification("dqn") {
      $0.length = .steps(8_000)
      $0.learningRate = 3e-3
      $0.replayWarmup = 200
      $0.targetUpdateEvery = 50
      $0.epsilon.end = 0.3
      $0.hidden = [32]
      change(&$0)
    }
  }

  @Test(arguments: variants.indices)
  func `every member of the family learns the optimal policy of a grid`(index: Int) throws {
    let result = Trial.run(try Self.specification(Self.variants[index].change))
    #expect(result.failure == nil)
    let last = try #require(result.evaluations.last)
    #expect(try #require(last.regret) < 1e-9, "\(Self.variants[index].name)")
    // The longest way to a corner has three steps.
    #expect(last.returns.allSatisfy { $0 >= -3 })
  }

  @Test(arguments: Algorithms.registry.map(\.id))
  func `every algorithm of the registry learns the optimal policy of a grid`(id: String) throws {
    let specification =
      switch id {
      case "dqn": try Self.specification { _ in }
      case "pqn":
        try Self.specification {
          $0.algorithm = .pqn
          $0.rollout = 16
          $0.layerNormalization = .affine
        }
      case "stream-q":
        try TabularTrialTests.specification(id) {
          $0.learningRate = 1
          $0.hidden = [32]
          $0.activation = .leakyReLU
          $0.layerNormalization = .plain
          $0.initialization = .sparse
        }
      default: try TabularTrialTests.specification(id)
      }
    let result = Trial.run(specification)
    #expect(try #require(result.evaluations.last?.regret) < 1e-9)
  }

  @Test(arguments: variants.indices)
  func `every member of the family differs from the plain one`(index: Int) throws {
    guard index > 0 else { return }
    func weights(_ change: (inout Hyperparameters) -> Void) throws -> [LayerWeights] {
      Trial.run(
        try Self.specification {
          change(&$0)
          $0.length = .steps(400)
        }
      ).weights
    }
    #expect(try weights(Self.variants[index].change) != weights { _ in })
  }

  @Test(arguments: variants.indices)
  func `every member of the family goes on to the same bits`(index: Int) throws {
    let specification = TrialCheckpointTests.specification(steps: 200) {
      Self.variants[index].change(&$0.hyperparameters)
      $0.hyperparameters.fit = index % 2 == 0 ? .batch : .sample
    }
    try TrialCheckpointTests.expectSameBits(specification, restoringAt: index % 5)
  }

  @Test(arguments: variants.indices)
  func `several threads give the same bits`(index: Int) throws {
    let specification = try Self.specification {
      Self.variants[index].change(&$0)
      $0.length = .steps(400)
      $0.hidden = [64]
    }
    let executor = ParallelExecutor(size: 3) { parts, work in
      for part in (0..<parts).reversed() { work(part) }
    }
    var trial = Trial(specification, execution: TrialExecution(executor: executor))
    trial.advance(steps: .max)
    #expect(trial.result() == Trial.run(specification))
  }
}
