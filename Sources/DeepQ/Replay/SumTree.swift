/// Weights from which an index is drawn in proportion to its weight.
///
/// A binary tree: its leaves are the weights, and every other node is the sum of the two below it.
/// Node 1 is the root, and below node n are the nodes 2n and 2n + 1. The leaves are padded with
/// zeros to a power of two.
///
/// **Order.** Every node is `left + right`, rounded once, and is computed anew whenever a leaf below
/// it changes. So the tree is a function of its leaves, whatever they were before: sums do not
/// drift, and a checkpoint needs the leaves alone.
///
/// Indices come into use in order, 0 first, as those of a ring do, and memory is not touched before
/// that: nodes with no leaf in use below them are neither read nor written, except for the right
/// neighbours of others, which are 0.
///
/// - Complexity: O(log `capacity`) for a change and for a draw.
struct SumTree: ~Copyable, @unchecked Sendable {
  /// The number of indices.
  let capacity: Int
  /// Indices in use.
  private(set) var count = 0
  /// Leaves, `capacity` and the padding: also the node that is the first of them.
  private let leaves: Int
  private let nodes: UnsafeMutablePointer<Double>

  /// No index is in use yet.
  init(capacity: Int) {
    precondition(capacity > 0, "a tree of \(capacity) indices")
    self.capacity = capacity
    leaves = Self.leafCount(capacity: capacity)
    nodes = .allocate(capacity: 2 * leaves)
    nodes[1] = 0
  }

  deinit {
    nodes.deallocate()
  }

  /// Bytes of a tree.
  static func bytes(capacity: Int) -> Int {
    2 * leafCount(capacity: capacity) * MemoryLayout<Double>.stride
  }

  /// The smallest power of two that is not below the capacity.
  private static func leafCount(capacity: Int) -> Int {
    1 << (Int.bitWidth - (max(capacity, 1) - 1).leadingZeroBitCount)
  }

  /// The weight of an index.
  subscript(index: Int) -> Double {
    precondition(index >= 0 && index < count, "index \(index) of \(count)")
    return nodes[leaves + index]
  }

  /// The sum of all weights, in the tree's order.
  var total: Double { nodes[1] }

  /// Sets the weight of an index in use, or of the next one.
  ///
  /// - Precondition: the weight is not negative.
  mutating func set(_ value: Double, at index: Int) {
    precondition(value >= 0, "\(value) in a tree of sums")
    precondition(
      index >= 0 && index <= count && index < capacity,
      "index \(index), with \(count) of \(capacity) in use")
    var node = leaves + index
    if index == count {
      count += 1
      clearNeighbors(of: node)
    }
    nodes[node] = value
    while node > 1 {
      node /= 2
      sum(node)
    }
  }

  /// Sets the weights of indices in use, one after the other: of several with the same index the last
  /// one counts.
  ///
  /// The sums above are computed level by level, so that none waits for one of another index; where a
  /// level has no more nodes in use than there are indices, all of them.
  ///
  /// - Parameters:
  ///   - indices: which.
  ///   - values: as many weights, none of them negative.
  mutating func set(at indices: UnsafeBufferPointer<Int>, to values: UnsafeBufferPointer<Double>) {
    precondition(indices.count == values.count, "\(values.count) weights of \(indices.count)")
    for (index, value) in zip(indices, values) {
      precondition(value >= 0, "\(value) in a tree of sums")
      precondition(index >= 0 && index < count, "index \(index) of \(count)")
      nodes[leaves + index] = value
    }
    guard !indices.isEmpty else { return }
    var level = 1
    while leaves >> level > 0 {
      let first = leaves >> level
      let last = (leaves + count - 1) >> level
      if last - first < indices.count {
        for node in first...last { sum(node) }
      } else {
        for index in indices { sum((leaves &+ index) &>> level) }
      }
      level += 1
    }
  }

  /// Computes a node from the two below it.
  @inline(__always)
  private func sum(_ node: Int) {
    nodes[node] = nodes[2 &* node] + nodes[2 &* node &+ 1]
  }

  /// Finds for each of some masses the index at which the running sum of the weights exceeds it.
  ///
  /// At each node: to the left if the mass is below what is left, else what is left is subtracted,
  /// and to the right. All masses go down a level before the first goes down the next, so that none
  /// waits for another's node.
  ///
  /// Where rounding, or a mass that is not below the total, leads to a right side of nothing, it
  /// goes to the left, whose sum is that of both. So the sum below every node on the way is positive,
  /// and so is the weight of the index.
  ///
  /// - Parameters:
  ///   - masses: none of them negative; overwritten.
  ///   - indices: as many, overwritten.
  /// - Precondition: `total` is positive.
  func find(
    _ masses: UnsafeMutableBufferPointer<Double>, into indices: UnsafeMutableBufferPointer<Int>
  ) {
    precondition(total > 0, "nothing can be drawn of \(total)")
    precondition(masses.count == indices.count, "\(masses.count) into \(indices.count)")
    indices.update(repeating: 1)
    var level = 1
    while level < leaves {
      for place in indices.indices {
        let node = 2 &* indices[place]
        let (left, right) = (nodes[node], nodes[node &+ 1])
        // Which way is as good as random: no branch that could be foreseen.
        let step = (masses[place] >= left ? 1 : 0) & (right > 0 ? 1 : 0)
        masses[place] -= step == 1 ? left : 0
        indices[place] = node &+ step
      }
      level *= 2
    }
    for place in indices.indices { indices[place] -= leaves }
  }

  /// Makes the right neighbours of a leaf and of what is above it zero, those that nothing below is
  /// in use of: where the leaf is the first of its parent, and that of its own, and so on.
  private func clearNeighbors(of leaf: Int) {
    var node = leaf
    while node > 1, node % 2 == 0 {
      nodes[node + 1] = 0
      node /= 2
    }
  }
}

// MARK: - Checkpoint

extension SumTree {
  /// Writes the weights in use.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("tree")
    archive.write(count)
    archive.write(raw: UnsafeRawBufferPointer(leafBytes(count)))
  }

  /// Restores saved weights, of which there must be `expected`, all positive and finite.
  mutating func restore(
    from archive: inout ArchiveReader, count expected: Int
  ) throws(ArchiveError) {
    precondition(expected <= capacity, "\(expected) indices of \(capacity)")
    try archive.mark("tree")
    _ = try archive.integer(in: expected...expected)
    try archive.read(into: leafBytes(expected))
    for leaf in leaves..<leaves + expected {
      let value = nodes[leaf]
      guard value > 0, value.isFinite else { throw archive.error("\(value) is no priority") }
    }
    count = expected
    sumAll()
  }

  /// Computes every sum that something is in use of, from the leaves up.
  private func sumAll() {
    var first = leaves
    var used = count
    if used == 0 { nodes[1] = 0 }
    while first > 1, used > 0 {
      // The last one's neighbour, if it has one with nothing in use.
      if used % 2 == 1 { nodes[first + used] = 0 }
      first /= 2
      used = (used + 1) / 2
      for node in first..<first + used { sum(node) }
    }
  }

  private func leafBytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: nodes + leaves, count: count * MemoryLayout<Double>.stride)
  }
}
