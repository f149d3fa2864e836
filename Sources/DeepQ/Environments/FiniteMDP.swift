/// A finite Markov decision process: the tuple (S, A, R, P, γ), and how episodes start.
///
/// States and actions are numbered from 0. `P` and `R` are one table: for each state and
/// action, the outcomes that can follow, each with its probability, the next state and the reward.
/// An outcome may be terminal; nothing after it counts.
public struct FiniteMDP: Equatable, Sendable {
  /// One thing that can follow an action.
  public struct Outcome: Equatable, Sendable {
    /// How likely it is.
    public var probability: Double
    /// The state that follows.
    public var state: Int
    /// The reward on the way there.
    public var reward: Double
    /// Whether the task ends there.
    public var terminated: Bool

    /// Creates an outcome.
    public init(probability: Double = 1, state: Int, reward: Double, terminated: Bool = false) {
      self.probability = probability
      self.state = state
      self.reward = reward
      self.terminated = terminated
    }
  }

  /// The number of states, |S|.
  public let stateCount: Int
  /// The number of actions, |A|, the same in every state.
  public let actionCount: Int
  /// The probability of each state to be an episode's first.
  public let start: [Double]
  /// The discount factor γ.
  public var gamma: Double

  /// All outcomes, state by state, action by action.
  private let outcomes: [Outcome]
  /// Where the outcomes of each state and action begin; one more entry for the end of the last.
  private let offsets: [Int]

  /// Creates an MDP.
  ///
  /// - Parameters:
  ///   - start: the probability of each state to be the first.
  ///   - actionCount: actions in every state.
  ///   - gamma: the discount factor.
  ///   - outcomes: what can follow an action in a state.
  /// - Precondition: outcomes lead to states that there are, with probabilities that are not negative.
  public init(
    start: [Double], actionCount: Int, gamma: Double = 1,
    outcomes: (_ state: Int, _ action: Int) -> [Outcome]
  ) {
    stateCount = start.count
    self.actionCount = actionCount
    self.start = start
    self.gamma = gamma
    var all: [Outcome] = []
    var offsets = [0]
    for state in start.indices {
      for action in 0..<actionCount {
        for outcome in outcomes(state, action) {
          precondition(
            start.indices.contains(outcome.state) && outcome.probability >= 0,
            "state \(state), action \(action) leads to \(outcome)")
          all.append(outcome)
        }
        offsets.append(all.count)
      }
    }
    self.outcomes = all
    self.offsets = offsets
  }

  /// What can follow an action in a state, in the order of the table.
  @inline(__always)
  public func outcomes(of action: Int, in state: Int) -> ArraySlice<Outcome> {
    let pair = state * actionCount + action
    return outcomes[offsets[pair]..<offsets[pair + 1]]
  }

  /// Whether each state can come up in an episode, as one in which an action is taken.
  ///
  /// Walls, goals and combinations that no episode comes to are none.
  public var isReachable: [Bool] {
    var visited = start.map { $0 > 0 }
    var frontier = visited.indices.filter { visited[$0] }
    while let state = frontier.popLast() {
      for action in 0..<actionCount {
        for outcome in outcomes(of: action, in: state)
        where outcome.probability > 0 && !outcome.terminated && !visited[outcome.state] {
          visited[outcome.state] = true
          frontier.append(outcome.state)
        }
      }
    }
    return visited
  }

  /// The fewest actions after which an episode can end; `Int.max` if none ever does.
  public var minEpisodeSteps: Int {
    var visited = start.map { $0 > 0 }
    var frontier = visited.indices.filter { visited[$0] }
    var steps = 1
    while !frontier.isEmpty {
      var next: [Int] = []
      for state in frontier {
        for action in 0..<actionCount {
          for outcome in outcomes(of: action, in: state) where outcome.probability > 0 {
            if outcome.terminated { return steps }
            guard !visited[outcome.state] else { continue }
            visited[outcome.state] = true
            next.append(outcome.state)
          }
        }
      }
      frontier = next
      steps += 1
    }
    return .max
  }

  /// The expected value of an action: E[r + γ·V(s′)], the right-hand side of Bellman's equations.
  ///
  /// **Order.** Outcome after outcome, `sum ← p · (γ · V(s′) + r) + sum`, each with two fused
  /// multiply-adds; V is 0 behind a terminal outcome.
  @inline(__always)
  func backup(_ action: Int, in state: Int, values: [Double]) -> Double {
    var sum = 0.0
    for outcome in outcomes(of: action, in: state) {
      let next =
        outcome.terminated
        ? outcome.reward : outcome.reward.addingProduct(gamma, values[outcome.state])
      sum.addProduct(outcome.probability, next)
    }
    return sum
  }
}
