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
