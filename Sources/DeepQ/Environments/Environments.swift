/// The environments that an experiment can name.
public enum Environments {
  /// One line for each environment; contract tests run over all of them.
  public static let registry: [EnvironmentDefinition] = [
    EnvironmentDefinition(
      id: "CartPole-v0", summary: "balance a pole on a cart, for at most 200 steps",
      observationCount: 4, actionCount: 2, maxEpisodeSteps: 200, solvedReturn: 195),
    EnvironmentDefinition(
      id: "CartPole-v1", summary: "balance a pole on a cart, for at most 500 steps",
      observationCount: 4, actionCount: 2, maxEpisodeSteps: 500, solvedReturn: 475),
  ]

  /// The environment of that name, if there is one.
  public static func definition(of id: String) -> EnvironmentDefinition? {
    registry.first { $0.id == id }
  }
}

/// What is known of an environment before any of it runs.
public struct EnvironmentDefinition: Sendable {
  /// Versioned name: a change of dynamics is a new version.
  public var id: String
  /// One line for a reader.
  public var summary: String
  /// Numbers in one observation.
  public var observationCount: Int
  /// Actions, numbered from 0.
  public var actionCount: Int
  /// Steps after which an episode is truncated, unless an experiment says otherwise; `nil` for no limit.
  public var maxEpisodeSteps: Int?
  /// Mean return that counts as solving it, by convention; `nil` if there is none.
  public var solvedReturn: Double?
}
