import DeepQ

/// The small blocks: everything but hyperparameters.
extension ExperimentReader {
  // MARK: - What is run

  mutating func readName() -> String? {
    guard let part = file.parts(of: .name).first else {
      errors.append(.missing("name", example: "name: cartpole"))
      return nil
    }
    guard let name = part.value.text, !part.value.isNothing else {
      errors.append(.wrongShape("name", part.value, expected: "a word such as 'cartpole'"))
      return nil
    }
    guard ExperimentName.isValid(name) else {
      errors.append(.badName(name, at: part.value.position))
      return nil
    }
    return name
  }

  mutating func readEnvironment() -> (
    specification: EnvironmentSpecification, definition: EnvironmentDefinition
  )? {
    let parts = file.parts(of: .environment)
    guard let first = parts.first else {
      errors.append(.missing("environment", example: "environment: CartPole-v1"))
      return nil
    }
    var fields: [ConfigurationField] = []
    for part in parts {
      if let entries = part.value.map {
        fields += ConfigurationNode.fields(of: entries)
      } else {
        fields.append(ConfigurationField(key: "id", position: part.position, value: part.value))
      }
    }
    fields = unique(fields)
    settingPositions["environment"] = first.position
    for field in fields { settingPositions["environment.\(field.key)"] = field.position }
    guard let id = fields.first(where: { $0.key == "id" }) else {
      errors.append(
        .wrongShape("environment", first.value, expected: "an 'id', as in {id: CartPole-v1}"))
      return nil
    }
    guard let definition = environmentDefinition(id) else { return nil }
    var specification = definition.specification
    let errorsBefore = errors.count
    for field in fields where field.key != "id" {
      readSetting(field, of: definition, into: &specification)
    }
    if errors.count == errorsBefore, let problem = definition.problem(specification) {
      errors.append(.unplayable(problem, environment: definition.id, at: id.value.position))
    }
    return (specification, definition)
  }

  private mutating func readSetting(
    _ field: ConfigurationField, of definition: EnvironmentDefinition,
    into specification: inout EnvironmentSpecification
  ) {
    if field.key == "max_episode_steps" {
      if let value = value(of: field, Self.episodeSteps, block: "environment") {
        specification.maxEpisodeSteps = value.asInteger
      }
    } else if let setting = definition.settings.first(where: { $0.name == field.key }) {
      let value = value(of: field, setting.valueKind, block: "environment")
      guard let value = value.flatMap(EnvironmentSettingValue.init) else { return }
      if let problem = setting.problem(value) {
        errors.append(
          .value(
            ValueProblem(what: problem), key: field.key, block: "environment",
            at: field.value.position))
      } else {
        specification.set(setting, to: value)
      }
    } else {
      let names = ["id", "max_episode_steps"] + definition.settings.map(\.name)
      errors.append(
        .unknownSetting(field.key, of: "environment", names: names, at: field.position))
    }
  }

  /// An episode without a limit might never end, and neither would its evaluation.
  static let episodeSteps = ValueKind.integer(1...1_000_000_000)

  private mutating func environmentDefinition(_ field: ConfigurationField) -> EnvironmentDefinition?
  {
    guard let id = field.value.text, !field.value.isNothing else {
      errors.append(
        .wrongShape("environment", field.value, expected: "a name such as 'CartPole-v1'"))
      return nil
    }
    guard let definition = Environments.definition(of: id) else {
      errors.append(.unknownEnvironment(id, at: field.value.position))
      return nil
    }
    return definition
  }

  mutating func readAlgorithm() -> Algorithm {
    guard let part = file.parts(of: .algorithm).first else { return .dqn }
    let row = HyperparameterTable.algorithmRow
    sources[row] = HyperparameterSource(
      key: "algorithm", block: "base", position: part.position)
    let field = ConfigurationField(key: "algorithm", position: part.position, value: part.value)
    if field.value.list != nil {
      errors.append(
        .value(
          .listOfAlternatives(expected: HyperparameterTable.rows[row].kind.expectation),
          key: field.key, block: "", at: field.value.position))
      return .dqn
    }
    let word = value(of: field, HyperparameterTable.rows[row].kind, block: "")?.asWord
    return word.flatMap(Algorithms.named) ?? .dqn
  }

  /// What `base` starts from.
  mutating func readPreset() -> Hyperparameters {
    guard let part = file.parts(of: .preset).first else { return Hyperparameters() }
    let kind = ValueKind.word(Preset.all.map(\.name))
    let field = ConfigurationField(key: "preset", position: part.position, value: part.value)
    let word = value(of: field, kind, block: "")?.asWord
    return Preset.all.first { $0.name == word }?.hyperparameters ?? Hyperparameters()
  }

  // MARK: - How it is run

  mutating func readSeeds() -> Seeds {
    let kinds: [(String, ValueKind)] = [
      ("root", .integer(0...Int.max)), ("count", .integer(1...1_000_000_000)),
    ]
    let values = settings(of: .seeds, kinds)
    var seeds = Seeds()
    if let root = values["root"] { seeds.root = UInt64(root.asInteger) }
    if let count = values["count"] { seeds.count = count.asInteger }
    return seeds
  }

  static let evaluationKinds: [(name: String, kind: ValueKind)] = [
    ("every", .integer(0...1_000_000_000)), ("episodes", .integer(1...100_000)),
    ("epsilon", .real(.fraction)),
  ]

  mutating func readEvaluation() -> EvaluationSchedule {
    EvaluationSchedule(settings(of: .evaluate, Self.evaluationKinds))
  }

  static let solveKinds: [(name: String, kind: ValueKind)] = [
    ("threshold", .optionalReal(.finite)), ("window", .integer(1...1_000_000)), ("stop", .flag),
  ]

  mutating func readSolve(_ environment: EnvironmentDefinition?) -> SolveCriterion {
    SolveCriterion(settings(of: .solve, Self.solveKinds), convention: environment?.solvedReturn)
  }

  mutating func readRun() -> RunSettings {
    let values = settings(
      of: .run,
      [
        ("workers", .integerOrWord(1...1024, "auto")),
        ("threads_per_trial", .integerOrWord(1...256, "auto")),
        ("on_failure", .word(RunSettings.FailurePolicy.allCases.map(\.rawValue))),
        ("checkpoint_every", .integerOrWord(0...1_000_000_000, "auto")),
        ("replay_compression", .word(FrameCompression.allCases.map(\.rawValue))),
        ("max_trials", .integer(1...10_000_000)),
        ("allow", .words(GuardRail.all.map(\.name))),
      ])
    var run = RunSettings()
    if case .integer(let workers)? = values["workers"] { run.workers = workers }
    if case .integer(let threads)? = values["threads_per_trial"] { run.threadsPerTrial = threads }
    if case .word(let word)? = values["on_failure"] {
      run.onFailure = RunSettings.FailurePolicy(rawValue: word) ?? run.onFailure
    }
    if case .integer(let every)? = values["checkpoint_every"] { run.checkpointEvery = every }
    if case .word(let word)? = values["replay_compression"] {
      run.replayCompression = FrameCompression(rawValue: word) ?? run.replayCompression
    }
    if let most = values["max_trials"] { run.maxTrials = most.asInteger }
    if case .words(let names)? = values["allow"] { run.allowed = names }
    return run
  }
}

extension ExperimentReader {
  mutating func readOutput() -> OutputSettings {
    let kind = ValueKind.word(WeightRetention.allCases.map(\.rawValue))
    let values = settings(of: .output, [("weights", kind)])
    var output = OutputSettings()
    if case .word(let word)? = values["weights"] {
      output.weights = WeightRetention(rawValue: word) ?? output.weights
    }
    return output
  }
}

extension EvaluationSchedule {
  /// The schedule with the settings that are given, by name, and defaults for the rest.
  init(_ values: [String: HyperparameterValue]) {
    self.init()
    if let every = values["every"] { self.every = every.asInteger }
    if let episodes = values["episodes"] { self.episodes = episodes.asInteger }
    if let epsilon = values["epsilon"] { self.epsilon = epsilon.asReal }
  }
}

extension SolveCriterion {
  /// The criterion with the settings that are given, by name; the threshold otherwise is the
  /// environment's convention.
  init(_ values: [String: HyperparameterValue], convention: Double?) {
    self.init(threshold: convention)
    if let threshold = values["threshold"] {
      self.threshold = threshold == .none ? nil : threshold.asReal
    }
    if let window = values["window"] { self.window = window.asInteger }
    if let stop = values["stop"] { self.stop = stop == .flag(true) }
  }
}
