/// Where a trial under way stands, as bytes.
///
/// The transitions in its replay memory are not among them: they are saved apart, by number, each
/// once, with `Trial.save(transitions:)`.
public struct TrialCheckpoint: Equatable, Sendable {
  /// Environment steps taken.
  public let stepsTaken: Int
  /// Everything but the transitions.
  public let state: [UInt8]
  /// The numbers of the transitions that the replay memory holds, in the order in which they came.
  public let transitions: Range<Int>
  /// Bytes that one of them takes.
  public let bytesPerTransition: Int
}

extension Trial {
  /// Raised when a trial's state is saved in another form, or goes on in another way.
  private static let checkpointVersion = 3
  private static let stateKind = "trial under way"
  private static let transitionsKind = "transitions of a trial"

  /// Whether a trial can go on from a checkpoint: some environments cannot be saved.
  public var canBeSaved: Bool { specification.environmentDefinition.canBeSaved }

  /// Where the trial stands: a trial restored from it goes on as this one does, bit for bit.
  public func checkpoint() -> TrialCheckpoint {
    var archive = ArchiveWriter(kind: Self.stateKind, version: Self.checkpointVersion)
    specification.identify(in: &archive)
    process.save(to: &archive)
    return TrialCheckpoint(
      stepsTaken: stepsTaken, state: archive.bytes, transitions: process.transitions,
      bytesPerTransition: process.bytesPerTransition)
  }

  /// Some of the transitions that the replay memory holds, as bytes.
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
  ///   - specification: what the trial was made of.
  ///   - execution: how it is carried out; it need not be as the trial was.
  ///   - state: what `checkpoint()` said of it.
  ///   - nextTransitions: what `save(transitions:)` gave, a call at a time, in the order of their
  ///     numbers without a gap, and at least those that the checkpoint names; `nil` after the last.
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
  /// Writes enough to tell a mix-up: whoever keeps checkpoints knows the whole specification.
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
