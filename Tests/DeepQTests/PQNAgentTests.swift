import Testing

@testable import DeepQ

/// Whole trials of PQN.
@Suite struct PQNAgentTests {
  static func specification(
    _ change: (inout TrialSpecification) -> Void = { _ in }
  ) -> TrialSpecification {
    .small {
      $0.hyperparameters.algorithm = .pqn
      $0.hyperparameters.length = .steps(200)
      $0.hyperparameters.environments = 3
      $0.hyperparameters.rollout = 8
      $0.hyperparameters.minibatches = 4
      $0.hyperparameters.epochs = 2
      $0.hyperparameters.hidden = [4]
      $0.hyperparameters.layerNormalization = .affine
      $0.hyperparameters.optimizer.rule = .radam
      $0.environment.maxEpisodeSteps = 25
      $0.evaluation = EvaluationSchedule(every: 60, episodes: 2, epsilon: 0.1)
      change(&$0)
    }
  }

  @Test func `with rollouts of one step it is deep Q-learning without a memory`() {
    // One environment, one step, one epoch: λ has nothing to weight, and the update is that of a memory
    // of one transition whose target comes from the same network.
    func weights(_ change: @escaping (inout Hyperparameters) -> Void) -> [LayerWeights] {
      Trial.run(
        .small {
          $0.hyperparameters.length = .steps(600)
          $0.hyperparameters.epsilon.decay = 0.9
          $0.environment.maxEpisodeSteps = 15
          change(&$0.hyperparameters)
        }
      ).weights
    }
    let memory = weights {
      $0.replayCapacity = 1
      $0.batchSize = 1
      $0.replayWarmup = 0
      $0.targetUpdateEvery = 0
    }
    let rollouts = weights {
      $0.algorithm = .pqn
      $0.environments = 1
      $0.rollout = 1
      $0.epochs = 1
      $0.minibatches = 1
    }
    #expect(rollouts == memory)
  }

  @Test func `every rollout brings its epochs of minibatches`() {
    let result = Trial.run(Self.specification())
    // 200 steps are 8 rollouts of 24, and a rest that is not learned from.
    #expect((result.steps, result.updates) == (200, 8 * 2 * 4))
    #expect(result.failure == nil)
    #expect(result.evaluations.map(\.step) == [60, 120, 180, 200])
    #expect(
      result.randomStates.map(\.name) == [
        "environment", "environment_1", "environment_2", "initialization", "exploration", "replay",
      ])
  }

  @Test func `episodes are those of each environment`() {
    let result = Trial.run(
      Self.specification {
        $0.hyperparameters.length = .steps(300)
        $0.environment.maxEpisodeSteps = 5
      })
    // No pole falls within 5 steps: every 15 steps the three episodes end one after the other.
    let ends = (1...20).flatMap { [15 * $0 - 2, 15 * $0 - 1, 15 * $0] }
    #expect(result.episodes.steps == ends)
    #expect(result.episodes.lengths == Array(repeating: 5, count: 60))
    #expect(result.episodes.returns == Array(repeating: 5, count: 60))
    #expect(result.episodes.truncated.allSatisfy { $0 })
    // The first updates are made at step 24, in the second episodes.
    #expect(result.episodes.losses.prefix(3).allSatisfy { $0.isNaN })
    #expect(result.episodes.losses[3..<6].allSatisfy { $0.isFinite })
    #expect(Set(result.episodes.losses[3..<6]).count == 1)
  }

  @Test func `the first environment is that of an algorithm with one`() {
    let one = RandomStreams(rootSeed: 42, replicate: 3)
    let several = RandomStreams(rootSeed: 42, replicate: 3, environmentCount: 4)
    #expect(several.environmentSeeds[0] == one.environmentSeeds[0])
    #expect(Set(several.environmentSeeds).count == 4)
    #expect(several.states.filter { !$0.name.hasPrefix("environment_") } == one.states)
  }

  static let variants: [@Sendable (inout Hyperparameters) -> Void] = [
    { _ in }, { $0.optimizer.rule = .adam }, { $0.loss = .huber }, { $0.lambda = 0 },
    { $0.learningRateEnd = 0.1 }, { $0.gradientClip = 0.01 }, { $0.onTruncation = .terminate },
    { $0.epsilon.unit = .update }, { $0.dueling = true }, { $0.length = .episodes(20) },
    { $0.environments = 1 },
  ]

  @Test(arguments: variants.indices)
  func `a trial restored at any unit of work goes on to the same bits`(index: Int) throws {
    let specification = Self.specification { Self.variants[index](&$0.hyperparameters) }
    let whole = Trial.run(specification)
    var trial = Trial(specification)
    var learning = 0
    while !trial.isFinished {
      if trial.isLearning || trial.stepsTaken % 7 == index % 7 {
        #expect(try trial.copy().finished().bits == whole.bits, "at step \(trial.stepsTaken)")
      }
      if trial.isLearning { learning += 1 }
      trial.advance(steps: 1)
      if trial.stepsTaken % 24 == 5 { trial = try trial.copy() }
    }
    #expect(trial.result().bits == whole.bits)
    #expect(learning > 20)
  }

  @Test(arguments: variants.indices.dropFirst())
  func `every setting makes a difference`(index: Int) {
    let other = Self.specification { Self.variants[index](&$0.hyperparameters) }
    #expect(Trial.run(other).weights != Trial.run(Self.specification()).weights)
  }

  @Test func `slices of steps make no difference`() {
    let specification = Self.specification()
    var trial = Trial(specification)
    while !trial.isFinished { trial.advance(steps: 7) }
    #expect(trial.result() == Trial.run(specification))
  }

  @Test func `several threads give the same bits`() {
    let specification = Self.specification { $0.hyperparameters.hidden = [64] }
    let executor = ParallelExecutor(size: 3) { parts, work in
      for part in (0..<parts).reversed() { work(part) }
    }
    var trial = Trial(specification, execution: TrialExecution(executor: executor))
    trial.advance(steps: .max)
    #expect(trial.result() == Trial.run(specification))
  }

  @Test func `images are learned from as vectors are`() throws {
    let specification = Self.specification {
      $0.environment = EnvironmentSpecification(id: "MinAtar/Breakout-v1", maxEpisodeSteps: 25)
      $0.hyperparameters.convolution = [ConvolutionSettings(filters: 3, kernel: 3, stride: 1)]
      $0.hyperparameters.activation = .silu
    }
    let whole = Trial.run(specification)
    #expect(whole.updates == 64)
    var trial = Trial(specification)
    trial.advance(steps: 150)
    #expect(try trial.copy().finished() == whole)
  }

  @Test func `bytes that were cut off or changed never trap`() throws {
    let specification = Self.specification()
    var trial = Trial(specification)
    while !trial.isLearning || trial.stepsTaken < 100 { trial.advance(steps: 1) }
    let state = trial.checkpoint().state
    for count in stride(from: 0, to: state.count, by: 41) {
      #expect(throws: ArchiveError.self) {
        _ = try Trial(specification, state: Array(state.prefix(count))) { nil }
      }
      var changed = state
      changed[count] ^= 0x55
      guard var restored = try? Trial(specification, state: changed, nextTransitions: { nil })
      else { continue }
      restored.advance(steps: 40)
    }
  }
}
