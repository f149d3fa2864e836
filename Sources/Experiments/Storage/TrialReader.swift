import DeepQ
import HDF5
import Platform

/// A trial's file that is readable, but does not hold what was written, or not what a trial has.
public struct TrialFileError: ExitStatusError, Equatable, Sendable {
  /// The file's path.
  public let file: String
  /// What is wrong with it.
  public let cause: String

  /// What the program ends with.
  public var exitStatus: ExitStatus { .inputOutput }

  /// For example: `results/x/trials/3f2a91c07b5e.h5 is damaged: its content does not have the hash
  /// that it names`.
  public var description: String { "\(file) is damaged: \(cause)" }
}

/// A trial's file as read back, whether or not its values are still those that were written.
public struct StoredTrial: Sendable {
  /// The trial that the file holds.
  public let trial: TrialRecord
  /// What is wrong with the file; `nil` if every check passed.
  public let damage: String?
  let record: Record

  /// Reads a trial's file and takes its values as they are, so that one can say where they differ.
  ///
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError` if the file is too damaged to say what
  ///   it holds.
  public init(file: String) throws { try self.init(file: file, from: .folder) }

  init(file: String, from origin: WholeFile.Origin) throws {
    try Self.requireMemory(toRead: file)
    try self.init(
      bytes: try WholeFile.read(file, limit: HDF5Limits.fileBytes, from: origin), file: file)
  }

  /// Takes a trial out of the bytes of its file.
  init(bytes: [UInt8], file: String) throws {
    let (record, damage) = try Self.record(in: bytes, file: file)
    self.record = record
    trial = try TrialRecord(record, file: file)
    self.damage = damage ?? Self.mismatch(in: record)
  }

  /// Where the file differs from the trial that was run again, what happened first coming first;
  /// empty if nowhere.
  public func differences(from fresh: TrialRecord) -> [RecordDifference] {
    record.differences(from: fresh.record)
  }

  /// Refuses a file that would fill the memory: its bytes, the library's image of them and its
  /// values.
  ///
  /// - Throws: `FileError`, which says nothing of the file.
  static func requireMemory(
    toRead file: String, available: () -> Int? = { MachineResources.probe().memoryLeft }
  ) throws(FileError) {
    var status = stat()
    // Reading the file reports what is wrong with it.
    guard stat(file, &status) == 0, status.st_size > smallFile,
      status.st_size <= HDF5Limits.fileBytes
    else { return }
    let need = 3 * Int(status.st_size)
    guard let available = available(), available < need else { return }
    throw FileError(
      call: "read", file: file, code: ENOMEM,
      detail: "\(QuantityText.bytes(need)) are needed, \(QuantityText.bytes(available)) available")
  }

  /// Files up to this size are read without a look at the memory.
  private static let smallFile = 1 << 26

  private static func record(in bytes: [UInt8], file: String) throws -> (Record, String?) {
    do {
      return (try HDF5Reader.record(in: bytes, file: file), nil)
    } catch let error as HDF5Error where error.call == "H5Dread" {
      let record = try HDF5Reader.record(in: bytes, file: file, verifyingChecksums: false)
      return (record, "the values of \(error.object) fail their checksum")
    } catch let error as HDF5Error where error.kind == .openForWriting {
      throw FileError.openElsewhere(file)
    }
  }

  private static func mismatch(in record: Record) -> String? {
    record.namedOwnDigest == record.digest()
      ? nil : "its content does not have the hash that it names"
  }
}

extension TrialRecord {
  /// Reads a trial's file and checks all of it.
  ///
  /// - Throws: `FileError`, `HDF5Error`, or `TrialFileError` if anything is not as it was written.
  public static func read(from file: String) throws -> TrialRecord {
    try read(from: file, origin: .folder)
  }

  static func read(from file: String, origin: WholeFile.Origin) throws -> TrialRecord {
    let stored = try StoredTrial(file: file, from: origin)
    if let damage = stored.damage { throw TrialFileError(file: file, cause: damage) }
    return stored.trial
  }

  /// Reads the returns of a trial's episodes and evaluations, and why it failed, and nothing else.
  ///
  /// The hash of the file is not checked: that is for files that are known to be right.
  ///
  /// - Throws: `FileError`, `HDF5Error`, or `TrialFileError` if the file is of another trial.
  static func readReturns(of id: String, from file: String) throws -> TrialResult {
    try StoredTrial.requireMemory(toRead: file)
    let bytes = try WholeFile.read(file, limit: HDF5Limits.fileBytes, from: .folder)
    let record = try HDF5Reader.record(
      in: bytes, file: file, only: TrialReading.returnPaths.contains)
    let reading = TrialReading(record: record, file: file)
    guard try reading.text("trial") == id else { throw reading.error("it holds another trial") }
    return try reading.returns()
  }

  /// Takes a trial out of a record.
  init(_ record: Record, file: String) throws(TrialFileError) {
    let reading = TrialReading(record: record, file: file)
    let version = try reading.integer("format_version")
    guard version == TrialLayout.formatVersion else {
      throw reading.error(
        "its format is \(version), and this program reads \(TrialLayout.formatVersion)")
    }
    self.init(
      id: try reading.text("trial"),
      configuration: try reading.text("configuration"),
      canonicalText: try reading.text("canonical_text"),
      environment: try reading.text("environment"),
      algorithm: try reading.text("algorithm"),
      replicate: try reading.integer("replicate"),
      rootSeed: try reading.seed("root_seed"),
      hyperparameters: record.attributes.filter { $0.object == "/hyperparameters" }
        .map { HyperparameterSetting(name: $0.name, value: $0.value) },
      result: try reading.result(),
      evaluationEpisodes: try reading.evaluationEpisodes())
    if record.attribute("kept_sha256") != nil {
      wholeDigests = WholeDigests(
        weights: try reading.text("weights_sha256"), result: try reading.text("result_sha256"))
    }
  }
}

/// Takes the parts of a trial out of a record, each checked for its type and size.
private struct TrialReading {
  let record: Record
  let file: String

  func error(_ cause: String) -> TrialFileError { TrialFileError(file: file, cause: cause) }

  func text(_ name: String, of object: String = "/") throws(TrialFileError) -> String {
    guard case .text(let text) = record.attribute(name, of: object) else {
      throw error("\(object)@\(name) is missing or not text")
    }
    return text
  }

  func integer(_ name: String) throws(TrialFileError) -> Int {
    guard case .int64(let number) = record.attribute(name) else {
      throw error("/@\(name) is missing or not a whole number")
    }
    return Int(number)
  }

  func seed(_ name: String) throws(TrialFileError) -> UInt64 {
    guard case .uint64(let number) = record.attribute(name) else {
      throw error("/@\(name) is missing or not a whole number without sign")
    }
    return number
  }

  func result() throws(TrialFileError) -> TrialResult {
    var result = TrialResult()
    let status = try text("status")
    let failure = try text("failure")
    switch status {
    case "done": result.failure = nil
    case "failed": result.failure = failure
    default: throw error("its status is '\(status)'")
    }
    result.steps = try integer("steps")
    result.updates = try integer("updates")
    let solved = try integer("solved_at_episode")
    result.solvedAtEpisode = solved == TrialLayout.neverSolved ? nil : solved
    result.episodes = try episodes()
    result.evaluations = try evaluations()
    result.weights = try weights()
    if record.attribute("weights_step") != nil { result.weightsStep = try integer("weights_step") }
    result.actionValues = try table("/table/action_value")
    result.optimalActionValues = try table("/table/optimal_action_value")
    result.planning = try planning()
    result.randomStates = try randomStates()
    return result
  }

  /// The groups and datasets that `returns` needs.
  static let returnPaths: Set = [
    "/episodes", "/episodes/return", "/episodes/step", "/evaluations", "/evaluations/return",
    "/evaluations/step",
  ]

  /// The part of the result that the returns are.
  func returns() throws(TrialFileError) -> TrialResult {
    var result = TrialResult()
    result.failure = try text("status") == "failed" ? try text("failure") : nil
    result.episodes.returns = try reals("/episodes/return")
    result.episodes.steps = try integers("/episodes/step")
    result.evaluations = try evaluations()
    return result
  }

  private func episodes() throws(TrialFileError) -> EpisodeCurves {
    var episodes = EpisodeCurves()
    episodes.returns = try reals("/episodes/return")
    episodes.lengths = try integers("/episodes/length")
    episodes.steps = try integers("/episodes/step")
    episodes.epsilons = try reals("/episodes/epsilon")
    episodes.losses = try reals("/episodes/loss")
    episodes.terminated = try truths("/episodes/terminated")
    episodes.truncated = try truths("/episodes/truncated")
    let counts = [
      episodes.lengths.count, episodes.steps.count, episodes.epsilons.count, episodes.losses.count,
      episodes.terminated.count, episodes.truncated.count,
    ]
    guard counts.allSatisfy({ $0 == episodes.returns.count }) else {
      throw error("the datasets in /episodes are not equally long")
    }
    return episodes
  }

  func evaluationEpisodes() throws(TrialFileError) -> Int {
    let shape = try field("/evaluations/return").shape
    guard shape.count == 2 else { throw error("/evaluations/return has not two axes") }
    return shape[1]
  }

  private func evaluations() throws(TrialFileError) -> [Evaluation] {
    let steps = try integers("/evaluations/step")
    let returns = try reals("/evaluations/return")
    let columns = try evaluationEpisodes()
    guard try field("/evaluations/return").shape[0] == steps.count else {
      throw error("the datasets in /evaluations are not equally long")
    }
    let errors = try optionalReals("/evaluations/value_error", count: steps.count)
    let regrets = try optionalReals("/evaluations/regret", count: steps.count)
    return steps.enumerated().map { row, step in
      var evaluation = Evaluation(
        step: step, returns: Array(returns[row * columns..<(row + 1) * columns]))
      evaluation.valueError = errors[row]
      evaluation.regret = regrets[row]
      return evaluation
    }
  }

  /// Values that may be absent, all of them or those that are not a number.
  private func optionalReals(_ path: String, count: Int) throws(TrialFileError) -> [Double?] {
    guard record.field(path) != nil else { return Array(repeating: nil, count: count) }
    let values = try reals(path)
    guard values.count == count else {
      throw error("\(path) has \(values.count) elements instead of \(count)")
    }
    return values.map { $0.isNaN ? nil : $0 }
  }

  private func table(_ path: String) throws(TrialFileError) -> ActionValues? {
    guard let shape = record.field(path)?.shape else { return nil }
    let values = try reals(path)
    guard shape.count == 2, shape[1] > 0 else { throw error("\(path) has not two axes") }
    return ActionValues(stateCount: shape[0], actionCount: shape[1], elements: values)
  }

  private func planning() throws(TrialFileError) -> PlanningCurves? {
    guard record.field("/planning/residual") != nil else { return nil }
    var curves = PlanningCurves()
    curves.residuals = try reals("/planning/residual")
    curves.errorBounds = try reals("/planning/error_bound")
    curves.valueErrors = try reals("/planning/value_error")
    return curves
  }

  private func weights() throws(TrialFileError) -> [LayerWeights] {
    let suffix = "/weight"
    var layers: [LayerWeights] = []
    for field in record.fields where field.path.hasPrefix("/weights/") {
      guard field.path.hasSuffix(suffix) else { continue }
      let layer = String(field.path.dropLast(suffix.count))
      let weights = LayerWeights(
        name: String(layer.dropFirst("/weights/".count)), weightShape: field.shape,
        weight: try floats(field.path), bias: try floats(layer + "/bias"))
      guard weights.bias.count == weights.biasShape.reduce(1, *) else {
        throw error(
          "\(layer) has \(weights.bias.count) biases for weights of shape \(field.shape)")
      }
      layers.append(weights)
    }
    return layers
  }

  private func randomStates() throws(TrialFileError) -> [StreamState] {
    var states: [StreamState] = []
    for name in try text("order", of: "/random").split(separator: " ") {
      let path = "/random/\(name)"
      guard case .uint64(let words) = try field(path).values, words.count == 6 else {
        throw error("\(path) is not the state of a random stream")
      }
      states.append(StreamState(name: String(name), words: words))
    }
    return states
  }

  private func field(_ path: String) throws(TrialFileError) -> RecordField {
    guard let field = record.field(path) else { throw error("\(path) is missing") }
    return field
  }

  private func reals(_ path: String) throws(TrialFileError) -> [Double] {
    guard case .float64(let values) = try field(path).values else {
      throw error("\(path) does not hold float64")
    }
    return values
  }

  private func floats(_ path: String) throws(TrialFileError) -> [Float] {
    guard case .float32(let values) = try field(path).values else {
      throw error("\(path) does not hold float32")
    }
    return values
  }

  private func integers(_ path: String) throws(TrialFileError) -> [Int] {
    guard case .int64(let values) = try field(path).values else {
      throw error("\(path) does not hold int64")
    }
    return values.map { Int($0) }
  }

  private func truths(_ path: String) throws(TrialFileError) -> [Bool] {
    guard case .uint8(let values) = try field(path).values else {
      throw error("\(path) does not hold uint8")
    }
    return values.map { $0 != 0 }
  }
}
