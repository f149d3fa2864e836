/// A running trial: a pure function of its specification, computed a slice of steps at a time.
///
/// However the steps are cut into slices, the result is the same. A trial draws only from its own
/// streams, and belongs to one thread at a time.
public struct Trial: ~Copyable, Sendable {
  /// The trial's specification.
  public let specification: TrialSpecification
  var process: any TrialProcess

  /// A trial before its first step.
  ///
  /// The result does not depend on `execution`.
  ///
  /// - Precondition: the hyperparameters are within the ranges of the hyperparameter table; the
  ///   algorithm accepts the environment.
  public init(_ specification: TrialSpecification, execution: TrialExecution = TrialExecution()) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    self.specification = specification
    process = Algorithms.start(specification, execution: execution)
  }

  /// Whether the training is over, by its length, by success, or by failure, and evaluated.
  public var isFinished: Bool { process.isFinished }

  /// Whether the next step is one of an evaluation, in which `stepsTaken` does not change.
  public var isEvaluating: Bool { process.isEvaluating }

  /// Whether the next unit of work is a gradient step that the last environment step brought, in which
  /// `stepsTaken` does not change either.
  public var isLearning: Bool { process.isLearning }

  /// Environment steps taken so far, or sweeps over the table of an algorithm that takes none.
  public var stepsTaken: Int { process.stepsTaken }

  /// Training episodes that have ended so far.
  public var episodesFinished: Int { process.episodesFinished }

  /// Advances by at most `steps` units of work, or until the trial is finished.
  ///
  /// An environment step counts, of the training with the first gradient step that it brings, or of
  /// an evaluation; and so does every further gradient step. `stepsTaken` counts the environment
  /// steps of the training alone.
  ///
  /// - Parameters:
  ///   - steps: units of work.
  ///   - shouldContinue: asked after each unit that may take long, and now and then after others;
  ///     the trial stops there if it says no, and can be advanced later.
  public mutating func advance(steps: Int, while shouldContinue: () -> Bool = { true }) {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    process.advance(steps: steps, while: shouldContinue)
  }

  /// What the trial has produced so far; the whole result once it is finished.
  public func result() -> TrialResult {
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    return process.result()
  }

  /// Runs a whole trial.
  public static func run(_ specification: TrialSpecification) -> TrialResult {
    var trial = Trial(specification)
    while !trial.isFinished { trial.advance(steps: 100_000) }
    return trial.result()
  }
}

/// The computation of a trial, of any algorithm.
///
/// However its advance is cut into slices, the result is the same.
protocol TrialProcess: Checkpointable, ~Copyable, Sendable {
  /// Whether it is over, by its length, by success, or by failure.
  var isFinished: Bool { get }
  /// Whether the next step is one of an evaluation.
  var isEvaluating: Bool { get }
  /// Whether the next unit of work is a gradient step that the last environment step brought.
  var isLearning: Bool { get }
  /// Environment steps taken so far, or sweeps where there are none.
  var stepsTaken: Int { get }
  /// Training episodes that have ended so far.
  var episodesFinished: Int { get }

  /// Advances by at most `steps` units of work, until it is finished, or until `shouldContinue`, which
  /// is asked now and then, returns false.
  mutating func advance(steps: Int, while shouldContinue: () -> Bool)

  /// What has been produced so far; the whole result once it is finished.
  func result() -> TrialResult
}

/// Boxes a process of any type, so that a trial can store it.
///
/// It belongs to one trial, which belongs to one thread at a time, so no two threads ever use it at
/// once.
final class TrialProcessBox<Process: TrialProcess & ~Copyable>: TrialProcess, @unchecked Sendable {
  private var process: Process

  init(_ process: consuming Process) { self.process = process }

  var isFinished: Bool { process.isFinished }
  var isEvaluating: Bool { process.isEvaluating }
  var isLearning: Bool { process.isLearning }
  var stepsTaken: Int { process.stepsTaken }
  var episodesFinished: Int { process.episodesFinished }
  var transitions: Range<Int> { process.transitions }
  var bytesPerTransition: Int { process.bytesPerTransition }

  func advance(steps: Int, while shouldContinue: () -> Bool) {
    process.advance(steps: steps, while: shouldContinue)
  }

  func result() -> TrialResult { process.result() }

  func save(to archive: inout ArchiveWriter) { process.save(to: &archive) }

  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try process.restore(from: &archive)
  }

  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {
    process.saveTransitions(numbers, to: &archive)
  }

  func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int> {
    try process.restoreTransitions(from: &archive)
  }
}

// MARK: - Checkpoint

/// The state of a running trial as bytes.
///
/// The transitions in its replay memory are not among them: they are saved separately, by number,
/// each once, with `Trial.save(transitions:)`.
public struct TrialCheckpoint: Equatable, Sendable {
  /// Environment steps taken.
  public let stepsTaken: Int
  /// Everything but the transitions.
  public let state: [UInt8]
  /// The numbers of the transitions in the replay memory, in the order in which they were stored.
  public let transitions: Range<Int>
  /// Bytes that one of them takes.
  public let bytesPerTransition: Int
}

extension Trial {
  /// Increased when the format of a saved state, or its meaning, changes.
  private static let checkpointVersion = 3
  private static let stateKind = "trial under way"
  private static let transitionsKind = "transitions of a trial"

  /// Whether a trial can be resumed from a checkpoint: some environments cannot be saved.
  public var canBeSaved: Bool { specification.environment.definition.canBeSaved }

  /// The present state: a trial restored from it continues as this one does, bit for bit.
  public func checkpoint() -> TrialCheckpoint {
    var archive = ArchiveWriter(kind: Self.stateKind, version: Self.checkpointVersion)
    specification.identify(in: &archive)
    process.save(to: &archive)
    return TrialCheckpoint(
      stepsTaken: stepsTaken, state: archive.bytes, transitions: process.transitions,
      bytesPerTransition: process.bytesPerTransition)
  }

  /// Some of the transitions in the replay memory, as bytes.
  ///
  /// - Precondition: the numbers are among those that `checkpoint()` names.
  public func save(transitions numbers: Range<Int>) -> [UInt8] {
    var archive = ArchiveWriter(kind: Self.transitionsKind, version: Self.checkpointVersion)
    process.saveTransitions(numbers, to: &archive)
    return archive.bytes
  }

  /// Restores a trial.
  ///
  /// - Parameters:
  ///   - specification: that of the saved trial.
  ///   - execution: its execution options, which may differ from the saved trial's.
  ///   - state: the state of its `checkpoint()`.
  ///   - nextTransitions: returns the bytes of one `save(transitions:)` after the other, in the order
  ///     of their numbers, at least those of the checkpoint and without a gap; then `nil`.
  /// - Throws: `ArchiveError` if the bytes are not of this trial; what `nextTransitions` throws.
  public init(
    _ specification: TrialSpecification, execution: TrialExecution = TrialExecution(),
    state: [UInt8],
    nextTransitions: () throws -> [UInt8]?
  ) throws {
    self.init(specification, execution: execution)
    var archive = try ArchiveReader(
      state, kind: Self.stateKind, version: Self.checkpointVersion)
    try specification.expectIdentity(in: &archive)
    // A planning that is restored makes its sweeps again.
    let modes = FloatingPointModes.setDefault()
    defer { modes.restore() }
    try process.restore(from: &archive)
    try archive.finish()
    var missing = process.transitions.lowerBound
    let end = process.transitions.upperBound
    while let bytes = try nextTransitions() {
      var archive = try ArchiveReader(
        bytes, kind: Self.transitionsKind, version: Self.checkpointVersion)
      let numbers = try process.restoreTransitions(from: &archive)
      try archive.finish()
      guard numbers.lowerBound <= missing else {
        throw archive.error("the transitions \(missing)..<\(numbers.lowerBound) are missing")
      }
      missing = max(missing, numbers.upperBound)
    }
    guard missing == end else {
      throw archive.error("the transitions \(missing)..<\(end) are missing")
    }
  }
}

extension TrialSpecification {
  /// Writes enough to detect a mix-up; the whole specification is stored elsewhere.
  fileprivate func identify(in archive: inout ArchiveWriter) {
    archive.write(environment.id)
    archive.write(rootSeed)
    archive.write(replicate)
  }

  fileprivate func expectIdentity(in archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark(environment.id)
    guard try archive.word() == rootSeed, try archive.integer() == replicate else {
      throw archive.error("it is of a trial with other seeds")
    }
  }
}
