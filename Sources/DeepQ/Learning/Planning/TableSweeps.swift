/// Sweeps over the table of an environment of finitely many states that a trial makes beside its
/// training.
public struct TableSweeps: Equatable, Sendable {
  /// Those that find the optimal values.
  public let optimum: Int
  /// Those that find what the policy of an evaluation is worth, at most.
  public let policy: Int

  /// Counts or estimates the sweeps; `nil` if the environment does not have finitely many states.
  ///
  /// - Precondition: the environment is registered.
  public init?(_ environment: EnvironmentSpecification, gamma: Double) {
    guard let mdp = Environments.definition(of: environment.id)?.mdp?(environment) else {
      return nil
    }
    optimum = OptimalValues.sweeps(of: mdp, gamma: gamma)
    policy = OptimalValues.sweepsOfPolicy(gamma: gamma)
  }
}
