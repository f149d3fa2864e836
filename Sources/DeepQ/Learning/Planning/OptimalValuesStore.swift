import Synchronization

/// Optimal values that trials share, so that they are computed once for all of them.
///
/// They are a function of the environment and the discount factor: whichever trial computes them,
/// and whether they are shared at all, no result depends on it.
public final class OptimalValuesStore: Sendable {
  /// The values of one environment with one discount factor, computed by whoever asks first.
  private final class Entry: Sendable {
    let environment: EnvironmentSpecification
    let gamma: Double
    /// `nil` as long as nobody has asked.
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

  /// The optimal values of an environment, computed if nobody has asked for them.
  ///
  /// Others who ask for the same ones meanwhile wait.
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
