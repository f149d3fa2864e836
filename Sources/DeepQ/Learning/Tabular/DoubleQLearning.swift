/// Double Q-learning: of two tables one, drawn at each step, learns what its own best next action is
/// worth by the *other*, so that luck with a value does not choose and praise at once.
///
///     Q₁(s, a) ← Q₁(s, a) + α · (r + γ · Q₂(s′, argmax Q₁(s′, a′)) − Q₁(s, a)), or with 1 and 2 exchanged
///
/// Actions are chosen by the mean of both. The draw is of the replay stream: below 1/2 the first
/// table learns.
///
/// Source: H. van Hasselt, "Double Q-learning", NIPS 23, 2010.
struct DoubleQLearning: TabularRule {
  static let learnsFromNextAction = false
  private var first: ActionValues
  private var second: ActionValues

  init(_ values: ActionValues) {
    first = values
    second = values
  }

  /// The mean of both tables.
  var values: ActionValues {
    ActionValues(
      stateCount: first.stateCount, actionCount: first.actionCount,
      elements: zip(first.elements, second.elements).map { ($0 + $1) / 2 })
  }

  func greedyAction(in state: Int) -> Int {
    var best = 0
    var largest = first[state, 0] + second[state, 0]
    for action in 1..<first.actionCount {
      let value = first[state, action] + second[state, action]
      if value > largest { (best, largest) = (action, value) }
    }
    return best
  }

  mutating func update(_ step: TabularStep, using random: inout RandomSource) -> Double {
    random.uniform01() < 0.5
      ? Self.update(&first, by: second, step) : Self.update(&second, by: first, step)
  }

  private static func update(
    _ learning: inout ActionValues, by other: ActionValues, _ step: TabularStep
  ) -> Double {
    learning.move(
      step, next: other[step.nextState, learning.greedyAction(in: step.nextState)])
  }

  func save(to archive: inout ArchiveWriter) {
    first.save(to: &archive)
    second.save(to: &archive)
  }

  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try first.restore(from: &archive)
    try second.restore(from: &archive)
  }
}

extension Algorithm {
  /// Double Q-learning with two tables.
  public static let doubleQLearning = Algorithm(
    id: "double-q-learning", summary: "two tables that value each other's best next action",
    kind: .table)
}
