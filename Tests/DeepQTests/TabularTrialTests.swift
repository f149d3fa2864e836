import Testing

@testable import DeepQ

/// Whole trials with tables, against the exact values.
@Suite struct TabularTrialTests {
  static let tables = Algorithms.registry.filter { $0.kind == .table }.map(\.id)
  static let plans = Algorithms.registry.filter { $0.kind == .planning }.map(\.id)

  static func specification(
    _ id: String, in environment: EnvironmentDefinition = GridWorld.definition,
    _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> TrialSpecification {
    var hyperparameters = Hyperparameters()
    hyperparameters.algorithm = try #require(Algorithms.named(id))
    hyperparameters.length = .steps(20_000)
    hyperparameters.gamma = 0.9
    hyperparameters.learningRate = 0.5
    hyperparameters.epsilon.end = 0.2
    change(&hyperparameters)
    return TrialSpecification(
      environment: environment.specification, hyperparameters: hyperparameters,
      evaluation: EvaluationSchedule(every: 5_000, episodes: 5),
      solve: SolveCriterion(threshold: nil), rootSeed: 3, replicate: 0)
  }

  @Test(arguments: tables) func `a table learns the optimal policy of a grid`(id: String) throws {
    let result = Trial.run(try Self.specification(id))
    #expect(result.failure == nil)
    #expect((result.steps, result.updates) == (20_000, 20_000))
    #expect(result.weights.isEmpty)
    let last = try #require(result.evaluations.last)
    #expect(try #require(last.regret) < 1e-9)
  }

  @Test(arguments: ["q-learning", "double-q-learning"])
  func `where nothing is random the values become exact`(id: String) throws {
    let result = Trial.run(try Self.specification(id) { $0.length = .steps(60_000) })
    let errors = result.evaluations.compactMap(\.valueError)
    #expect(errors.count == 12)
    #expect(errors[11] < 1e-12)
    #expect(errors[0] > errors[11])
  }

  @Test func `where steps are random the values become exact with a falling learning rate`() throws
  {
    var specification = try Self.specification("q-learning") {
      $0.length = .steps(400_000)
      $0.visitDecay = 0.1
      $0.epsilon.start = 1
      $0.epsilon.end = 1
    }
    specification.environment.set(GridWorld.slip, to: .real(0.2))
    let result = Trial.run(specification)
    let errors = result.evaluations.compactMap(\.valueError)
    #expect(errors.count == 80)
    #expect(errors[79] < 0.05 && errors[79] < errors[0] / 4)
    #expect(try #require(result.evaluations.last?.regret) < 1e-9)
  }

  @Test(arguments: tables) func `slices of steps make no difference`(id: String) throws {
    let specification = try Self.specification(id, in: FrozenLake.small) { $0.length = .steps(900) }
    var trial = Trial(specification)
    while !trial.isFinished { trial.advance(steps: 7) }
    #expect(trial.result() == Trial.run(specification))
  }

  @Test(arguments: tables + plans) func `a trial restored goes on to the same bits`(id: String)
    throws
  {
    let specification = try Self.specification(id, in: FrozenLake.small) { $0.length = .steps(600) }
    let whole = Trial.run(specification)
    var trial = Trial(specification)
    while !trial.isFinished {
      #expect(try trial.copy().finished() == whole)
      trial.advance(steps: 41)
    }
  }

  @Test(arguments: plans) func `a planning restored again and again comes to its end`(id: String)
    throws
  {
    let specification = try Self.specification(id, in: FrozenLake.small)
    var trial = Trial(specification)
    // Fewer steps than the evaluation takes: it would never end if it started anew.
    for _ in 0..<2_000 where !trial.isFinished {
      trial.advance(steps: 7)
      trial = try trial.copy()
    }
    #expect(trial.result() == Trial.run(specification))
  }

  @Test func `SARSA draws as Q-learning does, and takes the action that it learned from`() throws {
    // With random actions only, both see the same episodes.
    let change: (inout Hyperparameters) -> Void = {
      $0.length = .episodes(20)
      $0.epsilon.start = 1
      $0.epsilon.end = 1
    }
    let sarsa = Trial.run(try Self.specification("sarsa", change))
    let learning = Trial.run(try Self.specification("q-learning", change))
    #expect(sarsa.episodes.lengths == learning.episodes.lengths)
    #expect(sarsa.actionValues != learning.actionValues)
  }

  @Test func `initial values are where the table starts`() throws {
    let result = Trial.run(
      try Self.specification("q-learning") {
        $0.length = .steps(1)
        $0.initialValue = 7
      })
    let elements = try #require(result.actionValues).elements
    #expect(elements.count { $0 != 7 } == 1)
  }

  @Test(arguments: plans) func `planning takes no steps and finds the optimal policy`(id: String)
    throws
  {
    let result = Trial.run(try Self.specification(id))
    #expect(result.failure == nil)
    #expect((result.steps, result.episodes.returns.count, result.evaluations.count) == (0, 0, 1))
    let curves = try #require(result.planning)
    #expect(curves.residuals.count == result.updates)
    #expect(try #require(curves.residuals.last) <= 1e-10)
    #expect(try #require(curves.errorBounds.last) <= 9e-10)
    #expect(try #require(curves.valueErrors.last) <= 9e-10)
    #expect(try #require(result.evaluations[0].regret) < 1e-9)
    // The longest way to a corner has three steps.
    #expect(result.evaluations[0].returns.allSatisfy { $0 >= -3 })
  }

  @Test func `a planning that does not converge fails and says so`() throws {
    let result = Trial.run(try Self.specification("value-iteration") { $0.maxSweeps = 2 })
    #expect(result.failure?.hasPrefix("did not converge: sweep 2 ") == true)
    #expect(result.evaluations.isEmpty)
  }

  @Test func `a network on one-hot states is measured against the exact values too`() throws {
    let result = Trial.run(
      try Self.specification("dqn") {
        $0.length = .steps(6_000)
        $0.learningRate = 3e-3
        $0.replayWarmup = 200
        $0.targetUpdateEvery = 50
        $0.epsilon.end = 0.3
        $0.hidden = [32]
      })
    let last = try #require(result.evaluations.last)
    #expect(try #require(last.regret) < 1e-9)
    #expect(try #require(last.valueError) < 0.5)
    #expect(result.actionValues?.stateCount == 16)
    #expect(result.optimalActionValues?.largest(in: 1) == -1)
  }
}
