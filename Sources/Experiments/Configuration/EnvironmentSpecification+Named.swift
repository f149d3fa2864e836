public import DeepQ

extension EnvironmentSpecification {
  /// The environment of that name, with settings changed as `--set` options say.
  ///
  /// It is read as an experiment file's `environment` is, so names, ranges and messages are the same.
  ///
  /// - Throws: `ConfigurationErrors`.
  public static func named(
    _ id: String, settings: [String]
  ) throws(ConfigurationErrors) -> EnvironmentSpecification {
    let experiment = try Experiment(
      bytes: Array("name: rollout\nenvironment: \(id)\nalgorithm: dqn\n".utf8),
      name: "environment", overrides: settings.map { "environment.\($0)" })
    return experiment.environment
  }
}
