public import DeepQ

extension EnvironmentSpecification {
  /// The environment of that name, with settings changed as `--set` options say.
  ///
  /// It is read as an experiment file's `environment` is, so names, ranges and messages are the
  /// same.
  ///
  /// - Throws: `ConfigurationErrors`.
  public static func named(
    _ id: String, settings: [String]
  ) throws(ConfigurationErrors) -> EnvironmentSpecification {
    // The name is a whole argument, not YAML, whatever characters are in it.
    guard Environments.definition(of: id) != nil else {
      throw ConfigurationErrors(
        [.unknownEnvironment(id, at: .beforeAll)], in: SourceText(name: ""))
    }
    let file = Array("name: rollout\nenvironment: \(id)\n".utf8)
    do throws(ConfigurationErrors) {
      return try Experiment(
        bytes: file, name: "", overrides: settings.map { "environment.\($0)" }
      ).environment
    } catch {
      // The user did not write the block's name.
      throw ConfigurationErrors(error.errors, in: SourceText(name: "", overrides: settings))
    }
  }
}
