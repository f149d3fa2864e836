public import DeepQ
import Hashing

/// The text that a trial's identity is the hash of: what it depends on, and nothing else.
///
/// It holds what differs from the frozen defaults, in one fixed order, so that a hyperparameter
/// that is added later changes no id; a default that changes is a new format. It can be read back,
/// which is how a trial is replayed.
public enum CanonicalText {
  /// The number of this form of text, the meaning of its keys, and the defaults.
  public static let format = 1

  /// The text of a trial.
  public static func text(of trial: TrialSpecification) -> String {
    configurationText(of: trial) + seedLines(of: trial)
  }

  /// The text of a trial's configuration: the trial's without its seed.
  public static func configurationText(of trial: TrialSpecification) -> String {
    configurationText(of: trial, rows: HyperparameterTable.rows)
  }

  static func configurationText(
    of trial: TrialSpecification, rows: [Hyperparameter]
  ) -> String {
    var text = "format: \(format)\nenvironment: \(trial.environment.id)\n"
    let definition = trial.environment.definition
    if trial.environment.maxEpisodeSteps != definition.maxEpisodeSteps {
      let limit = trial.environment.maxEpisodeSteps.map(String.init) ?? "none"
      text += "environment.max_episode_steps: \(limit)\n"
    }
    for setting in definition.settings {
      let value = trial.environment.value(of: setting)
      if value != setting.standard {
        text += "environment.\(setting.name): \(setting.text(of: value))\n"
      }
    }
    text += "algorithm: \(trial.algorithm.id)\n"
    // The cheap question first: this runs for every configuration of a large grid.
    for index in rows.indices where rows[index].key != "algorithm" {
      let value = rows[index].get(trial.hyperparameters)
      // The training length is always written.
      let isWritten = value != rows[index].defaultValue || rows[index].key == "steps"
      guard isWritten, rows[index].applies(trial.hyperparameters) else { continue }
      text += rows[index].key
      text += ": "
      text += value.description
      text += "\n"
    }
    return text
      + protocolLines(
        evaluation: trial.evaluation, solve: trial.solve, of: trial.environment)
  }

  /// The last lines of a configuration: how it is evaluated, and when it counts as solved.
  static func protocolLines(
    evaluation: EvaluationSchedule, solve: SolveCriterion, of environment: EnvironmentSpecification
  ) -> String {
    evaluationLines(of: evaluation)
      + solveLines(of: solve, convention: environment.definition.solvedReturn)
  }

  /// A trial's name on disk.
  public static func trialId(of trial: TrialSpecification) -> String { id(of: text(of: trial)) }

  /// The name of a trial's configuration.
  public static func configurationId(of trial: TrialSpecification) -> String {
    id(of: configurationText(of: trial))
  }

  /// The first 12 hexadecimal digits of a text's SHA-256.
  static func id(of text: String) -> String {
    SHA256.hash(Array(text.utf8)).hexadecimal(TrialID.digits / 2)
  }

  static func seedLines(of trial: TrialSpecification) -> String {
    "seeds.root: \(trial.rootSeed)\nseeds.replicate: \(trial.replicate)\n"
  }

  private static func evaluationLines(of evaluation: EvaluationSchedule) -> String {
    let fallback = EvaluationSchedule()
    var text = ""
    if evaluation.every != fallback.every { text += "evaluate.every: \(evaluation.every)\n" }
    if evaluation.episodes != fallback.episodes {
      text += "evaluate.episodes: \(evaluation.episodes)\n"
    }
    if evaluation.epsilon != fallback.epsilon {
      text += "evaluate.epsilon: \(shortest(evaluation.epsilon))\n"
    }
    return text
  }

  private static func solveLines(of solve: SolveCriterion, convention: Double?) -> String {
    let fallback = SolveCriterion(threshold: convention)
    var text = ""
    if solve.threshold != fallback.threshold {
      text += "solve.threshold: \(solve.threshold.map(shortest) ?? "none")\n"
    }
    if solve.window != fallback.window { text += "solve.window: \(solve.window)\n" }
    if solve.stop != fallback.stop { text += "solve.stop: \(solve.stop)\n" }
    return text
  }
}

extension CanonicalText {
  /// The trial whose canonical text this is.
  ///
  /// - Parameters:
  ///   - text: the text as `text(of:)` writes it; anything else is refused, if only by a space.
  ///   - name: what messages call it.
  /// - Returns: the specification, equal to the one that was written.
  /// - Throws: `ConfigurationErrors`.
  public static func trial(
    from text: String, name: String = "canonical text"
  ) throws(ConfigurationErrors) -> TrialSpecification {
    let source = SourceText(name: name, text: text)
    let read = ConfigurationText(bytes: Array(text.utf8))
    guard read.errors.isEmpty, let entries = read.root?.map else {
      throw ConfigurationErrors(
        read.errors.isEmpty ? [.notAnExperiment(read.root)] : read.errors, in: source)
    }
    var reader = CanonicalReader(entries)
    let trial = reader.trial()
    guard reader.errors.isEmpty, let trial else {
      throw ConfigurationErrors(reader.errors, in: source)
    }
    guard self.text(of: trial) == text else {
      throw ConfigurationErrors([.notCanonical], in: source)
    }
    return trial
  }
}

/// Reads the lines of a canonical text.
private struct CanonicalReader {
  let entries: [ConfigurationNode.Entry]
  var errors: [ConfigurationError] = []

  init(_ entries: [ConfigurationNode.Entry]) { self.entries = entries }

  mutating func trial() -> TrialSpecification? {
    var hyperparameters = Hyperparameters()
    var settings: [String: HyperparameterValue] = [:]
    let settingKinds = settingKinds
    for entry in entries where entry.key != "environment" {
      if let row = HyperparameterTable.row(entry.key) {
        if let value = value(entry, row.kind) { row.write(value, to: &hyperparameters) }
      } else if let kind = Self.kind(of: entry.key) ?? settingKinds[entry.key] {
        settings[entry.key] = value(entry, kind)
      } else {
        errors.append(
          .unknownHyperparameter(entry.key, in: "canonical text", at: entry.position))
      }
    }
    guard let environment = environment(settings), let root = rootSeed(),
      let replicate = settings["seeds.replicate"], settings["format"] != nil
    else {
      if errors.isEmpty { errors.append(.notCanonical) }
      return nil
    }
    let interface = environment.definition.interface(environment.specification)
    guard Self.isPossible(hyperparameters, in: interface) else {
      errors.append(.notCanonical)
      return nil
    }
    return TrialSpecification(
      environment: environment.specification, hyperparameters: hyperparameters,
      evaluation: EvaluationSchedule(Self.part("evaluate", of: settings)),
      solve: SolveCriterion(
        Self.part("solve", of: settings), convention: environment.definition.solvedReturn),
      rootSeed: root, replicate: replicate.asInteger)
  }

  /// Whether an experiment can ask for it: a network that can be made for the environment, or an
  /// algorithm that can do without.
  private static func isPossible(
    _ hyperparameters: Hyperparameters, in interface: EnvironmentInterface
  ) -> Bool {
    guard hyperparameters.algorithm.accepts(interface) else { return false }
    guard hyperparameters.algorithm.hasNetwork else { return true }
    guard hyperparameters.distribution.areAtomsRepresentable, hyperparameters.areMinibatchesEqual
    else { return false }
    guard let size = NetworkSize(hyperparameters, in: interface) else { return false }
    return size.parameters <= ConfigurationCheck.maxParameters
  }

  private static let others: [(name: String, kind: ValueKind)] =
    [
      ("format", .integer(CanonicalText.format...CanonicalText.format)),
      ("environment.max_episode_steps", .integerOrWord(1...1_000_000_000, "none")),
      ("seeds.root", .integer(0...Int.max)), ("seeds.replicate", .integer(0...Int(UInt32.max))),
    ] + ExperimentReader.evaluationKinds.map { ("evaluate.\($0.name)", $0.kind) }
    + ExperimentReader.solveKinds.map { ("solve.\($0.name)", $0.kind) }

  private static func kind(of key: String) -> ValueKind? { others.first { $0.name == key }?.kind }

  /// The settings of one block, by their names within it.
  private static func part(
    _ block: String, of settings: [String: HyperparameterValue]
  ) -> [String: HyperparameterValue] {
    var part: [String: HyperparameterValue] = [:]
    for (name, _) in others where name.hasPrefix(block + ".") {
      part[String(name.dropFirst(block.count + 1))] = settings[name]
    }
    return part
  }

  private mutating func value(
    _ entry: ConfigurationNode.Entry, _ kind: ValueKind
  ) -> HyperparameterValue? {
    if entry.key == "seeds.root" { return nil }
    do throws(ValueProblem) {
      return try kind.parse(entry.value)
    } catch {
      errors.append(.value(error, key: entry.key, block: "", at: entry.value.position))
      return nil
    }
  }

  private func rootSeed() -> UInt64? {
    entries.first { $0.key == "seeds.root" }?.value.plainText.flatMap { UInt64($0) }
  }

  /// The settings of the environment, by their keys.
  private var settingKinds: [String: ValueKind] {
    let id = entries.first { $0.key == "environment" }?.value.plainText
    let settings = id.flatMap { Environments.definition(of: $0) }?.settings ?? []
    return Dictionary(
      uniqueKeysWithValues: settings.map { ("environment.\($0.name)", $0.valueKind) })
  }

  private mutating func environment(
    _ settings: [String: HyperparameterValue]
  ) -> (specification: EnvironmentSpecification, definition: EnvironmentDefinition)? {
    guard let entry = entries.first(where: { $0.key == "environment" }),
      let id = entry.value.plainText
    else { return nil }
    guard let definition = Environments.definition(of: id) else {
      errors.append(.unknownEnvironment(id, at: entry.value.position))
      return nil
    }
    var specification = definition.specification
    switch settings["environment.max_episode_steps"] {
    case .integer(let limit): specification.maxEpisodeSteps = limit
    case .word: specification.maxEpisodeSteps = nil
    default: break
    }
    for setting in definition.settings {
      if let value = settings["environment.\(setting.name)"].flatMap(EnvironmentSettingValue.init) {
        guard setting.problem(value) == nil else {
          errors.append(.notCanonical)
          return nil
        }
        specification.set(setting, to: value)
      }
    }
    return (specification, definition)
  }
}

extension ConfigurationError {
  /// A stored text that is not what this program writes for the trial that it describes.
  static let notCanonical = ConfigurationError(
    "this is not the canonical text of a trial", at: nil,
    expectation: "the text exactly as it was written")
}
