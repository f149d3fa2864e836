import Testing

@testable import DeepQ

/// A memory of images against one that stores every stack whole, as vectors are.
@Suite struct ExperienceTests {
  @Test(arguments: cases)
  func `compressed images are those that were seen`(
    depth: Int, nStep: Int, capacity: Int
  ) throws {
    var random = RandomSource(SeedSequence(entropy: UInt64(depth * 3000 + nStep)))
    var pair = Pair(depth: depth, nStep: nStep, capacity: capacity, compression: .lz4)
    for round in 0..<30 {
      pair.playEpisode(steps: 1 + random.integer(below: 9), using: &random)
      pair.playSteps(random.integer(below: 6), using: &random)
      // Whatever a memory was saved from, it goes on as it is told to.
      try pair.saveAndRestore(piece: 7, compression: round % 2 == 0 ? .none : .lz4)
      let isEqual = pair.isEqual
      #expect(isEqual)
    }
  }

  static let cases: [(depth: Int, nStep: Int, capacity: Int)] = [
    (4, 1, 7), (4, 3, 40), (1, 1, 16), (3, 5, 3), (2, 4, 100),
  ]

  @Test(arguments: cases)
  func `stacks put together from single images are those that were seen`(
    depth: Int, nStep: Int, capacity: Int
  ) {
    var random = RandomSource(SeedSequence(entropy: UInt64(depth * 1000 + nStep)))
    var pair = Pair(depth: depth, nStep: nStep, capacity: capacity)
    for _ in 0..<40 {
      pair.playEpisode(steps: 1 + random.integer(below: 25), using: &random)
      let isEqual = pair.isEqual
      #expect(isEqual)
    }
  }

  @Test func `the same draws give the same batches`() {
    var random = RandomSource(SeedSequence(entropy: 5))
    var pair = Pair(depth: 4, nStep: 2, capacity: 50)
    for _ in 0..<20 { pair.playEpisode(steps: 12, using: &random) }
    for replacement in [true, false] {
      let isEqual = pair.sample(replacement: replacement, seed: 3)
      #expect(isEqual)
    }
  }

  @Test(arguments: cases)
  func `images are drawn by their priorities as vectors are`(
    depth: Int, nStep: Int, capacity: Int
  ) throws {
    var random = RandomSource(SeedSequence(entropy: UInt64(depth * 4000 + nStep)))
    var settings = PrioritySettings()
    settings.exponent = 0.5
    var pair = Pair(depth: depth, nStep: nStep, capacity: capacity, priorities: settings)
    for round in 0..<30 {
      pair.playEpisode(steps: 1 + random.integer(below: 9), using: &random)
      try pair.saveAndRestore(piece: 7)
      let isEqual = pair.sample(replacement: true, seed: UInt64(round), learns: true)
      #expect(isEqual)
    }
  }

  @Test(arguments: cases)
  func `a memory restored from pieces goes on as the saved one`(
    depth: Int, nStep: Int, capacity: Int
  ) throws {
    var random = RandomSource(SeedSequence(entropy: UInt64(depth * 2000 + nStep)))
    var pair = Pair(depth: depth, nStep: nStep, capacity: capacity)
    for _ in 0..<30 {
      pair.playEpisode(steps: 1 + random.integer(below: 9), using: &random)
      pair.playSteps(random.integer(below: 6), using: &random)
      try pair.saveAndRestore(piece: 1 + random.integer(below: 20))
      pair.playSteps(random.integer(below: 6), using: &random)
      let isEqual = pair.isEqual
      #expect(isEqual)
    }
  }
}

/// A memory of images, and one of the same stacks as numbers.
private struct Pair: ~Copyable {
  static let (rows, columns) = (4, 8)
  let depth: Int
  var images: ReplayMemory
  var vectors: ReplayMemory
  private let imageShape: ObservationShape
  private let vectorShape: ObservationShape
  private let priorities: PrioritySettings
  /// The observation that the next step starts from; empty between episodes.
  private var stack: [UInt8] = []

  init(
    depth: Int, nStep: Int, capacity: Int, compression: FrameCompression = .none,
    priorities: PrioritySettings = PrioritySettings()
  ) {
    self.depth = depth
    self.priorities = priorities
    imageShape = .image(
      channels: depth, rows: Self.rows, columns: Self.columns, stack: depth)
    vectorShape = .vector(imageShape.count)
    images = Self.memory(depth, nStep, capacity, compression, priorities)
    vectors = ReplayMemory(
      capacity: capacity, observation: vectorShape, nStep: nStep, gamma: 0.9,
      priorities: priorities)
  }

  mutating func playEpisode(steps: Int, using random: inout RandomSource) {
    playSteps(steps - 1, using: &random)
    playStep(endsEpisode: true, using: &random)
  }

  mutating func playSteps(_ steps: Int, using random: inout RandomSource) {
    for _ in 0..<steps { playStep(endsEpisode: false, using: &random) }
  }

  private mutating func playStep(endsEpisode: Bool, using random: inout RandomSource) {
    let frameBytes = Self.rows * Self.columns
    func frame(_ random: inout RandomSource) -> [UInt8] {
      // Even ones become smaller when they are compressed, and noise does not.
      let first = UInt8(random.integer(below: 256))
      let isEven = random.uniform01() < 0.5
      return (0..<frameBytes).map { _ in isEven ? first : UInt8(random.integer(below: 256)) }
    }
    if stack.isEmpty {
      let first = frame(&random)
      stack = (0..<depth).flatMap { _ in first }
    }
    let next = Array((stack + frame(&random)).dropFirst(frameBytes))
    append(
      stack, next, action: random.integer(below: 3), reward: Float(random.uniform(-1, 1)),
      terminated: endsEpisode && random.uniform01() < 0.5, truncated: endsEpisode)
    stack = endsEpisode ? [] : next
  }

  /// Puts a new memory, restored from what the one of images saves, in its place.
  mutating func saveAndRestore(piece: Int, compression: FrameCompression = .none) throws {
    var archive = ArchiveWriter(kind: "experience", version: 1)
    images.save(to: &archive)
    var restored = Self.memory(
      depth, images.returns.length, images.transitions.capacity, compression, priorities)
    var reader = try ArchiveReader(archive.bytes, kind: "experience", version: 1)
    try restored.restore(from: &reader, actionCount: 3)
    try reader.finish()
    var start = images.numbers.lowerBound
    while start < images.numbers.upperBound {
      let numbers = start..<min(start + piece, images.numbers.upperBound)
      var archive = ArchiveWriter(kind: "transitions", version: 1)
      images.saveTransitions(numbers, to: &archive)
      var reader = try ArchiveReader(archive.bytes, kind: "transitions", version: 1)
      #expect(try restored.restoreTransitions(from: &reader, actionCount: 3) == numbers)
      try reader.finish()
      start = numbers.upperBound
    }
    images = restored
  }

  private static func memory(
    _ depth: Int, _ nStep: Int, _ capacity: Int, _ compression: FrameCompression,
    _ priorities: PrioritySettings
  ) -> ReplayMemory {
    ReplayMemory(
      capacity: capacity,
      observation: .image(channels: depth, rows: rows, columns: columns, stack: depth),
      nStep: nStep, gamma: 0.9, compression: compression, blockFrames: 4,
      priorities: priorities)
  }

  private mutating func append(
    _ observation: [UInt8], _ next: [UInt8], action: Int, reward: Float, terminated: Bool,
    truncated: Bool
  ) {
    let a = ObservationStorage(imageShape)
    let b = ObservationStorage(imageShape)
    let c = ObservationStorage(vectorShape)
    let d = ObservationStorage(vectorShape)
    for index in observation.indices {
      a.pixels[index] = observation[index]
      b.pixels[index] = next[index]
      c.numbers[index] = Float(observation[index])
      d.numbers[index] = Float(next[index])
    }
    images.append(
      TimeStep(
        before: AgentState(observation: a.buffer), action: action, reward: 0,
        after: AgentState(observation: b.buffer), terminated: terminated, truncated: truncated),
      reward: reward, bootstraps: !terminated)
    vectors.append(
      TimeStep(
        before: AgentState(observation: c.buffer), action: action, reward: 0,
        after: AgentState(observation: d.buffer), terminated: terminated, truncated: truncated),
      reward: reward, bootstraps: !terminated)
  }

  /// Whether both hold the same transitions in the same places.
  var isEqual: Bool {
    guard images.count == vectors.count else { return false }
    let left = ReplayBatch(size: images.count, observation: imageShape)
    let right = ReplayBatch(size: images.count, observation: vectorShape)
    for index in 0..<images.count {
      left.indices[index] = index
      right.indices[index] = index
    }
    images.gather(into: left)
    vectors.gather(into: right)
    return left.holdsSame(as: right)
  }

  /// Whether both draw the same batch, whose errors they then take in if asked to.
  mutating func sample(replacement: Bool, seed: UInt64, learns: Bool = false) -> Bool {
    let left = ReplayBatch(size: 16, observation: imageShape)
    let right = ReplayBatch(size: 16, observation: vectorShape)
    var random = RandomSource(SeedSequence(entropy: seed))
    var again = random
    images.sample(replacement: replacement, using: &random, into: left)
    vectors.sample(replacement: replacement, using: &again, into: right)
    if learns {
      let errors = (0..<16).map { _ in Float(random.uniform(-2, 2)) }
      images.updatePriorities(of: left, rows: 0..<16, errors: errors)
      vectors.updatePriorities(of: right, rows: 0..<16, errors: errors)
      again = random
    }
    return random == again && left.holdsSame(as: right)
  }
}

extension ReplayBatch {
  /// Whether this batch of images holds what a batch of numbers does.
  fileprivate func holdsSame(as other: borrowing ReplayBatch) -> Bool {
    let pixels = observations.count * observations.shape.count
    let images = (0..<pixels).map { Float(observations.pixels[$0]) }
    let nextImages = (0..<pixels).map { Float(nextObservations.pixels[$0]) }
    return images == other.observations.array && nextImages == other.nextObservations.array
      && Array(indices) == Array(other.indices) && Array(actions) == Array(other.actions)
      && rewards.array == other.rewards.array && discounts.array == other.discounts.array
      && weights.array == other.weights.array
  }
}
