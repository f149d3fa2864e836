public import DeepQ
public import HDF5

/// A finished trial as `trials/<id>.h5` keeps it: what was run, and what came of it.
public struct TrialRecord: Sendable {
  /// The trial's id: the first 12 hexadecimal digits of the SHA-256 of its canonical text.
  public var id: String
  /// The id of its configuration: the same without the seeds.
  public var configuration: String
  /// The resolved specification, from which the trial can be run again.
  public var canonicalText: String
  /// The environment's versioned name.
  public var environment: String
  /// The learning algorithm's name.
  public var algorithm: String
  /// Which repetition of its configuration it is, from 0.
  public var replicate: Int
  /// The experiment's root seed.
  public var rootSeed: UInt64
  /// The settings that apply to it.
  public var hyperparameters: [HyperparameterSetting]
  /// What the trial produced.
  public var result: TrialResult
  /// Episodes in each of its evaluations.
  public var evaluationEpisodes: Int
  /// The hashes of the whole trial, where not all of it is kept; `nil` where it is.
  var wholeDigests: WholeDigests?

  /// Hashes over the final parameters too, which a record may not hold any more.
  struct WholeDigests: Equatable, Sendable {
    var weights: String
    var result: String
  }

  /// Puts a trial's specification and result together.
  ///
  /// - Parameters:
  ///   - id: The trial's id.
  ///   - configuration: The configuration's id.
  ///   - canonicalText: The text that both are hashes of.
  ///   - specification: What was run.
  ///   - hyperparameters: The same as names and values, for readers of the file; only those that
  ///     apply.
  ///   - result: What came of it.
  public init(
    id: String, configuration: String, canonicalText: String, specification: TrialSpecification,
    hyperparameters: [HyperparameterSetting], result: TrialResult
  ) {
    self.id = id
    self.configuration = configuration
    self.canonicalText = canonicalText
    environment = specification.environment.id
    algorithm = specification.algorithm.id
    replicate = specification.replicate
    rootSeed = specification.rootSeed
    self.hyperparameters = hyperparameters
    self.result = result
    evaluationEpisodes = specification.evaluation.episodes
  }

  init(
    id: String, configuration: String, canonicalText: String, environment: String,
    algorithm: String, replicate: Int, rootSeed: UInt64,
    hyperparameters: [HyperparameterSetting], result: TrialResult, evaluationEpisodes: Int
  ) {
    self.id = id
    self.configuration = configuration
    self.canonicalText = canonicalText
    self.environment = environment
    self.algorithm = algorithm
    self.replicate = replicate
    self.rootSeed = rootSeed
    self.hyperparameters = hyperparameters
    self.result = result
    self.evaluationEpisodes = evaluationEpisodes
  }

  /// SHA-256 of the final parameters: little-endian float32, layer by layer in name order, weight
  /// before bias.
  ///
  /// Of a table of action values, that as little-endian float64, row by row.
  public var weightsDigest: String {
    if let wholeDigests { return wholeDigests.weights }
    if result.weights.isEmpty, let values = result.actionValues { return WeightsDigest.of(values) }
    return WeightsDigest.of(result.weights)
  }

  /// SHA-256 of everything deterministic in the trial's file.
  public var resultDigest: String { wholeDigests?.result ?? recordWithoutDigest.digest() }

  /// Which of its network's parameters it holds.
  public var retention: WeightRetention {
    if wholeDigests == nil { return .last }
    return result.weights.isEmpty ? .none : .best
  }

  /// The record as a file keeps it: with other parameters than the final ones, or without any.
  ///
  /// The hashes stay those of the whole trial, so that ids, summaries and comparisons do not depend
  /// on what is kept. What has no parameters, or no evaluation, is kept as it is.
  public func keeping(_ retention: WeightRetention) -> TrialRecord {
    var kept = self
    kept.result.best = nil
    guard retention != .last, wholeDigests == nil, !result.weights.isEmpty else { return kept }
    if retention == .best && result.best == nil { return kept }
    kept.wholeDigests = WholeDigests(weights: weightsDigest, result: resultDigest)
    kept.result.weights = retention == .best ? result.best?.weights ?? [] : []
    kept.result.weightsStep = retention == .best ? result.best?.step : nil
    return kept
  }

  /// The bytes of the trial's file: the same trial gives the same bytes.
  public func fileImage(named file: String) throws -> [UInt8] {
    try HDF5Writer.image(of: record, file: file)
  }

  /// Puts the trial's file on disk, whole or not at all.
  ///
  /// - Throws: `HDF5Error` or `FileError`; there is then no file of that name, or the one that was
  ///   there before.
  public func write(to file: String) throws {
    try AtomicFile.write(try fileImage(named: file), to: file)
  }
}

/// A hyperparameter's name and value, as an attribute of `/hyperparameters`.
public struct HyperparameterSetting: Equatable, Sendable {
  /// The name that an experiment file uses.
  public var name: String
  /// Its value.
  public var value: RecordValue

  /// Creates a setting.
  public init(name: String, value: RecordValue) {
    self.name = name
    self.value = value
  }
}

extension TrialRecord {
  /// The record of a trial: its specification gives its ids, its text, and its settings.
  public init(_ specification: TrialSpecification, result: TrialResult) {
    self.init(specification, result: result, rows: HyperparameterTable.rows)
  }

  init(_ specification: TrialSpecification, result: TrialResult, rows: [Hyperparameter]) {
    let text = CanonicalText.text(of: specification)
    self.init(
      id: CanonicalText.trialId(of: specification),
      configuration: CanonicalText.configurationId(of: specification), canonicalText: text,
      specification: specification,
      hyperparameters: HyperparameterTable.values(of: specification.hyperparameters, rows: rows)
        // The algorithm is an attribute of the root.
        .filter { $0.row.key != "algorithm" }
        .filter {
          $0.row.storedDefault == .inSummaryAndTrial || $0.value != $0.row.defaultValue
        }
        .compactMap { row, value in
          value.flatMap(RecordValue.init).map {
            HyperparameterSetting(name: row.attribute, value: $0)
          }
        },
      result: result)
  }
}

extension RecordValue {
  /// The value as an attribute; `nil` for no value.
  init?(_ value: HyperparameterValue) {
    switch value {
    case .integer(let number): self = .int64(Int64(number))
    case .real(let number): self = .float64(number)
    case .flag(let truth): self = .bool(truth)
    case .word(let word): self = .text(word)
    case .integers(let numbers): self = .int64s(numbers.map { Int64($0) })
    case .convolutions, .words: self = .text(value.description)
    case .none: return nil
    }
  }
}
