import DeepQ

/// What a trial takes at most of the memory and of the disk, from its specification alone.
public struct TrialMemory: Equatable, Sendable {
  /// Bytes while it trains.
  public var training: Int
  /// Bytes of one checkpoint, with the transitions of its replay memory.
  public var checkpoint: Int
  /// Bytes of its file.
  public var fileBytes: Double
  /// Bytes beside the training's while a checkpoint is written or read.
  var saving: Int

  /// The values of a file in memory while the file is made: the result's own, those that are
  /// converted, the library's image of the file, and its bytes.
  ///
  /// To read a file takes three, and to compare it with a trial that was run again four.
  private static let copiesOfFile = 4.0
  /// The state of a trial while a checkpoint is made or read: as the trial gives it, within the file's
  /// bytes, and once more while a list grows.
  private static let copiesOfState = 3

  /// What no trial at all takes.
  static let none = TrialMemory(training: 0)

  /// Creates a description.
  init(training: Int, checkpoint: Int = 0, fileBytes: Double = 0, saving: Int = 0) {
    self.training = training
    self.checkpoint = checkpoint
    self.fileBytes = fileBytes
    self.saving = saving
  }

  /// Makes it as much as another trial takes, of each where that is more.
  mutating func enlarge(to other: TrialMemory) {
    training = max(training, other.training)
    checkpoint = max(checkpoint, other.checkpoint)
    fileBytes = max(fileBytes, other.fileBytes)
    saving = max(saving, other.saving)
  }

  /// Adds bytes that a trial has in memory, and writes into its checkpoints.
  mutating func addState(bytes: Int) {
    training += bytes
    checkpoint += bytes
    saving += Self.copiesOfState * bytes
  }

  /// Estimates from above.
  init(
    of specification: TrialSpecification, fileBytes: Double, frameCompression: FrameCompression
  ) {
    self.fileBytes = fileBytes
    training = Trial.bytesNeeded(by: specification, frameCompression: frameCompression)
    let state = Trial.checkpointBytes(of: specification)
    let transitions = Trial.replayBytes(of: specification, frameCompression: frameCompression)
    checkpoint = state + transitions
    // One file of transitions is made at a time, in a list that grows.
    saving = Self.copiesOfState * state + 2 * min(transitions, TrialCheckpoints.segmentBytes)
  }

  /// Bytes of memory that the trial takes at most, from its start until it is stored.
  public var bytes: Int {
    // No machine has as much; sums with other numbers stay numbers.
    let storing = Int(min(Self.copiesOfFile * fileBytes, 1e18))
    return training + max(storing, saving)
  }
}
