import Testing

@testable import DeepQ

/// One update of each rule, worked by hand: α = 0.5, γ = 0.5, r = 1, Q(0,·) = 2, 4, Q(1,·) = 8, 6,
/// action 0 in state 0, and then state 1.
@Suite struct TabularRuleTests {
  static let values = ActionValues(stateCount: 2, actionCount: 2, elements: [2, 4, 8, 6])
  static let step = TabularStep(
    state: 0, action: 0, reward: 1, nextState: 1, nextAction: 1, discount: 0.5, learningRate: 0.5,
    epsilon: 0.2)

  @Test func `Q-learning learns from the best next action`() {
    // Target 1 + 0.5 · 8 = 5, error 3.
    #expect(Self.update(QLearning.self) == (3, 3.5))
  }

  @Test func `SARSA learns from the next action that is taken`() {
    // Target 1 + 0.5 · 6 = 4, error 2.
    #expect(Self.update(SARSA.self) == (2, 3))
  }

  @Test func `expected SARSA learns from the next action on average`() {
    // 0.1 · (8 + 6) + 0.8 · 8 = 7.8; target 4.9, error 2.9.
    let (error, value) = Self.update(ExpectedSARSA.self)
    #expect(abs(error - 2.9) < 1e-15 && abs(value - 3.45) < 1e-15)
  }

  @Test func `behind an end nothing counts`() {
    var step = Self.step
    step.discount = 0
    #expect(Self.update(QLearning.self, step) == (-1, 1.5))
    #expect(Self.update(SARSA.self, step) == (-1, 1.5))
    #expect(Self.update(ExpectedSARSA.self, step) == (-1, 1.5))
  }

  @Test func `double Q-learning has one table learn from the other`() {
    var rule = DoubleQLearning(Self.values)
    var random = RandomSource(SeedSequence(entropy: 1))
    // With equal tables the first update is Q-learning's, and half of it shows in the mean.
    #expect(rule.update(Self.step, using: &random) == 3)
    #expect(rule.values[0, 0] == 2.75)
    // Both tables get to learn, and never more than one at a time.
    var last = rule.values
    for _ in 0..<20 {
      _ = rule.update(Self.step, using: &random)
      #expect(rule.values[0, 0] > last[0, 0])
      last = rule.values
    }
    #expect(rule.values[0, 0] < 5)
    #expect(rule.greedyAction(in: 1) == 0)
  }

  private static func update<Rule: TabularRule>(
    _ type: Rule.Type, _ step: TabularStep = step
  ) -> (error: Double, value: Double) {
    var rule = Rule(values)
    var random = RandomSource(SeedSequence(entropy: 1))
    let error = rule.update(step, using: &random)
    return (error, rule.values[0, 0])
  }
}
