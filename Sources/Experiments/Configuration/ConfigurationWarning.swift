import DeepQ

/// Something unusual in an experiment file, which can be run nevertheless.
public struct ConfigurationWarning: Encodable, Equatable, Sendable {
  /// The rule's name, which `run.allow` silences.
  public let rule: String
  /// The key that it is about, with its block: `base.target.tau`.
  public let key: String
  /// The file, as the user named it, or the option: `--set target.tau=0.005`.
  public let file: String
  /// Line, from 1; `nil` where the key has no position in a file.
  public let line: Int?
  /// Column in Unicode scalars, from 1.
  public let column: Int?
  /// What is unusual, and what is usual.
  public let message: String
  /// The number of configurations that it concerns.
  public let configurations: Int

  /// `file:line:column: warning: message [rule]`.
  public var rendered: String {
    var position = file
    if let line { position += ":\(line)" }
    if line != nil, let column { position += ":\(column)" }
    return "\(position): warning: \(message) [\(rule)]"
  }
}

/// Where the settings of an experiment are given.
struct ExperimentOrigin: Sendable {
  /// Those of hyperparameters, by row.
  var hyperparameters: [Int: HyperparameterSource] = [:]
  /// Those of other settings, by key with block.
  var settings: [String: SourcePosition] = [:]
  /// The file and the `--set` options.
  var text = SourceText(name: "")

  /// The key that is given first of some, with its block, and where; for none of them, the
  /// environment.
  fileprivate func place(of keys: [String]) -> (key: String, position: SourcePosition?) {
    for key in keys {
      if let source = HyperparameterTable.index(of: key).flatMap({ hyperparameters[$0] }) {
        return (source.key, source.position)
      }
      if let position = settings[key] { return (key, position) }
    }
    return ("environment", settings["environment"])
  }
}

extension Experiment {
  /// What is unusual in the file: one warning for each rule of `GuardRail` that is broken and not
  /// allowed, in the order of the rules.
  ///
  /// - Complexity: goes once through all configurations.
  public var warnings: [ConfigurationWarning] {
    let rules = GuardRail.all.filter { !run.allowed.contains($0.name) }
    let surroundings = GuardRail.Surroundings(environment, evaluation)
    var breaches = [Breach?](repeating: nil, count: rules.count)
    for configuration in 0..<configurationCount {
      let values = grid.hyperparameters(at: configuration)
      for (index, rule) in rules.enumerated()
      where rule.kinds.contains(values.algorithm.kind) {
        if breaches[index] != nil {
          if rule.finding(values, surroundings) != nil { breaches[index]?.count += 1 }
        } else if let finding = rule.finding(values, surroundings) {
          breaches[index] = Breach(finding: finding, configuration: configuration)
        }
      }
    }
    return zip(rules, breaches).compactMap { rule, breach in breach.map { warning(of: rule, $0) } }
  }

  /// The first configuration that breaks a rule, and how many do.
  private struct Breach {
    let finding: String
    let configuration: Int
    var count = 1
  }

  private func warning(of rule: GuardRail, _ breach: Breach) -> ConfigurationWarning {
    let place = origin.place(of: rule.keys)
    let located = origin.text.locating(
      ConfigurationError(breach.finding, at: place.position, key: place.key))
    return ConfigurationWarning(
      rule: rule.name, key: place.key, file: located.file, line: located.line,
      column: located.column, message: breach.finding + extent(of: breach, keys: rule.keys),
      configurations: breach.count)
  }

  /// ` (in 12 of 240 configurations, as with learning_rate: 0.5)`.
  private func extent(of breach: Breach, keys: [String]) -> String {
    guard configurationCount > 1 else { return "" }
    guard breach.count < configurationCount else {
      return " (in all \(configurationCount) configurations)"
    }
    let assignment = grid.assignment(at: breach.configuration)
    var example = assignment.filter { keys.contains($0.key) }
    if example.isEmpty { example = assignment.filter { $0.key == ArmLabel.key } }
    if example.isEmpty { example = assignment }
    let values = example.map { "\($0.key): \(Quotation.plain($0.value))" }.joined(separator: ", ")
    return " (in \(breach.count) of \(configurationCount) configurations, as with \(values))"
  }
}
