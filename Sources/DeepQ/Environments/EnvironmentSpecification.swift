/// Which environment a trial runs in, and its settings.
public struct EnvironmentSpecification: Equatable, Sendable {
  /// The environment's versioned name, as in `Environments.registry`.
  public var id: String
  /// Steps after which an episode is truncated; `nil` for no limit.
  public var maxEpisodeSteps: Int?
  /// The other settings that differ from the environment's standard, by name.
  public internal(set) var settings: [String: EnvironmentSettingValue] = [:]

  /// Creates a specification with default settings.
  public init(id: String, maxEpisodeSteps: Int?) {
    self.id = id
    self.maxEpisodeSteps = maxEpisodeSteps
  }
}
