/// A way to compute the optimal action values of an MDP that is known: sweep after sweep over
/// all states and actions.
protocol PlanningMethod: Sendable {
  /// Nothing swept yet.
  init(_ mdp: FiniteMDP, tolerance: Double)

  /// The action values so far.
  var actionValues: ActionValues { get }
  /// The largest change of an action value by the last sweep; infinite before the first.
  var residual: Double { get }
  /// Whether there is nothing left to do, to within the tolerance.
  var isConverged: Bool { get }

  /// Backs every state and action up once.
  mutating func sweep()
}

/// How far the optimal values can be from those whose last backup changed none by more than
/// `residual`: γ/(1 − γ) · residual.
///
/// A backup brings two tables closer by a factor of γ at least, and the optimal one is its fixed
/// point. There is no such bound for γ = 1.
///
/// Source: M. L. Puterman, *Markov Decision Processes*, Wiley, 1994, theorem 6.3.1.
func optimalityErrorBound(residual: Double, gamma: Double) -> Double {
  gamma < 1 ? gamma / (1 - gamma) * residual : .infinity
}

/// Value iteration: Bellman's optimality equation as an update.
///
///     Qᵢ₊₁(s, a) = E[r + γ · max Qᵢ(s′, a′) | s, a]
///
/// Every value of a sweep is backed up from the values before the sweep, starting at 0.
///
/// Source: R. Bellman, *Dynamic Programming*, Princeton University Press, 1957; Sutton and Barto,
/// *Reinforcement Learning*, 2nd ed., section 4.4.
struct ValueIteration: PlanningMethod {
  /// The action values so far.
  private(set) var actionValues: ActionValues
  /// The largest change of an action value by the last sweep; infinite before the first.
  private(set) var residual = Double.infinity
  /// Whether the residual is at most the tolerance.
  var isConverged: Bool { residual <= tolerance }

  private let mdp: FiniteMDP
  private let tolerance: Double

  /// Nothing swept yet.
  init(_ mdp: FiniteMDP, tolerance: Double) {
    self.mdp = mdp
    self.tolerance = tolerance
    actionValues = ActionValues(
      stateCount: mdp.stateCount, actionCount: mdp.actionCount)
  }

  /// Backs every state and action up once.
  mutating func sweep() {
    let values = (0..<mdp.stateCount).map { actionValues.largest(in: $0) }
    residual = actionValues.backUp(mdp, values: values)
  }
}

extension Algorithm {
  /// Value iteration on the environment's tables.
  public static let valueIteration = Algorithm(
    id: "value-iteration", summary: "Bellman's equation as an update, on the known tables",
    kind: .planning)
}

/// Policy iteration: evaluate a policy, then make it greedy on its own values, until it is.
///
/// It starts with the policy that takes action 0 everywhere. A state keeps its action unless
/// another is better by more than the tolerance, so that rounding cannot let equal actions take
/// turns. One more backup at the end turns the last policy's values into those of value iteration,
/// and gives their residual.
///
/// Source: R. A. Howard, *Dynamic Programming and Markov Processes*, MIT Press, 1960; Sutton and
/// Barto, *Reinforcement Learning*, 2nd ed., section 4.3.
struct PolicyIteration: PlanningMethod {
  /// The values of the policy under evaluation, so far.
  var actionValues: ActionValues { evaluation.actionValues }
  /// The largest change of an action value by the last sweep; infinite before the first.
  private(set) var residual = Double.infinity
  /// Whether the policy is greedy on its own values.
  private(set) var isConverged = false

  private let mdp: FiniteMDP
  private let tolerance: Double
  private var actions: [Int]
  private var evaluation: PolicyValues

  /// Nothing swept yet.
  init(_ mdp: FiniteMDP, tolerance: Double) {
    self.mdp = mdp
    self.tolerance = tolerance
    actions = Array(repeating: 0, count: mdp.stateCount)
    evaluation = PolicyValues(
      TabularPolicy(actions: actions, actionCount: mdp.actionCount), in: mdp)
  }

  /// One sweep of the evaluation; if it is done with that, the policy is improved.
  mutating func sweep() {
    evaluation.sweep()
    residual = evaluation.residual
    if residual <= tolerance { improve() }
  }

  private mutating func improve() {
    let values = evaluation.actionValues
    var isStable = true
    for state in actions.indices {
      let best = values.greedyAction(in: state)
      if values[state, best] > values[state, actions[state]] + tolerance {
        actions[state] = best
        isStable = false
      }
    }
    let policy =
      isStable
      ? .greedy(on: values)
      : TabularPolicy(
        actions: actions, actionCount: mdp.actionCount)
    evaluation = PolicyValues(policy, in: mdp, from: values)
    if isStable {
      evaluation.sweep()
      residual = evaluation.residual
      isConverged = residual <= tolerance
    }
  }
}

extension Algorithm {
  /// Policy iteration on the environment's tables.
  public static let policyIteration = Algorithm(
    id: "policy-iteration", summary: "a policy evaluated and improved in turn, on the known tables",
    kind: .planning)
}
