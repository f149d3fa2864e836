import Testing

@testable import DeepQ

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
    #expect(iteration.improvements > 1 && iteration.improvements < 50)
    #expect(optimal.error(of: iteration.actionValues) < 1e-9)
    #expect(try #require(optimal.regret(of: iteration.actionValues)) < 1e-9)
  }
}
