import Testing

@testable import DeepQ

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
      specification.environmentDefinition.mdp?(specification.environment))
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
