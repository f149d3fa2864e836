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
