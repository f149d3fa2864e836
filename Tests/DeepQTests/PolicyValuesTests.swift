import Testing

@testable import DeepQ

@Suite struct PolicyValuesTests {
  @Test func `a random walk to the corners is worth what the book says`() {
    // Figure 4.1 of Sutton and Barto, *Reinforcement Learning*, 2nd ed.: γ = 1, −1 a step.
    let mdp = GridWorld.mdp(of: GridWorld.definition.specification)
    var evaluation = PolicyValues(
      TabularPolicy(
        actionCount: 4, probabilities: Array(repeating: 0.25, count: 4 * mdp.stateCount)),
      in: mdp)
    let isDone = evaluation.run(tolerance: 1e-12, limit: 10_000)
    #expect(isDone)
    let expected: [Double] = [
      0, -14, -20, -22,
      -14, -18, -20, -20,
      -20, -20, -18, -14,
      -22, -20, -14, 0,
    ]
    for (state, value) in expected.enumerated() {
      #expect(abs(evaluation.stateValues[state] - value) < 1e-9, "state \(state)")
    }
    // One step to the left from state 2 is worth −1 − 14.
    #expect(abs(evaluation.actionValues[2, 0] + 15) < 1e-9)
  }

  @Test func `a policy that never ends has no value where nothing is discounted`() {
    let mdp = GridWorld.mdp(of: GridWorld.definition.specification)
    let stuck = TabularPolicy(actions: Array(repeating: 3, count: 16), actionCount: 4)
    var evaluation = PolicyValues(stuck, in: mdp)
    let isDone = evaluation.run(tolerance: 1e-12, limit: 1_000)
    #expect(!isDone)
    #expect((evaluation.residual, evaluation.sweeps) == (1, 1_000))
  }
}
