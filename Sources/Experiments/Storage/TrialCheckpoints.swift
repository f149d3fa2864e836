import DeepQ
import Platform

/// The checkpoints of one trial: the newest, and the one before it in case the newest is damaged.
///
/// Each file is absent or whole, and what its name says follows from the trial and the step alone.
/// So nothing is lost when the program dies in between, and of two programs at work on one trial
/// each can continue from what the other wrote.
struct TrialCheckpoints {
  /// What a checkpoint needs of the folder.
  private struct Generation {
    var stepsTaken: Int
    var segments: [CheckpointFile.Segment]
  }

  /// No more bytes than this are in memory for writing at a time.
  static let segmentBytes = 1 << 26

  private let folder: ResultsFolder
  private let id: String
  private let specification: TrialSpecification
  private let canonicalText: String
  /// Older ones first, two at most.
  private var generations: [Generation] = []

  /// The checkpoints that a trial may have in a folder; nothing is read yet.
  init(of id: String, _ specification: TrialSpecification, in folder: ResultsFolder) {
    self.id = id
    self.specification = specification
    self.folder = folder
    canonicalText = CanonicalText.text(of: specification)
  }

  /// Steps at the newest checkpoint; `nil` if there is none.
  var newestStep: Int? { generations.last?.stepsTaken }

  // MARK: - Writing

  /// Writes a checkpoint; the one before it stays, those before that go.
  ///
  /// - Throws: `FileError`; the checkpoints are then those that they were.
  mutating func write(_ trial: borrowing Trial) throws {
    let checkpoint = trial.checkpoint()
    let file = CheckpointFile(
      canonicalText: canonicalText, stepsTaken: checkpoint.stepsTaken,
      segments: try writeTransitions(of: trial, checkpoint), state: checkpoint.state)
    try folder.writeCheckpoint(file.bytes, to: path(ofStep: file.stepsTaken))
    // One that was taken at the same step, earlier in an evaluation, is replaced.
    generations.removeAll { $0.stepsTaken == file.stepsTaken }
    generations.append(Generation(stepsTaken: file.stepsTaken, segments: file.segments))
    generations = generations.suffix(2)
    try removeUnused()
  }

  /// Writes the transitions that are not in a file yet; returns the files of all of them.
  ///
  /// A new file takes in those before it that are no larger. So each transition is written again
  /// only when its file at least doubles, and the number of files stays small however often a
  /// checkpoint is made.
  private func writeTransitions(
    of trial: borrowing Trial, _ checkpoint: TrialCheckpoint
  ) throws -> [CheckpointFile.Segment] {
    let held = checkpoint.transitions
    let most = max(1, Self.segmentBytes / max(1, checkpoint.bytesPerTransition))
    var segments = (generations.last?.segments ?? []).filter {
      $0.numbers.upperBound > held.lowerBound
    }
    // A folder that is removed meanwhile loses its files, but not what is in memory.
    if !segments.allSatisfy({ FolderListing.exists(path(of: $0.numbers)) }) { segments = [] }
    var start = segments.last?.numbers.upperBound ?? held.lowerBound
    while let last = segments.last?.numbers, start < held.upperBound,
      last.count <= held.upperBound - start, held.upperBound - last.lowerBound <= most
    {
      start = max(last.lowerBound, held.lowerBound)
      segments.removeLast()
    }
    while start < held.upperBound {
      let numbers = start..<min(start + most, held.upperBound)
      let bytes = trial.save(transitions: numbers)
      try folder.writeCheckpoint(bytes, to: path(of: numbers))
      segments.append(
        CheckpointFile.Segment(numbers: numbers, digest: CheckpointFile.digest(of: bytes)))
      start = numbers.upperBound
    }
    return segments
  }

  /// Removes what neither checkpoint needs.
  private func removeUnused() throws(FileError) {
    let segments = generations.flatMap(\.segments).map(\.numbers)
    let steps = generations.map(\.stepsTaken)
    for name in try folder.checkpoints() where name.id == id {
      let isUsed =
        switch name {
        case .state(_, let stepsTaken): steps.contains(stepsTaken)
        case .transitions(_, let numbers): segments.contains(numbers)
        }
      if !isUsed { try folder.remove(folder.checkpointFile(name)) }
    }
  }

  // MARK: - Reading

  /// The trial from its newest complete checkpoint, with the given execution options;
  /// `nil` if there is none.
  ///
  /// Damaged files are quarantined, and `warn` is called. A checkpoint of which a file is missing
  /// is not kept: a run of the same trial without a lock may have removed it as old.
  ///
  /// - Throws: `FileError` if files that are there cannot be read, moved or removed.
  mutating func restore(execution: TrialExecution = TrialExecution(), warn: (String) -> Void) throws
    -> Trial?
  {
    var restored: Trial?
    var complaints: [String] = []
    for step in try storedSteps() where generations.count < 2 {
      do {
        guard let file = try read(step) else {
          complaints.append("\(path(ofStep: step)) was written by another version of sweep")
          continue
        }
        if restored == nil { restored = try trial(from: file, execution) }
        generations.insert(Generation(stepsTaken: step, segments: file.segments), at: 0)
      } catch let error as TrialFileError {
        complaints.append("\(error); it is quarantined as *\(ResultsFolder.damagedSuffix)")
        try folder.quarantine(error.file)
        // Without its transitions a checkpoint is of no use either.
        try folder.quarantine(path(ofStep: step))
      } catch let error as FileError where error.code == ENOENT {
        complaints.append("\(error)")
      }
    }
    let continuation = newestStep.map { "continues from step \($0)" } ?? "starts from its beginning"
    for complaint in complaints { warn("\(complaint); trial \(id) \(continuation)") }
    if !complaints.isEmpty || restored != nil { try removeUnused() }
    return restored
  }

  /// The steps of the checkpoints that are there, newest first.
  private func storedSteps() throws(FileError) -> [Int] {
    try folder.checkpoints().compactMap { name in
      if case .state(id, let stepsTaken) = name { stepsTaken } else { nil }
    }.sorted(by: >)
  }

  /// Reads a checkpoint; `nil` if another version of the program wrote it.
  private func read(_ step: Int) throws -> CheckpointFile? {
    let path = path(ofStep: step)
    let file = try CheckpointFile(bytes: try bytes(of: path), file: path)
    guard file.program == BuildFacts.programVersion else { return nil }
    guard file.canonicalText == canonicalText, file.stepsTaken == step else {
      throw TrialFileError(file: path, cause: "it is of another trial or step")
    }
    return file
  }

  private func trial(from file: CheckpointFile, _ execution: TrialExecution) throws -> Trial {
    var segments = file.segments[...]
    do {
      return try Trial(specification, execution: execution, state: file.state) {
        try segments.popFirst().map { try transitions($0) }
      }
    } catch let error as ArchiveError {
      throw TrialFileError(file: path(ofStep: file.stepsTaken), cause: error.description)
    }
  }

  private func transitions(_ segment: CheckpointFile.Segment) throws -> [UInt8] {
    let path = path(of: segment.numbers)
    let bytes = try bytes(of: path)
    guard CheckpointFile.digest(of: bytes) == segment.digest else {
      throw TrialFileError(file: path, cause: "its content does not have the hash that is known")
    }
    return bytes
  }

  /// Reads a file; one that can be none of ours is damaged.
  private func bytes(of path: String) throws -> [UInt8] {
    do throws(FileError) {
      return try WholeFile.read(path, limit: Self.largestFile)
    } catch {
      guard error.code == 0 else { throw error }
      throw TrialFileError(file: path, cause: error.cause)
    }
  }

  /// More than any network and its curves take.
  private static let largestFile = 1 << 36

  private func path(ofStep step: Int) -> String {
    folder.checkpointFile(.state(id: id, stepsTaken: step))
  }

  private func path(of numbers: Range<Int>) -> String {
    folder.checkpointFile(.transitions(id: id, numbers: numbers))
  }
}
