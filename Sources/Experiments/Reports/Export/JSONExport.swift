import DeepQ

extension ExportFormat {
  /// One document with everything but weights.
  static let json = ExportFormat(
    name: "json", summary: "one document: the experiment, then a line for each trial",
    documents: [
      ExportDocument(
        name: "trials", fileName: "trials.json", isOwn: { $0.hasPrefix(JSONExport.beginning) })
    ],
    writer: { try JSONExport($0, files: $1) })
}

/// Writes one JSON document: the experiment in the first line, each trial in a line of its own.
private struct JSONExport: ExportWriter {
  /// What every such document begins with.
  static let beginning = #"{"format":"sweep export 1","#

  private let subject: ExportedExperiment
  private let file: ExportFile
  private var isFirst = true

  init(_ subject: ExportedExperiment, files: ExportFiles) throws {
    self.subject = subject
    file = try files.open(files.documents[0])
    let experiment = try ExportJSON.text(ExperimentDocument(subject))
    try file.write(#"\#(Self.beginning)"experiment":\#(experiment),"trials":["#)
  }

  mutating func add(_ trial: ExportedTrial) throws {
    let text = try ExportJSON.text(TrialDocument(trial, of: subject))
    try file.write((isFirst ? "\n" : ",\n") + text)
    isFirst = false
  }

  func finish() throws {
    try file.write("\n]}\n")
    try file.close()
  }
}

/// The experiment as JSON.
private struct ExperimentDocument: Encodable {
  let name: String
  let environment: String
  let axes: [String]
  let configurations: Int
  let replicates: Int
  let seed: UInt64
  let evaluationEpisodes: Int
  let threshold: Double?
  /// The experiment file.
  let text: String

  enum CodingKeys: String, CodingKey {
    case name, environment, axes, configurations, replicates, seed, threshold
    case evaluationEpisodes = "evaluation_episodes"
    case text = "experiment_cfg"
  }

  init(_ subject: ExportedExperiment) {
    let experiment = subject.experiment
    name = experiment.name
    environment = experiment.environment.id
    axes = subject.axes
    configurations = experiment.configurationCount
    replicates = experiment.seeds.count
    seed = experiment.seeds.root
    evaluationEpisodes = experiment.evaluation.episodes
    threshold = experiment.solve.threshold
    text = experiment.resolvedText
  }
}

/// A trial as JSON; curves are lists of equal length, as the columns of a table.
private struct TrialDocument: Encodable {
  let trial: String
  let configuration: String
  let replicate: Int
  let seed: UInt64
  let hyperparameters: [String: HyperparameterValue]
  let results: [String: SummaryValue]
  let failure: String?
  let episodes: Episodes
  let evaluations: Evaluations
  let planning: Planning?

  init(_ trial: ExportedTrial, of subject: ExportedExperiment) {
    let record = trial.record
    self.trial = record.id
    configuration = record.configuration
    replicate = record.replicate
    seed = record.rootSeed
    hyperparameters = Dictionary(
      uniqueKeysWithValues: subject.settings(of: trial.configuration).map {
        ($0.column, $0.value ?? HyperparameterValue.none)
      })
    let isFinite = trial.specification.environment.definition.mdp != nil
    results = Dictionary(
      uniqueKeysWithValues: ResultColumn.indices(finiteStates: isFinite).map {
        (ResultColumn.all[$0].name, trial.row.results[$0])
      }.filter { !["trial", "configuration", "replicate", "seed"].contains($0.0) })
    failure = record.result.failure
    episodes = Episodes(record.result.episodes)
    evaluations = Evaluations(record.result.evaluations)
    planning = record.result.planning.map(Planning.init)
  }

  struct Episodes: Encodable {
    let returns: [Double?]
    let length: [Int]
    let step: [Int]
    let epsilon: [Double?]
    let loss: [Double?]
    let terminated: [Bool]
    let truncated: [Bool]

    enum CodingKeys: String, CodingKey {
      case length, step, epsilon, loss, terminated, truncated
      case returns = "return"
    }

    init(_ curves: EpisodeCurves) {
      returns = ExportJSON.finite(curves.returns)
      length = curves.lengths
      step = curves.steps
      epsilon = ExportJSON.finite(curves.epsilons)
      loss = ExportJSON.finite(curves.losses)
      terminated = curves.terminated
      truncated = curves.truncated
    }
  }

  struct Evaluations: Encodable {
    let step: [Int]
    /// `[evaluations, episodes]`.
    let returns: [[Double?]]
    let valueError: [Double?]?
    let regret: [Double?]?

    enum CodingKeys: String, CodingKey {
      case step, regret
      case returns = "return"
      case valueError = "value_error"
    }

    init(_ evaluations: [Evaluation]) {
      step = evaluations.map(\.step)
      returns = evaluations.map { ExportJSON.finite($0.returns) }
      let isMeasured = evaluations.contains { $0.valueError != nil || $0.regret != nil }
      func measures(_ values: [Double?]) -> [Double?]? {
        isMeasured ? values.map { value in value.flatMap { $0.isFinite ? $0 : nil } } : nil
      }
      valueError = measures(evaluations.map(\.valueError))
      regret = measures(evaluations.map(\.regret))
    }
  }

  struct Planning: Encodable {
    let residual: [Double?]
    let errorBound: [Double?]
    let valueError: [Double?]

    enum CodingKeys: String, CodingKey {
      case residual
      case errorBound = "error_bound"
      case valueError = "value_error"
    }

    init(_ curves: PlanningCurves) {
      residual = ExportJSON.finite(curves.residuals)
      errorBound = ExportJSON.finite(curves.errorBounds)
      valueError = ExportJSON.finite(curves.valueErrors)
    }
  }
}
