/// Q-learning: a value moves towards the reward and the value of the *best* next action.
///
///     Q(s, a) ← Q(s, a) + α · (r + γ · max Q(s′, a′) − Q(s, a))
///
/// Source: C. J. C. H. Watkins, P. Dayan, "Q-learning", Machine Learning 8, 1992.
struct QLearning: SingleTableRule {
  static let learnsFromNextAction = false
  var values: ActionValues

  init(_ values: ActionValues) { self.values = values }

  mutating func update(_ step: TabularStep, using random: inout RandomSource) -> Double {
    values.move(step, next: values.largest(in: step.nextState))
  }
}

extension Algorithm {
  /// Q-learning with a table.
  public static let qLearning = Algorithm(
    id: "q-learning", summary: "a table that learns from the best next action",
    kind: .table)
}
