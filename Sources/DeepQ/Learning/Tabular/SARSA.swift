/// SARSA: a value moves towards the reward and the value of the next action that is *taken*.
///
///     Q(s, a) ← Q(s, a) + α · (r + γ · Q(s′, a′) − Q(s, a))
///
/// Source: G. A. Rummery, M. Niranjan, "On-Line Q-Learning Using Connectionist Systems", Cambridge
/// University Engineering Department, 1994; Sutton and Barto, *Reinforcement Learning*, 2nd ed.,
/// section 6.4.
struct SARSA: SingleTableRule {
  static let learnsFromNextAction = true
  var values: ActionValues

  init(_ values: ActionValues) { self.values = values }

  mutating func update(_ step: TabularStep, using random: inout RandomSource) -> Double {
    values.move(step, next: values[step.nextState, step.nextAction])
  }
}

extension Algorithm {
  /// SARSA with a table.
  public static let sarsa = Algorithm(
    id: "sarsa", summary: "a table that learns from the next action that is taken",
    kind: .table)
}
