/// A table of action values Q(s, a).
public struct ActionValues: Equatable, Sendable {
  /// The number of states.
  public let stateCount: Int
  /// The number of actions.
  public let actionCount: Int
  /// The values, `[states, actions]`, row-major.
  public private(set) var elements: [Double]

  /// A table with one value everywhere.
  public init(stateCount: Int, actionCount: Int, initial: Double = 0) {
    self.stateCount = stateCount
    self.actionCount = actionCount
    elements = Array(repeating: initial, count: stateCount * actionCount)
  }

  /// A table of values that are there already.
  ///
  /// - Precondition: there are as many as states times actions.
  public init(stateCount: Int, actionCount: Int, elements: [Double]) {
    precondition(
      elements.count == stateCount * actionCount,
      "\(elements.count) values for \(stateCount) states and \(actionCount) actions")
    self.stateCount = stateCount
    self.actionCount = actionCount
    self.elements = elements
  }

  /// Whether every value is finite.
  var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  /// The value of an action in a state.
  public subscript(state: Int, action: Int) -> Double {
    @inline(__always) get { elements[state * actionCount + action] }
    @inline(__always) set { elements[state * actionCount + action] = newValue }
  }

  /// The values of all actions in a state.
  func row(of state: Int) -> [Double] {
    Array(elements[state * actionCount..<(state + 1) * actionCount])
  }

  /// The action of the largest value in a state; the first of equals.
  @inline(__always)
  public func greedyAction(in state: Int) -> Int {
    let row = state * actionCount
    var best = 0
    for action in 1..<actionCount where elements[row + action] > elements[row + best] {
      best = action
    }
    return best
  }

  /// The value of a state under the greedy policy: max Q(s, a) over the actions.
  @inline(__always)
  public func largest(in state: Int) -> Double { self[state, greedyAction(in: state)] }

  /// The value of a state under a policy that takes a random action with probability ε and else the
  /// greedy one.
  ///
  /// **Order.** ε/n · (Q(s, 0) + Q(s, 1) + …), added up in this order, then (1 − ε) · max Q(s, a)
  /// added in one rounding.
  @inline(__always)
  func expected(in state: Int, epsilon: Double) -> Double {
    let row = state * actionCount
    var sum = 0.0
    for action in 0..<actionCount { sum += elements[row + action] }
    return (epsilon / Double(actionCount) * sum).addingProduct(1 - epsilon, largest(in: state))
  }

  /// The largest difference |Q(s, a) − Q′(s, a)| over the states that count.
  public func largestDifference(from other: ActionValues, where counts: [Bool]) -> Double {
    var largest = 0.0
    for state in 0..<stateCount where counts[state] {
      for action in 0..<actionCount {
        let difference = (self[state, action] - other[state, action]).magnitude
        // What is not a number is no small error.
        if difference.isNaN { return .nan }
        largest = max(largest, difference)
      }
    }
    return largest
  }
}
