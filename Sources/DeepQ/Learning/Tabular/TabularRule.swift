/// The update of a table of action values from one step, in which the tabular algorithms differ.
protocol TabularRule: Sendable {
  /// Whether it learns from the action that is taken next, which then has to be chosen before.
  static var learnsFromNextAction: Bool { get }

  /// The rule with its values at first.
  init(_ values: ActionValues)

  /// The values, of which the largest decides how to act.
  var values: ActionValues { get }

  /// The action of the largest value in a state; the first of equals.
  func greedyAction(in state: Int) -> Int

  /// Learns from a step; returns the temporal-difference error.
  mutating func update(_ step: TabularStep, using random: inout RandomSource) -> Double

  /// Writes the values.
  func save(to archive: inout ArchiveWriter)

  /// Restores saved values.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError)
}

/// A rule that has a single table.
protocol SingleTableRule: TabularRule {
  var values: ActionValues { get set }
}

extension SingleTableRule {
  func greedyAction(in state: Int) -> Int { values.greedyAction(in: state) }

  func save(to archive: inout ArchiveWriter) { values.save(to: &archive) }

  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try values.restore(from: &archive)
  }
}

extension ActionValues {
  /// Moves the value of the step's action towards `reward + discount · next`; returns the error.
  ///
  /// **Order.** Target and new value are one fused multiply-add each.
  mutating func move(_ step: TabularStep, next: Double) -> Double {
    let error = step.reward.addingProduct(step.discount, next) - self[step.state, step.action]
    self[step.state, step.action].addProduct(step.learningRate, error)
    return error
  }
}

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

/// One step of experience for a rule that updates a table.
struct TabularStep {
  var state: Int
  var action: Int
  var reward: Double
  var nextState: Int
  /// The action that will be taken next, for rules that learn from it; else 0.
  var nextAction: Int
  /// γ, or 0 where the task has ended: then nothing follows.
  var discount: Double
  /// The share of the way to its target that the value goes, α.
  var learningRate: Double
  /// The exploration rate ε.
  var epsilon: Double
}
