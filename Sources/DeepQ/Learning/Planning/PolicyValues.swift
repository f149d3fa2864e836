/// What a policy is worth: its V and its Q, by iterating Bellman's expectation equation.
///
///     Q(s, a) ← E[r + γ · V(s′)],   V(s) = Σ π(a | s) · Q(s, a)
///
/// Source: Sutton and Barto, *Reinforcement Learning*, 2nd ed., section 4.1.
public struct PolicyValues: Sendable {
  /// The action values so far.
  public private(set) var actionValues: ActionValues
  /// The state values so far.
  public private(set) var stateValues: [Double]
  /// The largest change of an action value by the last sweep; infinite before the first.
  public private(set) var residual = Double.infinity
  /// Sweeps made.
  public private(set) var sweeps = 0

  private let mdp: FiniteMDP
  private let policy: TabularPolicy

  /// Nothing evaluated yet; values start at zero, or at those that are given.
  public init(_ policy: TabularPolicy, in mdp: FiniteMDP, from values: ActionValues? = nil) {
    self.mdp = mdp
    self.policy = policy
    let start =
      values ?? ActionValues(stateCount: mdp.stateCount, actionCount: mdp.actionCount)
    actionValues = start
    stateValues = (0..<mdp.stateCount).map { policy.expectation(of: start, in: $0) }
  }

  /// Backs every state and action up once, all from the values before.
  public mutating func sweep() {
    residual = actionValues.backUp(mdp, values: stateValues)
    for state in 0..<mdp.stateCount {
      stateValues[state] = policy.expectation(of: actionValues, in: state)
    }
    sweeps += 1
  }

  /// Sweeps until the residual is at most `tolerance`, or `limit` sweeps are made.
  ///
  /// - Returns: whether the residual got there. Where γ is 1, a policy that never ends does not.
  public mutating func run(tolerance: Double, limit: Int) -> Bool {
    while residual > tolerance, sweeps < limit { sweep() }
    return residual <= tolerance
  }
}

extension ActionValues {
  /// Sets every value to its backup of some state values; returns the largest change.
  mutating func backUp(_ mdp: FiniteMDP, values: [Double]) -> Double {
    var change = 0.0
    for state in 0..<stateCount {
      for action in 0..<actionCount {
        let value = mdp.backup(action, in: state, values: values)
        change = max(change, (value - self[state, action]).magnitude)
        self[state, action] = value
      }
    }
    return change
  }
}

/// A policy of a finite MDP: the probability π(a | s) of each action in each state.
public struct TabularPolicy: Equatable, Sendable {
  /// The number of actions.
  public let actionCount: Int
  /// π(a | s), `[states, actions]`, row-major.
  public let probabilities: [Double]

  /// In each state the action of the largest value, the first of equals.
  public static func greedy(on values: ActionValues) -> TabularPolicy {
    TabularPolicy(
      actions: (0..<values.stateCount).map { values.greedyAction(in: $0) },
      actionCount: values.actionCount)
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

extension TabularPolicy {
  /// One action in each state.
  init(actions: [Int], actionCount: Int) {
    var probabilities = [Double](repeating: 0, count: actions.count * actionCount)
    for (state, action) in actions.enumerated() { probabilities[state * actionCount + action] = 1 }
    self.init(actionCount: actionCount, probabilities: probabilities)
  }
}
