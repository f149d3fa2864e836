/// What a random stream is for; the number is part of the file format and never changes.
public enum StreamPurpose: UInt32, CaseIterable, Sendable {
  /// Starting states and whatever else is random in the environment.
  case environment = 0
  /// The network's first weights.
  case initialization = 1
  /// Which actions are random, and what they are.
  case exploration = 2
  /// Which transitions are learned from.
  case replay = 3
  /// Evaluations: each has streams of its own below this purpose.
  case evaluation = 4

  /// The purpose's name in result files.
  public var name: String { "\(self)" }
}

/// The random streams of one trial, one for each purpose.
///
/// They depend on the root seed, the replicate and the purpose only, never on a grid position or a
/// worker. So the same replicate of every configuration sees the same starting states, one more
/// draw in one stream shifts no other, and enlarging a grid changes no trial that was in it.
public struct RandomStreams: Equatable, Sendable {
  /// The seeds that the environments are made from: Gymnasium's `reset(seed:)` with the seed gives the
  /// first episode.
  public let environmentSeeds: [UInt64]
  /// The environments' draws, as Gymnasium's `np_random` after `reset(seed:)`.
  ///
  /// An environment whose definition makes another source of its seed replaces it.
  public var environments: [RandomSource]
  /// Draws of the network's first weights.
  public var initialization: RandomSource
  /// Draws of the behaviour policy.
  public var exploration: RandomSource
  /// Draws of the replay memory.
  public var replay: RandomSource

  /// Derives the streams of a replicate.
  ///
  /// Of several environments, the first has the stream that a single one has, and the others, from 1,
  /// have their number as one more element of the spawn key.
  ///
  /// - Precondition: `replicate` is in `0..<2³²`, and there is an environment.
  public init(rootSeed: UInt64, replicate: Int, environmentCount: Int = 1) {
    func child(_ purpose: StreamPurpose) -> SeedSequence {
      SeedSequence(entropy: rootSeed, spawnKey: [UInt32(replicate), purpose.rawValue])
    }
    environmentSeeds = (0..<environmentCount).map { number in
      var key = [UInt32(replicate), StreamPurpose.environment.rawValue]
      if number > 0 { key.append(UInt32(number)) }
      return SeedSequence(entropy: rootSeed, spawnKey: key).generateState64(1)[0]
    }
    environments = environmentSeeds.map { RandomSource(SeedSequence(entropy: $0)) }
    initialization = RandomSource(child(.initialization))
    exploration = RandomSource(child(.exploration))
    replay = RandomSource(child(.replay))
  }

  /// The states of the streams that live as long as the trial, in the order of their purposes;
  /// `environment_1` is the second environment's.
  public var states: [StreamState] {
    environments.enumerated().map { number, stream in
      let name = StreamPurpose.environment.name
      return StreamState(name: number == 0 ? name : "\(name)_\(number)", words: stream.words)
    } + [
      StreamState(name: StreamPurpose.initialization.name, words: initialization.words),
      StreamState(name: StreamPurpose.exploration.name, words: exploration.words),
      StreamState(name: StreamPurpose.replay.name, words: replay.words),
    ]
  }

  /// Derives the streams of the evaluation that is made after `step` training steps.
  ///
  /// - Precondition: `replicate` is in `0..<2³²` and `step` is not negative.
  public static func evaluation(rootSeed: UInt64, replicate: Int, step: Int) -> EvaluationStreams {
    let step = UInt64(step)
    var sequence = SeedSequence(
      entropy: rootSeed,
      spawnKey: [
        UInt32(replicate), StreamPurpose.evaluation.rawValue,
        UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32),
      ])
    let children = sequence.spawn(2)
    return EvaluationStreams(
      environmentSeed: children[0].generateState64(1)[0], exploration: RandomSource(children[1]))
  }
}

/// The random streams of one evaluation; no evaluation shifts another, or the training.
public struct EvaluationStreams: Equatable, Sendable {
  /// The seed that the evaluation's environment is made from.
  public let environmentSeed: UInt64
  /// Draws of the evaluated policy, if it explores at all.
  public var exploration: RandomSource
}

/// The state of one named random stream.
public struct StreamState: Equatable, Sendable {
  /// The stream's purpose.
  public var name: String
  /// The generator's state as six words: state high, state low, increment high, increment low,
  /// whether a 32-bit half is buffered, and that half.
  public var words: [UInt64]

  /// Creates a stream's record.
  public init(name: String, words: [UInt64]) {
    self.name = name
    self.words = words
  }
}

// MARK: - Checkpoint

extension RandomSource {
  /// Writes the generator's whole state.
  func save(to archive: inout ArchiveWriter) {
    for word in words { archive.write(word) }
  }

  /// Restores a generator in its saved state.
  init(restoring archive: inout ArchiveReader) throws(ArchiveError) {
    var words: [UInt64] = []
    for _ in 0..<6 { words.append(try archive.word()) }
    guard let source = RandomSource(words: words) else {
      throw archive.error("a random generator has no such state")
    }
    self = source
  }
}

extension RandomStreams {
  /// Writes where each stream is.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("random streams")
    for stream in environments { stream.save(to: &archive) }
    initialization.save(to: &archive)
    exploration.save(to: &archive)
    replay.save(to: &archive)
  }

  /// Restores the saved state of each stream.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("random streams")
    for number in environments.indices {
      environments[number] = try RandomSource(restoring: &archive)
    }
    initialization = try RandomSource(restoring: &archive)
    exploration = try RandomSource(restoring: &archive)
    replay = try RandomSource(restoring: &archive)
  }
}
