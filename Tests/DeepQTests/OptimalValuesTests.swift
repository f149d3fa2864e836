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
