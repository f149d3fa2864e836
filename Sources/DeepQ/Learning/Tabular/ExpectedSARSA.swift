/// Expected SARSA: a value moves towards the reward and what the next action is worth *on average*,
/// as the ε-greedy policy chooses it.
///
///     Q(s, a) ← Q(s, a) + α · (r + γ · Σ π(a′ | s′) · Q(s′, a′) − Q(s, a))
///
/// ε is that of the action just taken.
///
/// Source: H. van Seijen, H. van Hasselt, S. Whiteson, M. Wiering, "A Theoretical and Empirical
/// Analysis of Expected Sarsa", ADPRL 2009.
struct ExpectedSARSA: SingleTableRule {
  static let learnsFromNextAction = false
  var values: ActionValues

  init(_ values: ActionValues) { self.values = values }

  mutating func update(_ step: TabularStep, using random: inout RandomSource) -> Double {
    values.move(step, next: values.expected(in: step.nextState, epsilon: step.epsilon))
  }
}

extension Algorithm {
  /// Expected SARSA with a table.
  public static let expectedSARSA = Algorithm(
    id: "expected-sarsa", summary: "a table that learns from the next action on average",
    kind: .table)
}
