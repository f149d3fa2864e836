import Testing

@testable import DeepQ

@Suite struct ExperiencePrioritiesTests {
  @Test(arguments: [true, false])
  func `an exponent of 0 draws as a memory without priorities`(replacement: Bool) {
    var settings = PrioritySettings()
    settings.importance = 0.1
    var memory = ReplayMemory(capacity: 20, priorities: settings)
    let isUniform = memory.priorities == nil
    #expect(isUniform)
    for number in 0..<12 { memory.append(number: number) }
    let batch = ReplayBatch(size: 8)
    let other = ReplayBatch(size: 8)
    var random = RandomSource(SeedSequence(entropy: 3))
    var again = random
    for _ in 0..<3 {
      memory.sample(replacement: replacement, importance: 0.5, using: &random, into: batch)
      memory.transitions.draw(replacement: replacement, using: &again, into: other)
      #expect(Array(batch.indices) == Array(other.indices))
      #expect(random == again)
      #expect(batch.weights.array == Array(repeating: 1, count: 8))
      memory.updatePriorities(of: batch, rows: 0..<3, errors: [100, 1, .nan])
    }
  }

  /// Three rewards to a return, so that the first two steps of an episode store nothing, each one
  /// after them stores a transition, and the last one all three that are held back.
  @Test func `every transition that arrives gets the largest priority, around the ring`() {
    var memory = ReplayMemory(capacity: 4, nStep: 3, priorities: .plain)
    memory.append(number: 0)
    memory.append(number: 1)
    #expect(memory.priorityValues == [])
    memory.append(number: 2)
    #expect(memory.priorityValues == [1])
    memory.learn(7, at: 0)
    memory.learn(2, at: 0)
    memory.append(number: 3)
    #expect(memory.priorityValues == [2, 7])
    // Three at once: the last takes the place of the oldest.
    memory.append(number: 4, ends: true)
    #expect(memory.priorityValues == [7, 7, 7, 7])
    memory.learn(0.5, at: 1)
    memory.learn(0.25, at: 2)
    memory.append(number: 5)
    memory.append(number: 6)
    #expect(memory.priorityValues == [7, 0.5, 0.25, 7])
    memory.append(number: 7)
    #expect(memory.priorityValues == [7, 7, 0.25, 7])
  }

  @Test func `an episode's end may store more than the memory holds`() {
    var memory = ReplayMemory(capacity: 2, nStep: 5, priorities: .plain)
    for number in 0..<5 { memory.append(number: number, ends: number == 4) }
    memory.learn(3, at: 0)
    #expect(memory.priorityValues == [3, 1])
  }

  @Test func `errors belong to the rows that were learned from, the last one counting`() {
    var memory = ReplayMemory(capacity: 4, priorities: .plain)
    for number in 0..<4 { memory.append(number: number) }
    let batch = ReplayBatch(size: 5)
    for (row, place) in [0, 1, 2, 1, 3].enumerated() { batch.indices[row] = place }
    memory.updatePriorities(of: batch, rows: 1..<4, errors: [9, 4, 5])
    #expect(memory.priorityValues == [1, 5, 4, 1])
    memory.append(number: 4)
    #expect(memory.priorityValues == [9, 5, 4, 1])
  }

  @Test func `a place that holds nothing yet is never drawn`() {
    var memory = ReplayMemory(capacity: 100, priorities: .plain)
    for number in 0..<3 { memory.append(number: number) }
    let batch = ReplayBatch(size: 16)
    var random = RandomSource(SeedSequence(entropy: 4))
    for _ in 0..<200 {
      memory.sample(replacement: false, using: &random, into: batch)
      #expect(Set(batch.indices) == [0, 1, 2])
      #expect(Array(batch.actions) == Array(batch.indices))
    }
  }

  @Test(arguments: [(1, 1), (7, 3), (40, 1), (33, 2)])
  func `a restored memory draws and learns as one that went on`(
    capacity: Int, nStep: Int
  ) throws {
    var settings = PrioritySettings()
    settings.exponent = 0.6
    var memory = ReplayMemory(capacity: capacity, nStep: nStep, priorities: settings)
    var random = RandomSource(SeedSequence(entropy: UInt64(capacity)))
    for round in 0..<30 {
      memory.play(round: round, using: &random)
      var restored = try memory.copy()
      #expect(restored.priorityValues == memory.priorityValues)
      var again = random
      let drawn = memory.play(round: round, using: &random)
      #expect(restored.play(round: round, using: &again) == drawn)
      #expect(restored.priorityValues == memory.priorityValues)
      #expect(random == again)
    }
  }

  /// Whatever stands in the bytes: an error, or a memory that can be drawn from.
  @Test func `bytes that were cut off or changed never trap`() throws {
    var memory = ReplayMemory(capacity: 8, priorities: .plain)
    var random = RandomSource(SeedSequence(entropy: 6))
    memory.play(round: 1, using: &random)
    let saved = memory.saved()
    for count in 0..<saved.count {
      #expect(throws: ArchiveError.self) {
        _ = try memory.copy(from: Array(saved.prefix(count)))
      }
    }
    var refused = 0
    for _ in 0..<5_000 {
      var bytes = saved
      for _ in 0...random.integer(below: 3) {
        bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
      }
      do {
        var hostile = try memory.copy(from: bytes)
        hostile.play(round: 1, using: &random)
      } catch is ArchiveError {
        refused += 1
      }
    }
    #expect(refused > 500 && refused < 5_000)
  }

  @Test func `priorities take what their tree does`() {
    let plain = ReplayMemory.bytes(
      transitions: 1_000, observation: .vector(4), compression: .none)
    let prioritized = ReplayMemory.bytes(
      transitions: 1_000, observation: .vector(4), compression: .none, prioritized: true)
    // 1,024 leaves, and as many sums.
    #expect(prioritized - plain == 2 * 1_024 * 8)
  }
}

extension ReplayBatch {
  fileprivate init(size: Int) { self.init(size: size, observation: .vector(1)) }
}

// Functions: a property of what may be missing cannot be read while it stays where it is.
extension ReplayPriorities {
  fileprivate func values() -> [Double] { tree.values }
  fileprivate func asked() -> PrioritySettings { settings }
}

extension ReplayMemory {
  fileprivate init(capacity: Int, nStep: Int = 1, priorities: PrioritySettings) {
    self.init(
      capacity: capacity, observation: .vector(1), nStep: nStep, gamma: 0.5, priorities: priorities)
  }

  /// The priorities of all places in use.
  fileprivate var priorityValues: [Double] { priorities?.values() ?? [] }

  /// Takes in a step whose action tells its number.
  fileprivate mutating func append(number: Int, ends: Bool = false) {
    let before = ObservationStorage(.vector(1))
    let after = ObservationStorage(.vector(1))
    before.numbers[0] = Float(number)
    after.numbers[0] = Float(number + 1)
    append(
      TimeStep(
        before: AgentState(observation: before.buffer), action: number, reward: 0,
        after: AgentState(observation: after.buffer), terminated: ends, truncated: false),
      reward: 1, bootstraps: !ends)
  }

  /// Takes in an error of one transition.
  fileprivate mutating func learn(_ error: Float, at place: Int) {
    let batch = ReplayBatch(size: 1)
    batch.indices[0] = place
    updatePriorities(of: batch, rows: 0..<1, errors: [error])
  }

  /// Some steps and some batches, with errors that are random; returns all that was drawn.
  @discardableResult
  fileprivate mutating func play(round: Int, using random: inout RandomSource) -> [Drawn] {
    for number in 0..<3 + round % 5 { append(number: number, ends: number == 2 + round % 5) }
    let batch = ReplayBatch(size: 6)
    return (0..<4).map { _ in
      sample(replacement: true, importance: 0.7, using: &random, into: batch)
      let errors = (0..<6).map { _ in Float(random.uniform(-3, 3)) }
      updatePriorities(of: batch, rows: 0..<6, errors: errors)
      return Drawn(
        indices: Array(batch.indices), actions: Array(batch.actions), weights: batch.weights.array)
    }
  }

  /// What a batch was.
  fileprivate struct Drawn: Equatable {
    var indices: [Int]
    var actions: [Int]
    var weights: [Float]
  }

  fileprivate func saved() -> [UInt8] {
    var archive = ArchiveWriter(kind: "experience", version: 1)
    save(to: &archive)
    saveTransitions(numbers, to: &archive)
    return archive.bytes
  }

  /// The memory, restored from what it says of itself, or from other bytes.
  fileprivate func copy(from bytes: [UInt8]? = nil) throws -> ReplayMemory {
    var restored = ReplayMemory(
      capacity: transitions.capacity, nStep: returns.length,
      priorities: priorities?.asked() ?? PrioritySettings())
    var archive = try ArchiveReader(bytes ?? saved(), kind: "experience", version: 1)
    try restored.restore(from: &archive, actionCount: 100)
    _ = try restored.restoreTransitions(from: &archive, actionCount: 100)
    try archive.finish()
    return restored
  }
}
