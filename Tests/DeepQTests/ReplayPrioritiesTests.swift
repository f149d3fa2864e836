import Testing

@testable import DeepQ

@Suite struct PrioritySettingsTests {
  @Test func `nothing has a priority unless it is asked for`() {
    #expect(PrioritySettings().exponent == 0)
  }

  @Test func `importance goes in a straight line from its start to its end`() {
    var settings = PrioritySettings()
    #expect(settings.importance(at: 0) == 0.4)
    #expect(settings.importance(at: 1) == 1)
    (settings.importance, settings.importanceEnd) = (0.25, 0.75)
    #expect([0, 0.25, 0.5, 1].map(settings.importance(at:)) == [0.25, 0.375, 0.5, 0.75])
    (settings.importance, settings.importanceEnd) = (0.5, 0)
    #expect([0, 0.5, 1].map(settings.importance(at:)) == [0.5, 0.25, 0])
  }
}

@Suite struct ReplayPrioritiesTests {
  /// Four transitions of priorities 1, 3, 4 and 8 of 16, so that P is 1/16, 3/16, 1/4 and 1/2.
  ///
  /// With β = 1, w = 1 / (4·P) is 4, 4/3, 1 and 1/2. The ranges of a draw of four are 0..<4, 4..<8,
  /// 8..<12 and 12..<16: all of the second is transition 2's, and all of the third and the fourth
  /// is transition 3's. The first is 0's up to 1, then 1's.
  @Test func `transitions are drawn and weighed as worked by hand`() {
    let priorities = ReplayPriorities(.plain, errors: [1, -3, 4, -8])
    #expect(priorities.tree.values == [1, 3, 4, 8])
    let batch = ReplayBatch(size: 4, observation: .vector(1))
    var firsts: Set<Int> = []
    for seed in 0..<40 {
      var random = RandomSource(SeedSequence(entropy: UInt64(seed)))
      var again = random
      priorities.draw(importance: 1, using: &random, into: batch)
      let first = again.uniform01() * 4 < 1 ? 0 : 1
      firsts.insert(first)
      #expect(Array(batch.indices) == [first, 2, 3, 3])
      // Divided by the largest of the batch, 4 or 4/3.
      let weights: [Float] = first == 0 ? [1, 0.25, 0.125, 0.125] : [1, 0.75, 0.375, 0.375]
      #expect(batch.weights.array == weights)
      for _ in 1..<4 { _ = again.uniform01() }
      #expect(random == again)
    }
    #expect(firsts == [0, 1])
  }

  @Test func `an importance of 0 weighs all the same`() {
    let priorities = ReplayPriorities(.plain, errors: [1, 3, 4, 8])
    let batch = ReplayBatch(size: 4, observation: .vector(1))
    batch.weights.start.update(repeating: 9, count: 4)
    var random = RandomSource(SeedSequence(entropy: 1))
    priorities.draw(importance: 0, using: &random, into: batch)
    #expect(batch.weights.array == [1, 1, 1, 1])
  }

  @Test(arguments: [1, 3, 8, 50])
  func `a draw is that of a scan from the first transition`(size: Int) {
    var random = RandomSource(SeedSequence(entropy: UInt64(size)))
    // Whole numbers, so that no sum is rounded.
    let errors = (0..<37).map { _ in Float(1 + random.integer(below: 9)) }
    let priorities = ReplayPriorities(.plain, errors: errors)
    let reference = ReferenceSumTree(leaves: errors.map { Double($0) })
    let total = reference.leaves.reduce(0, +)
    let batch = ReplayBatch(size: size, observation: .vector(1))
    for _ in 0..<50 {
      var again = random
      priorities.draw(importance: 0.5, using: &random, into: batch)
      let expected = (0..<size).map {
        reference.indexByLinearScan(at: (Double($0) + again.uniform01()) * total / Double(size))
      }
      #expect(Array(batch.indices) == expected)
    }
  }

  @Test(arguments: [0.5, 0.6, 1, 2], [0.4, 1])
  func `a draw is that of the naive tree, and so are its weights`(
    exponent: Double, importance: Double
  ) {
    var random = RandomSource(SeedSequence(entropy: 7))
    var settings = PrioritySettings()
    settings.exponent = exponent
    settings.offset = 0.01
    let errors = (0..<53).map { _ in Float(random.uniform(-2, 2)) }
    let priorities = ReplayPriorities(settings, errors: errors, capacity: 60)
    let leaves = errors.map { power(Double(abs($0)) + 0.01, exponent) }
    let reference = ReferenceSumTree(leaves: leaves)
    let batch = ReplayBatch(size: 16, observation: .vector(1))
    for _ in 0..<50 {
      var again = random
      priorities.draw(importance: importance, using: &random, into: batch)
      let indices = (0..<16).map {
        reference.index(at: (Double($0) + again.uniform01()) * reference.total / 16)
      }
      let weights = indices.map { 1 / power(53 * (leaves[$0] / reference.total), importance) }
      #expect(Array(batch.indices) == indices)
      #expect(batch.weights.array == weights.map { Float($0 / (weights.max() ?? 0)) })
      #expect(random == again)
    }
  }

  /// The border between two transitions is put right at the second of three masses, then just above
  /// it: a mass computed in another order falls on the wrong side of one of them.
  @Test func `masses are computed in the written order`() throws {
    let batch = ReplayBatch(size: 3, observation: .vector(1))
    var tried = 0
    for seed in 0..<100 {
      let random = RandomSource(SeedSequence(entropy: UInt64(seed)))
      var again = random
      _ = again.uniform01()
      let total = 0.9
      let mass = (1 + again.uniform01()) * total / 3
      for (border, index) in [(mass, 1), (mass.nextUp, 0)] {
        let leaves = [border, total - border]
        guard leaves[0] + leaves[1] == total else { continue }
        tried += 1
        var fresh = random
        try ReplayPriorities(leaves: leaves).draw(importance: 1, using: &fresh, into: batch)
        #expect(batch.indices[1] == index, "seed \(seed)")
      }
    }
    #expect(tried > 50)
  }

  @Test func `a share is taken before it is multiplied, so that it is never too large`() throws {
    // 3 · 6e307 is no number, and 3 · (6e307 / 15e307) is.
    let priorities = try ReplayPriorities(leaves: [6e307, 6e307, 3e307])
    let batch = ReplayBatch(size: 1, observation: .vector(1))
    var random = RandomSource(SeedSequence(entropy: 1))
    priorities.draw(importance: 1, using: &random, into: batch)
    #expect(batch.weights.array == [1])
  }

  @Test func `a new transition gets the largest priority so far`() {
    var priorities = ReplayPriorities(.plain, capacity: 3)
    priorities.append(at: 0)
    priorities.append(at: 1)
    #expect(priorities.tree.values == [1, 1])
    priorities.update(at: 0, error: -5)
    priorities.update(at: 0, error: 0.5)
    priorities.append(at: 2)
    #expect(priorities.tree.values == [0.5, 1, 5])
    priorities.append(at: 0)
    #expect(priorities.tree.values == [5, 1, 5])
  }

  @Test func `the offset is added before the power is taken`() {
    var settings = PrioritySettings()
    settings.exponent = 2
    settings.offset = 0.5
    let priorities = ReplayPriorities(settings, errors: [1, -2, 0])
    #expect(priorities.tree.values == [1.5, 2.5, 0.5].map { power($0, 2) })
  }

  @Test func `an error that is no number does not reach the sums`() {
    let priorities = ReplayPriorities(.plain, errors: [2, .nan, .infinity, -.infinity, 3, .nan])
    #expect(priorities.tree.values == [2, 2, 2, 2, 3, 3])
    #expect(priorities.tree.total == 14)
    #expect(priorities.largest == 3)
  }

  @Test func `without an offset, what is learned without error can still be drawn`() {
    let priorities = ReplayPriorities(.plain, errors: [0, 0])
    let batch = ReplayBatch(size: 4, observation: .vector(1))
    var random = RandomSource(SeedSequence(entropy: 1))
    priorities.draw(importance: 1, using: &random, into: batch)
    #expect(Array(batch.indices) == [0, 0, 1, 1])
    #expect(batch.weights.array == [1, 1, 1, 1])
  }

  @Test func `a largest priority that none can be is refused`() throws {
    for value in [0.5, -1, .nan, .infinity] {
      var archive = ArchiveWriter(kind: "priorities", version: 1)
      archive.mark("priorities")
      archive.write(value)
      SumTree([1]).save(to: &archive)
      var reader = try ArchiveReader(archive.bytes, kind: "priorities", version: 1)
      var priorities = ReplayPriorities(.plain, capacity: 1)
      #expect(throws: ArchiveError.self, "\(value)") {
        try priorities.restore(from: &reader, count: 1)
      }
    }
  }
}

extension PrioritySettings {
  /// Priorities that are the sizes of the errors, for tests.
  static var plain: PrioritySettings {
    var settings = PrioritySettings()
    settings.exponent = 1
    settings.offset = 0
    return settings
  }
}

extension ReplayPriorities {
  /// Those very priorities, which need not be of any error.
  fileprivate init(leaves: [Double]) throws {
    self.init(.plain, capacity: leaves.count)
    var archive = ArchiveWriter(kind: "priorities", version: 1)
    archive.mark("priorities")
    archive.write(1.0)
    SumTree(leaves).save(to: &archive)
    var reader = try ArchiveReader(archive.bytes, kind: "priorities", version: 1)
    try restore(from: &reader, count: leaves.count)
  }

  /// The priorities of transitions with those errors.
  fileprivate init(_ settings: PrioritySettings, errors: [Float], capacity: Int? = nil) {
    self.init(settings, capacity: capacity ?? errors.count)
    for (place, error) in errors.enumerated() {
      append(at: place)
      update(at: place, error: error)
    }
  }

  /// Gives one transition the priority of an error.
  fileprivate mutating func update(at index: Int, error: Float) {
    [index].withUnsafeBufferPointer { update(at: $0, errors: [error]) }
  }
}
