import Testing

@testable import DeepQ

@Suite struct SumTreeTests {
  @Test func `every sum is that of the two below it`() {
    // (1e16 + 1) + (1 + 1) = 1e16 + 2; one after another, every 1 would be rounded away.
    #expect(SumTree([1e16, 1, 1, 1]).total == 1e16 + 2)
    // (0.1 + 0.2) + (0.3 + 0).
    #expect(SumTree([0.1, 0.2, 0.3]).total == (0.1 + 0.2) + 0.3)
    #expect(SumTree([7]).total == 7)
    #expect(SumTree(capacity: 3).total == 0)
  }

  @Test func `a place is drawn in proportion to its number`() {
    // Running sums 1, 4, 8 and 16.
    let tree = SumTree([1, 3, 4, 8])
    let drawn = [0, 0.5, 1, 3.5, 4, 7.5, 8, 15.5].map { tree.index(at: $0) }
    #expect(drawn == [0, 0, 1, 1, 2, 2, 3, 3])
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13, 100])
  func `where no sum is rounded, a scan from the first place finds the same`(count: Int) {
    var random = RandomSource(SeedSequence(entropy: UInt64(count)))
    let values = [1] + (1..<count).map { _ in Double(random.integer(below: 4)) }
    let tree = SumTree(values)
    let reference = ReferenceSumTree(leaves: values)
    #expect(tree.total == values.reduce(0, +))
    for mass in stride(from: 0, to: tree.total, by: 0.25) {
      #expect(tree.index(at: mass) == reference.indexByLinearScan(at: mass), "at \(mass)")
    }
  }

  @Test(arguments: [1, 2, 3, 8, 31, 100])
  func `numbers that are set together are those that are set one by one`(capacity: Int) {
    var random = RandomSource(SeedSequence(entropy: UInt64(capacity)))
    let count = (capacity + 1) / 2
    var together = SumTree((0..<count).map { _ in random.uniform01() }, capacity: capacity)
    var oneByOne = SumTree(together.values, capacity: capacity)
    for _ in 0..<20 {
      // Some of them twice.
      let indices = (0..<7).map { _ in random.integer(below: count) }
      let values = indices.map { _ in random.uniform01() }
      indices.withUnsafeBufferPointer { indices in
        values.withUnsafeBufferPointer { together.set(at: indices, to: $0) }
      }
      for (index, value) in zip(indices, values) { oneByOne.set(value, at: index) }
      #expect(together.values == oneByOne.values)
      for _ in 0..<10 {
        let mass = random.uniform01() * together.total
        #expect(together.index(at: mass) == oneByOne.index(at: mass))
      }
      #expect(together.total == oneByOne.total)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 7, 8, 9, 31, 100])
  func `whatever the numbers were before, the tree is that of the numbers`(capacity: Int) {
    var random = RandomSource(SeedSequence(entropy: UInt64(capacity)))
    var reference = ReferenceSumTree(leaves: [])
    leaveGarbage(capacity: capacity)
    var tree = SumTree(capacity: capacity)
    for _ in 0..<4 * capacity {
      // Places come into use one after another; in between, old ones change.
      let index = random.integer(below: min(tree.count + 1, capacity))
      let value = random.uniform01() * (random.uniform01() < 0.1 ? 1e12 : 1)
      if index == reference.leaves.count { reference.leaves.append(0) }
      reference.leaves[index] = value
      tree.set(value, at: index)
      #expect(tree.total == reference.total)
      let mass = random.uniform01() * tree.total
      #expect(tree.index(at: mass) == reference.index(at: mass))
    }
    #expect(tree.values == reference.leaves)
  }

  @Test func `a place of nothing is never drawn, whatever the mass`() {
    let tree = SumTree([0, 0, 3, 0, 1, 0, 0], capacity: 20)
    let masses = [0, 3.0.nextDown, 3, 4, 4.0.nextUp, 100, .infinity]
    #expect(masses.map { tree.index(at: $0) } == [2, 2, 4, 4, 4, 4, 4])
    var random = RandomSource(SeedSequence(entropy: 2))
    for _ in 0..<200 {
      var values = (0..<11).map { _ in random.uniform01() < 0.7 ? 0 : random.uniform01() }
      values[random.integer(below: 11)] = 0.1
      let tree = SumTree(values, capacity: 16)
      for mass in [0, tree.total.nextDown, tree.total, tree.total.nextUp, 2 * tree.total] {
        #expect(values[tree.index(at: mass)] > 0)
      }
    }
  }

  @Test(arguments: [(1, 16), (2, 32), (5, 128), (8, 128), (9, 256)])
  func `a tree takes two numbers for every leaf, padding included`(capacity: Int, bytes: Int) {
    #expect(SumTree.bytes(capacity: capacity) == bytes)
  }

  @Test(arguments: [(0, 4), (1, 1), (1, 8), (3, 8), (5, 8), (8, 8), (6, 13)])
  func `a restored tree goes on as the saved one`(count: Int, capacity: Int) throws {
    var random = RandomSource(SeedSequence(entropy: UInt64(count)))
    var tree = SumTree((0..<count).map { _ in random.uniform01() + 0.1 }, capacity: capacity)
    leaveGarbage(capacity: capacity)
    var restored = SumTree(capacity: capacity)
    try restored.restore(from: tree.saved(), count: count)
    for step in 0...2 * capacity {
      #expect(restored.total == tree.total)
      #expect(restored.values == tree.values)
      let (index, value) = (min(tree.count, step % capacity), random.uniform01())
      tree.set(value, at: index)
      restored.set(value, at: index)
      let mass = random.uniform01() * tree.total
      #expect(restored.index(at: mass) == tree.index(at: mass))
    }
  }

  @Test func `numbers that no priority can be are refused`() throws {
    let good = SumTree([1, 2, 3])
    for value in [-1, 0, -0.0, .nan, .infinity] {
      var archive = ArchiveWriter(kind: "tree", version: 1)
      archive.mark("tree")
      archive.write([1, value, 2])
      var tree = SumTree(capacity: 3)
      #expect(throws: ArchiveError.self, "\(value)") {
        try tree.restore(from: archive.bytes, count: 3)
      }
    }
    for count in [2, 4] {
      var tree = SumTree(capacity: 4)
      #expect(throws: ArchiveError.self) { try tree.restore(from: good.saved(), count: count) }
    }
  }

  /// Frees memory that is not zero, which a tree of that capacity is then likely to get.
  private func leaveGarbage(capacity: Int) {
    let count = SumTree.bytes(capacity: capacity) / MemoryLayout<Double>.stride
    let garbage = UnsafeMutablePointer<Double>.allocate(capacity: count)
    garbage.initialize(repeating: .nan, count: count)
    garbage.deallocate()
  }
}

extension SumTree {
  /// A tree of some numbers, for tests.
  init(_ values: [Double], capacity: Int? = nil) {
    self.init(capacity: capacity ?? values.count)
    for (index, value) in values.enumerated() { set(value, at: index) }
  }

  /// The index at which the running sum of the numbers exceeds one mass, for tests.
  func index(at mass: Double) -> Int {
    var (mass, index) = (mass, 0)
    withUnsafeMutablePointer(to: &mass) { mass in
      withUnsafeMutablePointer(to: &index) { index in
        find(
          UnsafeMutableBufferPointer(start: mass, count: 1),
          into: UnsafeMutableBufferPointer(start: index, count: 1))
      }
    }
    return index
  }

  /// The numbers in use, for tests.
  var values: [Double] { (0..<count).map { self[$0] } }

  fileprivate func saved() -> [UInt8] {
    var archive = ArchiveWriter(kind: "tree", version: 1)
    save(to: &archive)
    return archive.bytes
  }

  fileprivate mutating func restore(from bytes: [UInt8], count: Int) throws {
    var archive = try ArchiveReader(bytes, kind: "tree", version: 1)
    try restore(from: &archive, count: count)
    try archive.finish()
  }
}
