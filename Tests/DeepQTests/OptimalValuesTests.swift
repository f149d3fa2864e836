import Testing

@testable import DeepQ

@Suite struct OptimalValuesTests {
  @Test func `the regret of a policy is what it loses from the start`() throws {
    // In state 0 the first action is worth 1 + 0.5 · 3 = 2.5. The second one, again and again, is
    // worth x = 1.25 + 0.75 · 0.5 · x, that is 2.
    let optimal = try #require(OptimalValues(FiniteMDPTests.mdp))
    #expect(optimal.regret(of: optimal.actionValues) == 0)
    let second = ActionValues(stateCount: 3, actionCount: 2, elements: [0, 1, 0, 0, 0, 0])
    #expect(abs(try #require(optimal.regret(of: second)) - 0.5) < 1e-12)
  }

  @Test func `a reward that can be had for ever has no optimum, unless it is discounted`() throws {
    let mdp = FiniteMDP(start: [1], actionCount: 2) { _, _ in [.init(state: 0, reward: 1)] }
    let isThere = OptimalValues(mdp) != nil
    #expect(!isThere)
    let discounted = try #require(OptimalValues(mdp, gamma: 0.5))
    #expect(discounted.actionValues[0, 0] == 2)
  }

  @Test func `values of states that no episode comes to are no error`() throws {
    let optimal = try #require(OptimalValues(FiniteMDPTests.mdp))
    var values = optimal.actionValues
    values[2, 0] = 99
    #expect(optimal.error(of: values) == 0)
    values[1, 0] = 4
    #expect(optimal.error(of: values) == 1)
  }
}

@Suite struct OptimalValuesStoreTests {
  private static func specification(
    _ algorithm: Algorithm = .qLearning, gamma: Double = 0.9
  ) -> TrialSpecification {
    .small {
      $0.environment = EnvironmentSpecification(id: "GridWorld-v1", maxEpisodeSteps: 100)
      $0.hyperparameters.algorithm = algorithm
      $0.hyperparameters.length = .steps(50)
      $0.hyperparameters.gamma = gamma
    }
  }

  @Test func `values are those that are asked for, and computed once`() throws {
    let store = OptimalValuesStore()
    let specification = Self.specification()
    let mdp = try #require(
      specification.environment.definition.mdp?(specification.environment))
    let first = try #require(store.values(of: mdp, specification.environment, gamma: 0.9))
    #expect(first.actionValues == OptimalValues(mdp, gamma: 0.9)?.actionValues)
    // An MDP of other rewards, under the same name: nothing is computed of it.
    let other = FiniteMDP(start: mdp.start, actionCount: mdp.actionCount) { _, _ in
      [FiniteMDP.Outcome(state: 0, reward: 7, terminated: true)]
    }
    let again = try #require(store.values(of: other, specification.environment, gamma: 0.9))
    #expect(again.actionValues == first.actionValues)
    let discounted = try #require(store.values(of: mdp, specification.environment, gamma: 0.5))
    #expect(discounted.actionValues == OptimalValues(mdp, gamma: 0.5)?.actionValues)
  }

  @Test func `that there are none is remembered too`() {
    let store = OptimalValuesStore()
    let environment = EnvironmentSpecification(id: "GridWorld-v1", maxEpisodeSteps: 100)
    func mdp(reward: Double) -> FiniteMDP {
      FiniteMDP(start: [1], actionCount: 1) { _, _ in
        [FiniteMDP.Outcome(state: 0, reward: reward, terminated: false)]
      }
    }
    #expect(store.values(of: mdp(reward: 1), environment, gamma: 1) == nil)
    #expect(store.values(of: mdp(reward: 0), environment, gamma: 1) == nil)
  }

  @Test(arguments: [Algorithm.qLearning, .sarsa, .valueIteration, .policyIteration])
  func `trials that share them have the results of trials that do not`(algorithm: Algorithm) {
    let execution = TrialExecution()
    for gamma in [0.9, 0.5, 0.9] {
      let specification = Self.specification(algorithm, gamma: gamma)
      var trial = Trial(specification, execution: execution)
      while !trial.isFinished { trial.advance(steps: 100) }
      #expect(trial.result() == Trial.run(specification))
    }
  }
}
