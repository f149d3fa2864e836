import Synchronization

/// The optimal action values of an MDP, which learned values are compared with.
struct OptimalValues: Sendable {
  let mdp: FiniteMDP
  /// Q*, as closely as `Double` gives it.
  let actionValues: ActionValues
  /// The states in which an episode can take an action; the others do not count.
  let isReachable: [Bool]

  /// Limit of sweeps: beyond it there is no optimum, as with a reward that can be collected again and
  /// again and γ = 1.
  private static let maxSweeps = 100_000
  /// Where γ is 1, a policy that never ends is worth nothing finite: found out sooner.
  static let maxSweepsOfPolicy = 10_000

  /// Iterates until no value changes by more than rounding does; `nil` if that does not come.
  init?(_ mdp: FiniteMDP, gamma: Double? = nil) {
    var mdp = mdp
    mdp.gamma = gamma ?? mdp.gamma
    guard let found = Self.iterate(mdp, limit: Self.maxSweeps) else { return nil }
    self.mdp = mdp
    actionValues = found.values
    isReachable = mdp.isReachable
  }

  /// Sweeps until no value changes by more than rounding does; `nil` if that does not come.
  private static func iterate(
    _ mdp: FiniteMDP, limit: Int
  ) -> (values: ActionValues, sweeps: Int)? {
    var iteration = ValueIteration(mdp, tolerance: 0)
    for sweep in 1...limit {
      iteration.sweep()
      guard sweep % 10 == 0 || iteration.residual == 0 else { continue }
      let scale = iteration.actionValues.elements.reduce(1) { max($0, $1.magnitude) }
      guard scale.isFinite else { return nil }
      if iteration.residual <= 0x1p-50 * scale { return (iteration.actionValues, sweep) }
    }
    return nil
  }

  /// Sweeps that finding the optimal values takes: counted, if they are few; else at most so many.
  static func sweeps(of mdp: FiniteMDP, gamma: Double) -> Int {
    var mdp = mdp
    mdp.gamma = gamma
    if let found = iterate(mdp, limit: maxSweepsCounted) { return found.sweeps }
    return max(maxSweepsCounted, sweepBound(gamma: gamma, limit: maxSweeps))
  }

  /// Sweeps that finding what a policy is worth takes at most: that of one that need not end takes as
  /// many.
  static func sweepsOfPolicy(gamma: Double) -> Int {
    sweepBound(gamma: gamma, limit: maxSweepsOfPolicy)
  }

  /// The largest change by a sweep is at most γ times the one before, so the changes reach 2⁻⁵⁰ of the
  /// largest value, which is at most r / (1 - γ), after `log(2⁻⁵⁰ / (1 - γ)) / log γ` sweeps.
  private static func sweepBound(gamma: Double, limit: Int) -> Int {
    guard gamma > 0 else { return 1 }
    guard gamma < 1 else { return limit }
    let bound = (-34.657 - logarithm(1 - gamma)) / logarithm(gamma)
    return bound < Double(limit) ? max(1, Int(bound)) : limit
  }

  /// More of them would take too long for an estimate.
  private static let maxSweepsCounted = 300

  /// The largest |Q(s, a) − Q*(s, a)| over the states that an episode can come to.
  func error(of values: ActionValues) -> Double {
    values.largestDifference(from: actionValues, where: isReachable)
  }

  /// The regret of the greedy policy of some values: V*(s₀) − Vπ(s₀), in expectation over the first
  /// state; `nil` if that policy need never end and γ is 1.
  func regret(of values: ActionValues) -> Double? {
    let policy = TabularPolicy.greedy(on: values)
    var evaluation = PolicyValues(policy, in: mdp)
    let scale = actionValues.elements.reduce(1) { max($0, $1.magnitude) }
    guard evaluation.run(tolerance: 0x1p-50 * scale, limit: Self.maxSweepsOfPolicy) else {
      return nil
    }
    var regret = 0.0
    for state in mdp.start.indices where mdp.start[state] > 0 {
      let lost = actionValues.largest(in: state) - evaluation.stateValues[state]
      regret.addProduct(mdp.start[state], lost)
    }
    return regret
  }
}

/// Optimal values that trials share, so that they are computed once for all of them.
///
/// They are a function of the environment and the discount factor, so no result depends on which trial
/// computes them, or on whether they are shared.
public final class OptimalValuesStore: Sendable {
  /// The values of one environment with one discount factor, computed by the first caller.
  private final class Entry: Sendable {
    let environment: EnvironmentSpecification
    let gamma: Double
    /// `nil` before the first call.
    private let values = Mutex<OptimalValues??>(nil)

    init(_ environment: EnvironmentSpecification, gamma: Double) {
      self.environment = environment
      self.gamma = gamma
    }

    func values(of mdp: FiniteMDP) -> OptimalValues? {
      values.withLock { values in
        if let values { return values }
        let computed = OptimalValues(mdp, gamma: gamma)
        values = .some(computed)
        return computed
      }
    }
  }

  private let entries = Mutex<[Entry]>([])

  /// Nothing computed yet.
  public init() {}

  /// The optimal values of an environment, computed by the first caller.
  ///
  /// Callers that ask for the same ones meanwhile wait.
  ///
  /// - Parameters:
  ///   - mdp: the environment as an MDP.
  ///   - environment: the environment that it is of.
  ///   - gamma: the discount factor.
  /// - Returns: the values; `nil` if there are none.
  func values(
    of mdp: FiniteMDP, _ environment: EnvironmentSpecification, gamma: Double
  ) -> OptimalValues? {
    let entry = entries.withLock { entries in
      if let known = entries.first(where: { $0.environment == environment && $0.gamma == gamma }) {
        return known
      }
      let entry = Entry(environment, gamma: gamma)
      entries.append(entry)
      return entry
    }
    return entry.values(of: mdp)
  }
}

/// Sweeps over the table of an environment of finitely many states that a trial makes beside its
/// training.
public struct TableSweeps: Equatable, Sendable {
  /// Those that find the optimal values.
  public let optimum: Int
  /// Those that find what the policy of an evaluation is worth, at most.
  public let policy: Int

  /// Counts or estimates the sweeps; `nil` if the environment does not have finitely many states.
  public init?(_ environment: EnvironmentSpecification, gamma: Double) {
    guard let mdp = environment.definition.mdp?(environment) else {
      return nil
    }
    optimum = OptimalValues.sweeps(of: mdp, gamma: gamma)
    policy = OptimalValues.sweepsOfPolicy(gamma: gamma)
  }
}
