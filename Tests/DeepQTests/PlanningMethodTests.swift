import Testing

@testable import DeepQ

@Suite struct ValueIterationTests {
  @Test func `the first sweeps are those worked by hand`() {
    // The MDP of FiniteMDPTests, γ = 0.5, from Q = 0:
    // sweep 1: Q(0,·) = 1, 0.25·5 = 1.25; Q(1,·) = 3, 3.
    // sweep 2: 1 + 0.5·3 = 2.5; 1.25 + 0.75·0.5·1.25 = 1.71875.
    // sweep 3: 2.5; 1.25 + 0.75·0.5·2.5 = 2.1875.
    var iteration = ValueIteration(FiniteMDPTests.mdp, tolerance: 1e-12)
    iteration.sweep()
    #expect(iteration.actionValues.elements == [1, 1.25, 3, 3, 3, 3])
    #expect(iteration.residual == 3)
    iteration.sweep()
    #expect(iteration.actionValues.elements == [2.5, 1.71875, 3, 3, 3, 3])
    #expect(iteration.residual == 1.5)
    iteration.sweep()
    #expect(iteration.actionValues.elements == [2.5, 2.1875, 3, 3, 3, 3])
    #expect(!iteration.isConverged)
    iteration.sweep()
    #expect(iteration.residual == 0 && iteration.isConverged)
  }

  @Test func `a frozen lake is worth what it is known to be worth`() throws {
    // V*(0) of FrozenLake 4x4 with γ = 0.99 is 0.542, as is often quoted.
    let definition = FrozenLake.small
    let mdp = try #require(definition.mdp?(definition.specification))
    let optimal = try #require(OptimalValues(mdp, gamma: 0.99))
    #expect(abs(optimal.actionValues.largest(in: 0) - 0.54202593) < 1e-7)
  }

  @Test func `the shortest way along the cliff has 13 steps`() throws {
    let definition = CliffWalking.plain
    let mdp = try #require(definition.mdp?(definition.specification))
    let optimal = try #require(OptimalValues(mdp))
    #expect(optimal.actionValues.largest(in: 36) == -13)
  }

  @Test func `the error is within its bound`() throws {
    var mdp = try #require(FrozenLake.large.mdp?(FrozenLake.large.specification))
    mdp.gamma = 0.9
    let optimal = try #require(OptimalValues(mdp))
    var iteration = ValueIteration(mdp, tolerance: 1e-6)
    while !iteration.isConverged {
      iteration.sweep()
      let bound = optimalityErrorBound(residual: iteration.residual, gamma: 0.9)
      #expect(optimal.error(of: iteration.actionValues) <= bound)
    }
  }
}

@Suite struct PolicyIterationTests {
  @Test(arguments: ["FrozenLake-v1", "FrozenLake8x8-v1", "Taxi-v4", "GridWorld-v1"])
  func `it finds the values that value iteration finds`(id: String) throws {
    let definition = try #require(Environments.definition(of: id))
    var mdp = try #require(definition.mdp?(definition.specification))
    mdp.gamma = 0.95
    var iteration = PolicyIteration(mdp, tolerance: 1e-12)
    var sweeps = 0
    while !iteration.isConverged, sweeps < 50_000 {
      iteration.sweep()
      sweeps += 1
    }
    let optimal = try #require(OptimalValues(mdp))
    #expect(iteration.isConverged)
    #expect(optimal.error(of: iteration.actionValues) < 1e-9)
    #expect(try #require(optimal.regret(of: iteration.actionValues)) < 1e-9)
  }
}
