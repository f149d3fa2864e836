import Testing

@testable import DeepQ

@Suite struct TrialCheckpointTests {
  /// Short, with everything that can happen in it: episodes that end, a memory that overflows,
  /// updates of the target network, evaluations.
  static func specification(
    steps: Int = 400, _ change: (inout TrialSpecification) -> Void = { _ in }
  ) -> TrialSpecification {
    .small {
      $0.hyperparameters.length = .steps(steps)
      $0.hyperparameters.replayWarmup = 40
      $0.hyperparameters.replayCapacity = 150
      $0.hyperparameters.batchSize = 8
      $0.hyperparameters.hidden = [4]
      $0.hyperparameters.targetUpdateEvery = 30
      $0.environment.maxEpisodeSteps = 25
      $0.evaluation = EvaluationSchedule(every: 100, episodes: 2, epsilon: 0.1)
      $0.solve = SolveCriterion(threshold: 20, window: 5)
      change(&$0)
    }
  }

  @Test func `a trial restored at any step goes on to the same bits`() throws {
    let specification = Self.specification()
    let whole = Trial.run(specification)
    var trial = Trial(specification)
    while !trial.isFinished {
      #expect(try trial.copy().finished() == whole, "at step \(trial.stepsTaken)")
      trial.advance(steps: 1)
    }
    #expect(trial.result() == whole)
  }

  @Test func `a trial restored again and again goes on to the same bits`() throws {
    let specification = Self.specification()
    var trial = Trial(specification)
    while !trial.isFinished {
      trial.advance(steps: 7)
      // An evaluation takes more steps than that, so it would never end if it started anew.
      trial = try trial.copy()
    }
    #expect(trial.result() == Trial.run(specification))
  }

  static let variants: [@Sendable (inout Hyperparameters) -> Void] = [
    { $0.double = true }, { $0.dueling = true }, { $0.nStep = 3 },
    { $0.optimizer.rule = .rmsprop },
    {
      $0.optimizer.rule = .rmsprop
      $0.optimizer.centered = true
      $0.optimizer.momentum = 0.9
    },
    {
      $0.optimizer.rule = .sgd
      $0.optimizer.momentum = 0.9
    },
    { $0.replayReplacement = false }, { $0.targetUpdateEvery = 0 }, { $0.targetTau = 0.1 },
    { $0.loss = .huber }, { $0.learningRateEnd = 0.1 }, { $0.gradientSteps = 2 },
    { $0.trainEvery = .episode }, { $0.length = .episodes(12) }, { $0.gradientClip = 0.01 },
    { $0.terminalPenalty = -10 }, { $0.rewardClip = 0.5 }, { $0.onTruncation = .terminate },
    {
      $0.epsilon.shape = .linear
      $0.epsilon.decay = 100
      $0.epsilon.unit = .update
    },
    { $0.epsilon.unit = .step }, { $0.hidden = [3, 5] },
    // Diverges.
    {
      $0.optimizer.rule = .sgd
      $0.learningRate = 1e6
    },
  ]

  @Test(arguments: variants.indices)
  func `with every kind of learner a restored trial goes on to the same bits`(index: Int) throws {
    // Weights that diverged are not numbers, and not equal to themselves.
    let specification = Self.specification(steps: 200) { Self.variants[index](&$0.hyperparameters) }
    try Self.expectSameBits(specification, restoringAt: index % 5)
  }

  /// Restores a trial at every fifth step, and lets each copy go on to its end.
  static func expectSameBits(
    _ specification: TrialSpecification, restoringAt remainder: Int
  ) throws {
    let whole = Trial.run(specification)
    var trial = Trial(specification)
    while !trial.isFinished {
      if trial.stepsTaken % 5 == remainder {
        #expect(try trial.copy().finished().bits == whole.bits)
      }
      trial.advance(steps: 1)
    }
  }

  /// Several gradient steps for each of several environment steps, in all the ways that a batch is
  /// drawn and learned from.
  static let learningPeriods: [@Sendable (inout TrialSpecification) -> Void] = [
    { $0.hyperparameters.fit = .batch },
    { $0.hyperparameters.fit = .sample },
    { $0.hyperparameters.priorities.exponent = 0.6 },
    {
      $0.hyperparameters.fit = .sample
      $0.hyperparameters.priorities.exponent = 0.6
    },
    {
      $0.hyperparameters.fit = .sample
      $0.hyperparameters.replayReplacement = false
      $0.hyperparameters.noisy = true
    },
    {
      $0.hyperparameters.fit = .sample
      $0.hyperparameters.trainEvery = .episode
    },
    {
      $0.environment = EnvironmentSpecification(id: "MinAtar/Breakout-v1", maxEpisodeSteps: 25)
      $0.hyperparameters.fit = .sample
    },
  ]

  @Test(arguments: learningPeriods.indices)
  func `a trial restored between any two gradient steps goes on to the same bits`(
    index: Int
  ) throws {
    let specification = Self.specification(steps: 120) {
      $0.hyperparameters.trainEvery = .steps(30)
      $0.hyperparameters.gradientSteps = 5
      $0.hyperparameters.epsilon.unit = .update
      Self.learningPeriods[index](&$0)
    }
    let whole = Trial.run(specification)
    var trial = Trial(specification)
    var (restored, last) = (0, -1)
    while !trial.isFinished {
      if trial.isLearning {
        #expect(try trial.copy().finished().bits == whole.bits, "at step \(trial.stepsTaken)")
        restored += 1
        last = trial.stepsTaken
      }
      trial.advance(steps: 1)
      if trial.isLearning, trial.stepsTaken == last { trial = try trial.copy() }
    }
    #expect(trial.result().bits == whole.bits)
    #expect(restored >= 2 * (specification.hyperparameters.fit == .sample ? 39 : 4))
  }

  @Test func `a finished trial is restored as finished`() throws {
    let specification = Self.specification()
    var trial = Trial(specification)
    trial.advance(steps: .max)
    let copy = try trial.copy()
    let (isFinished, result) = (copy.isFinished, copy.result())
    #expect(isFinished)
    #expect(result == trial.result())
  }

  @Test func `transitions are taken from older and newer saves together`() throws {
    let specification = Self.specification()
    var trial = Trial(specification)
    var saved: [[UInt8]] = []
    var end = 0
    for steps in [60, 60, 100, 20] {
      trial.advance(steps: steps)
      let numbers = trial.checkpoint().transitions
      saved.append(trial.save(transitions: max(end, numbers.lowerBound)..<numbers.upperBound))
      end = numbers.upperBound
    }
    var rest = saved[...]
    let copy = try Trial(specification, state: trial.checkpoint().state) { rest.popFirst() }
    let again = copy.checkpoint()
    #expect(again == trial.checkpoint())
    #expect(copy.finished() == Trial.run(specification))
    var few = saved.dropFirst(3)
    #expect(throws: ArchiveError.self) {
      _ = try Trial(specification, state: trial.checkpoint().state) { few.popFirst() }
    }
  }

  @Test func `a checkpoint of another trial is refused`() throws {
    let checkpoint = Trial(Self.specification()).checkpoint()
    let other = Self.specification { $0.replicate = 1 }
    let error = #expect(throws: ArchiveError.self) {
      _ = try Trial(other, state: checkpoint.state) { nil }
    }
    #expect(error?.cause == "it is of a trial with other seeds")
  }

  /// Whatever stands in the bytes: an error, or a trial that can go on.
  @Test func `bytes that were cut off or changed never trap`() throws {
    let specification = Self.specification {
      $0.hyperparameters.nStep = 2
      $0.hyperparameters.fit = .sample
      $0.hyperparameters.gradientSteps = 2
    }
    var trial = Trial(specification)
    while trial.stepsTaken < 160 || !trial.isLearning { trial.advance(steps: 1) }
    let checkpoint = trial.checkpoint()
    let transitions = trial.save(transitions: checkpoint.transitions)
    for count in stride(from: 0, to: checkpoint.state.count, by: 13) {
      #expect(throws: ArchiveError.self) {
        var whole: [UInt8]? = transitions
        _ = try Trial(specification, state: Array(checkpoint.state.prefix(count))) {
          whole.take()
        }
      }
    }
    var random = RandomSource(SeedSequence(entropy: 5))
    var refused = 0
    for round in 0..<2_000 {
      var parts = [checkpoint.state, transitions]
      // Nearly all bytes are weights and observations; the others stand at the start and the end.
      let part = round % 2
      for _ in 0...random.integer(below: 3) {
        let place = random.integer(below: parts[part].count)
        parts[part][place] = UInt8(random.integer(below: 256))
      }
      var rest: [UInt8]? = parts[1]
      do {
        var hostile = try Trial(specification, state: parts[0]) { rest.take() }
        hostile.advance(steps: 50)
      } catch is ArchiveError {
        refused += 1
      }
    }
    #expect(refused > 100)
  }
}

extension Trial {
  /// The trial, restored from what it says of itself.
  func copy() throws -> Trial {
    let checkpoint = checkpoint()
    let numbers = checkpoint.transitions
    var transitions = numbers.isEmpty ? nil : save(transitions: numbers)
    return try Trial(specification, state: checkpoint.state) { transitions.take() }
  }

  /// What comes of the trial when it goes on to its end.
  consuming func finished() -> TrialResult {
    while !isFinished { advance(steps: 1_000) }
    return result()
  }
}

extension TrialResult {
  /// The weights' bits, and the rest of the result.
  var bits: Bits {
    var rest = self
    rest.weights = []
    return Bits(weights: weights.flatMap { $0.weight + $0.bias }.map(\.bitPattern), rest: rest)
  }

  struct Bits: Equatable {
    var weights: [UInt32]
    var rest: TrialResult
  }
}
