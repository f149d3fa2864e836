import Testing

@testable import DeepQ

@Suite struct TrialTests {
  @Test func `the same specification gives the same result`() {
    #expect(Trial.run(.small()) == Trial.run(.small()))
  }

  @Test func `slices of steps make no difference`() {
    var trial = Trial(.small())
    var size = 1
    while !trial.isFinished {
      trial.advance(steps: size)
      size = size % 97 + 1
    }
    #expect(trial.result() == Trial.run(.small()))
  }

  @Test
  func `an environment step with the first of its gradient steps is a unit, and so is each other`()
  {
    var trial = Trial(
      .small {
        $0.hyperparameters.trainEvery = .steps(250)
        $0.hyperparameters.gradientSteps = 1_000
      })
    trial.advance(steps: 249)
    #expect((trial.stepsTaken, trial.isLearning) == (249, false))
    trial.advance(steps: 1)
    #expect((trial.stepsTaken, trial.isLearning) == (250, true))
    trial.advance(steps: 998)
    #expect((trial.stepsTaken, trial.isLearning) == (250, true))
    trial.advance(steps: 1)
    #expect((trial.stepsTaken, trial.isLearning, trial.result().updates) == (250, false, 1_000))
    trial.advance(steps: 1)
    #expect(trial.stepsTaken == 251)
  }

  @Test func `a trial of a network asks after each unit whether to go on`() {
    var trial = Trial(.small { $0.hyperparameters.gradientSteps = 50 })
    var asked = 0
    trial.advance(steps: .max) {
      asked += 1
      return asked < 230
    }
    // 200 steps, of which the last one brings 50 gradient steps.
    #expect((trial.stepsTaken, trial.isLearning, asked) == (200, true, 230))
  }

  @Test func `a trial asks now and then in an evaluation, in a planning and with a table`() throws {
    for id in ["q-learning", "value-iteration"] {
      var trial = Trial(try TabularTrialTests.specification(id))
      trial.advance(steps: 1_000) { false }
      #expect((1...64).contains(trial.stepsTaken), "\(id): \(trial.stepsTaken)")
    }
    var trial = Trial(.small())
    while !trial.isEvaluating { trial.advance(steps: 1) }
    trial.advance(steps: .max) { false }
    let isEvaluating = trial.isEvaluating
    #expect(isEvaluating)
  }

  @Test func `evaluations change nothing but themselves`() {
    let often = Trial.run(.small { $0.evaluation = EvaluationSchedule(every: 100, episodes: 3) })
    let once = Trial.run(.small { $0.evaluation = EvaluationSchedule(episodes: 3) })
    #expect(often.weights == once.weights)
    #expect(often.evaluations.count == 20)
    #expect(often.evaluations.last == once.evaluations.last)
  }

  @Test func `two replicates differ in every stream`() {
    let first = Trial.run(.small())
    let second = Trial.run(.small { $0.replicate = 1 })
    for (one, other) in zip(first.randomStates, second.randomStates) { #expect(one != other) }
    #expect(first.weights != second.weights)
    #expect(first.evaluations != second.evaluations)
  }

  @Test func `configurations of one replicate share their starting states`() {
    // With the first episode's actions all random (ε = 1), nothing but the seed decides it.
    let first = Trial.run(.small { $0.hyperparameters.learningRate = 0.1 })
    let second = Trial.run(.small { $0.hyperparameters.hidden = [9] })
    #expect(first.episodes.returns[0] == second.episodes.returns[0])
  }

  @Test func `steps and updates are counted`() {
    let result = Trial.run(.small())
    #expect(result.steps == 2_000)
    // From step 200 on, one at each step.
    #expect(result.updates == 1_801)
    #expect(result.episodes.lengths.reduce(0, +) <= 2_000)
    #expect(result.episodes.steps.last == result.episodes.lengths.reduce(0, +))
  }

  @Test func `parameters that the last update makes infinite are a failure`() {
    // One update, at the last step: its loss is of the parameters before it.
    let result = Trial.run(
      .small {
        $0.hyperparameters.trainEvery = .steps(2_000)
        $0.hyperparameters.optimizer.rule = .sgd
        $0.hyperparameters.learningRate = 1e38
        $0.hyperparameters.terminalPenalty = -1e6
      })
    #expect(result.updates == 1)
    #expect(result.failure == "diverged: a parameter is not finite after step 2000, update 1")
    #expect(result.evaluations.isEmpty)
  }

  @Test func `values that the last update makes infinite are a failure`() {
    let result = Trial.run(
      .small {
        $0.environment = EnvironmentSpecification(id: "GridWorld-v1", maxEpisodeSteps: 100)
        $0.hyperparameters.algorithm = .qLearning
        $0.hyperparameters.length = .steps(1)
        $0.hyperparameters.learningRate = 1e305
        $0.hyperparameters.initialValue = 1e10
      })
    #expect(result.failure == "diverged: a value is not finite after step 1, update 1")
  }

  @Test func `a training length in episodes ends with the episode`() {
    let result = Trial.run(.small { $0.hyperparameters.length = .episodes(12) })
    #expect(result.episodes.returns.count == 12)
    #expect(result.episodes.steps.last == result.steps)
  }

  @Test func `an episode that reaches its limit is truncated, not terminated`() {
    let result = Trial.run(.small { $0.environment.maxEpisodeSteps = 5 })
    #expect(result.episodes.lengths.allSatisfy { $0 == 5 })
    #expect(result.episodes.truncated.allSatisfy { $0 })
    #expect(!result.episodes.terminated.contains(true))
  }

  @Test func `training ends when the task is solved, if that is asked for`() {
    let criterion = SolveCriterion(threshold: 5, window: 3, stop: true)
    let result = Trial.run(.small { $0.solve = criterion })
    #expect(result.solvedAtEpisode == 3)
    #expect(result.episodes.returns.count == 3)
    #expect(result.evaluations.last?.step == result.steps)
  }

  @Test func `a training that diverges fails and says where`() {
    let result = Trial.run(
      .small {
        $0.hyperparameters.optimizer.rule = .sgd
        $0.hyperparameters.learningRate = 1e6
      })
    #expect(result.failure?.hasPrefix("diverged: the loss is ") == true)
    #expect(result.steps < 2_000)
  }

  @Test func `every hyperparameter that should matters to the result`() {
    let plain = Trial.run(.small())
    let changes: [@Sendable (inout Hyperparameters) -> Void] = [
      { $0.gamma = 0.9 }, { $0.learningRate = 2e-3 }, { $0.learningRateEnd = 0.5 },
      { ($0.learningRateEnd, $0.learningRateFraction) = (0.5, 0.5) },
      { $0.epsilon.start = 0.9 }, { $0.epsilon.end = 0.99 }, { $0.epsilon.decay = 0.9 },
      { $0.epsilon.unit = .step }, { $0.batchSize = 16 }, { $0.trainEvery = .steps(2) },
      { $0.trainEvery = .episode }, { $0.gradientSteps = 2 }, { $0.replayCapacity = 500 },
      { $0.replayWarmup = 300 }, { $0.replayReplacement = false }, { $0.targetUpdateEvery = 0 },
      { $0.targetTau = 0.5 }, { $0.double = true }, { $0.nStep = 3 }, { $0.loss = .huber },
      { $0.optimizer.rule = .rmsprop }, { $0.optimizer.rule = .sgd }, { $0.optimizer.beta1 = 0.8 },
      { $0.optimizer.beta2 = 0.9 }, { $0.optimizer.epsilon = 0.1 }, { $0.gradientClip = 0.01 },
      { $0.rewardClip = 0.5 }, { $0.terminalPenalty = -10 }, { $0.hidden = [8, 8] },
      { $0.dueling = true }, { $0.initialization = .heUniform },
    ]
    for (index, change) in changes.enumerated() {
      let changed = Trial.run(.small { change(&$0.hyperparameters) })
      #expect(changed.weights != plain.weights, "change \(index)")
    }
  }

  @Test func `a trial with more episodes than a file has room for fails, and says so`() {
    func run(_ length: TrainingLength, maxEpisodes: Int) -> TrialResult {
      let specification = TrialSpecification.small { $0.hyperparameters.length = length }
      var loop = TrainingLoop<DQNAgent>(specification, maxEpisodes: maxEpisodes)
      while !loop.isFinished { loop.advance(steps: 1_000) { true } }
      return loop.result()
    }
    let result = run(.steps(2_000), maxEpisodes: 5)
    #expect(result.episodes.returns.count == 5)
    #expect(result.failure == "5 episodes by step \(result.steps): no file has room for more")
    #expect(result.evaluations.isEmpty)
    // One that ends with its last episode is whole.
    #expect(run(.episodes(5), maxEpisodes: 5).failure == nil)
  }

  @Test func `the memory estimate covers the replay memory`() {
    let bytes = Trial.bytesNeeded(
      by: .small {
        $0.hyperparameters.replayCapacity = 1_000_000
        $0.hyperparameters.length = .steps(2_000_000)
      })
    // 4 + 4 + 3 floats a transition, in a cache line of 16; 42 bytes for each of 250 000 episodes of 8
    // steps.
    #expect(bytes > 74_500_000 && bytes < 80_500_000)
  }
}

extension TrialSpecification {
  /// A fraction of a second of CartPole.
  static func small(_ change: (inout TrialSpecification) -> Void = { _ in }) -> TrialSpecification {
    var hyperparameters = Hyperparameters()
    hyperparameters.length = .steps(2_000)
    hyperparameters.replayWarmup = 200
    hyperparameters.hidden = [8]
    hyperparameters.targetUpdateEvery = 100
    var specification = TrialSpecification(
      environment: EnvironmentSpecification(id: "CartPole-v1", maxEpisodeSteps: 500),
      hyperparameters: hyperparameters,
      evaluation: EvaluationSchedule(episodes: 2), solve: SolveCriterion(threshold: 475),
      rootSeed: 42, replicate: 0)
    change(&specification)
    return specification
  }
}

extension EnvironmentSpecification {
  /// A registered environment with default settings.
  init(id: String, maxEpisodeSteps: Int?) {
    guard let definition = Environments.definition(of: id) else {
      preconditionFailure("'\(id)' is not a registered environment")
    }
    self.init(definition, maxEpisodeSteps: maxEpisodeSteps)
  }
}
