public import DeepQ

/// An experiment file that has been read and found right: every trial of it can be run.
public struct Experiment: Sendable {
  /// What the results folder is called.
  public let name: String
  /// The environment of all trials.
  public let environment: EnvironmentSpecification
  /// The configurations.
  public let grid: Grid
  /// The seeds, the same for every configuration.
  public let seeds: Seeds
  /// When and how policies are evaluated.
  public let evaluation: EvaluationSchedule
  /// When the task counts as solved.
  public let solve: SolveCriterion
  /// How to run it.
  public let run: RunSettings
  /// What the trials' files keep.
  public let output: OutputSettings
  /// The file as it is stored with the results: its own bytes, or, if `--set` options changed it,
  /// what they made of it.
  public let resolvedText: String
  /// Where its settings are given, for warnings.
  var origin: ExperimentOrigin

  /// Reads an experiment file and checks all of it.
  ///
  /// - Parameters:
  ///   - path: the file, as the user named it.
  ///   - overrides: the `--set` options: `gamma=0.95` fixes a value, `gamma=0.95,0.99` varies it.
  /// - Returns: the experiment, every trial of which can be run.
  /// - Throws: `ConfigurationErrors`, all the mistakes at once.
  public static func load(
    path: String, overrides: [String] = []
  ) throws(ConfigurationErrors) -> Experiment {
    let bytes = try ConfigurationText.bytes(ofFile: path)
    return try Experiment(bytes: bytes, name: path, overrides: overrides)
  }

  /// Reads an experiment from a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: what messages call it.
  ///   - overrides: the `--set` options.
  /// - Throws: `ConfigurationErrors`, all the mistakes at once.
  public init(
    bytes: [UInt8], name: String, overrides: [String] = []
  ) throws(ConfigurationErrors) {
    let text = ConfigurationText(bytes: bytes)
    let source = SourceText(name: name, text: text.text, overrides: overrides)
    guard text.root != nil || text.errors.isEmpty else {
      throw ConfigurationErrors(text.errors, in: source)
    }
    var resolution = ExperimentOverrides(root: text.root)
    for (index, override) in overrides.enumerated() {
      resolution.apply(override, source: index + 1)
    }
    var errors = text.errors + resolution.errors
    var resolved = text.text
    if !overrides.isEmpty, let root = resolution.root { resolved = root.yaml ?? resolved }
    var reader = ExperimentReader(resolution.root)
    let experiment = reader.read(resolvedText: resolved)
    errors += reader.errors
    guard errors.isEmpty, var experiment else { throw ConfigurationErrors(errors, in: source) }
    experiment.origin.text = source
    self = experiment
  }

  init(
    name: String, environment: EnvironmentSpecification, grid: Grid, seeds: Seeds,
    evaluation: EvaluationSchedule, solve: SolveCriterion, run: RunSettings,
    output: OutputSettings = OutputSettings(), resolvedText: String,
    origin: ExperimentOrigin = ExperimentOrigin()
  ) {
    self.name = name
    self.environment = environment
    self.grid = grid
    self.seeds = seeds
    self.evaluation = evaluation
    self.solve = solve
    self.run = run
    self.output = output
    self.resolvedText = resolvedText
    self.origin = origin
  }

  /// The number of configurations.
  public var configurationCount: Int { grid.count }

  /// The number of trials: every configuration with every seed.
  public var trialCount: Int { grid.count * seeds.count }

  /// The keys that vary between configurations, in file order.
  public var varyingKeys: [String] { grid.varyingKeys }

  /// All that the trial at an index of the order depends on: configuration by configuration,
  /// replicates within.
  public func specification(at index: Int) -> TrialSpecification {
    precondition((0..<trialCount).contains(index), "trial \(index) of \(trialCount)")
    return specification(configuration: index / seeds.count, replicate: index % seeds.count)
  }

  func specification(configuration: Int, replicate: Int) -> TrialSpecification {
    TrialSpecification(
      environment: environment, hyperparameters: grid.hyperparameters(at: configuration),
      evaluation: evaluation,
      solve: solve, rootSeed: seeds.root, replicate: replicate)
  }
}

/// The random seeds of an experiment; all configurations share them.
public struct Seeds: Equatable, Sendable {
  /// The root of all random streams.
  public var root: UInt64 = 42
  /// Trials of each configuration, its replicates.
  public var count = 1

  /// All defaults.
  public init() {}
}

/// How an experiment is run; no result depends on it.
public struct RunSettings: Equatable, Sendable {
  /// What happens to the other trials when one fails.
  public enum FailurePolicy: String, CaseIterable, Sendable {
    /// They go on.
    case `continue`
    /// No more of them start.
    case stop
  }

  /// Trials at a time; `nil` for as many as there are cores.
  public var workers: Int?
  /// Threads that share the gradient steps of one trial; `nil` for as many as there are cores to
  /// spare, where they pay.
  public var threadsPerTrial: Int?
  /// What becomes of the other trials when one fails.
  public var onFailure = FailurePolicy.continue
  /// Steps between checkpoints of a trial: 0 for none but when the run is stopped, `nil` for now
  /// and then.
  public var checkpointEvery: Int?
  /// How the images of replay memories are kept.
  public var replayCompression = FrameCompression.none
  /// More trials than this are taken for a mistake.
  public var maxTrials = 1_000_000
  /// The rules of `GuardRail` that do not warn.
  public var allowed: [String] = []

  /// All defaults.
  public init() {}
}

/// What the files of trials keep; no result, id or hash depends on it.
public struct OutputSettings: Equatable, Sendable {
  /// Which parameters of a network are kept.
  public var weights = WeightRetention.last

  /// All defaults.
  public init() {}
}

/// Which parameters of a network the file of a trial keeps.
public enum WeightRetention: String, CaseIterable, Sendable {
  /// None of them, but their hash.
  case none
  /// Those at the end of the training.
  case last
  /// Those of the evaluation with the highest mean return, the first of several.
  case best
}
