/// A policy of a finite MDP: the probability π(a | s) of each action in each state.
public struct TabularPolicy: Equatable, Sendable {
  /// The number of actions.
  public let actionCount: Int
  /// π(a | s), `[states, actions]`, row-major.
  public private(set) var probabilities: [Double]

  /// Every action as likely as every other.
  public static func uniform(for mdp: FiniteMDP) -> TabularPolicy {
    let count = mdp.stateCount * mdp.actionCount
    return TabularPolicy(
      actionCount: mdp.actionCount,
      probabilities: Array(repeating: 1 / Double(mdp.actionCount), count: count))
  }

  /// In each state the action of the largest value, the first of equals.
  public static func greedy(on values: ActionValues) -> TabularPolicy {
    TabularPolicy(
      actions: (0..<values.stateCount).map { values.greedyAction(in: $0) },
      actionCount: values.actionCount)
  }

  /// One action in each state.
  public init(actions: [Int], actionCount: Int) {
    self.actionCount = actionCount
    probabilities = Array(repeating: 0, count: actions.count * actionCount)
    for (state, action) in actions.enumerated() { probabilities[state * actionCount + action] = 1 }
  }

  /// Any probabilities, `[states, actions]`, row-major.
  public init(actionCount: Int, probabilities: [Double]) {
    self.actionCount = actionCount
    self.probabilities = probabilities
  }

  /// The expectation of action values in a state: Σ π(a | s) · Q(s, a), in the order of the actions.
  @inline(__always)
  func expectation(of values: ActionValues, in state: Int) -> Double {
    var sum = 0.0
    for action in 0..<actionCount {
      sum.addProduct(probabilities[state * actionCount + action], values[state, action])
    }
    return sum
  }
}
