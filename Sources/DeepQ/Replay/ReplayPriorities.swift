/// The priorities of a replay memory's transitions, which are drawn in proportion to them:
/// `p = (|error| + offset)^α`, of the error in the last gradient step of the transition.
///
/// Source: Schaul et al. 2016 (see `PrioritySettings`), algorithm 1, and its appendix B.2.1 for the
/// sum tree and the stratified draw.
struct ReplayPriorities: ~Copyable {
  /// The constants of the formula.
  let settings: PrioritySettings
  /// The priority of each index of the memory.
  private(set) var tree: SumTree
  /// The largest priority given so far: that of new transitions, so that each is likely to be drawn
  /// soon.
  private(set) var largest = 1.0

  /// Far below every priority that an error has in practice, and positive whatever the settings: so
  /// every transition can be drawn.
  private static let smallest = 0x1p-500

  /// No priorities.
  init(_ settings: PrioritySettings, capacity: Int) {
    self.settings = settings
    tree = SumTree(capacity: capacity)
  }

  /// Gives the new transition at an index the largest priority so far.
  mutating func append(at index: Int) { tree.set(largest, at: index) }

  /// Gives the transitions at some indices the priorities of errors, one after the other.
  ///
  /// An error that is not finite would make every sum above it NaN or infinite: its transition gets the
  /// largest priority so far, and its loss ends the trial as diverged. The same holds for a power that
  /// overflows.
  mutating func update(at indices: UnsafeBufferPointer<Int>, errors: UnsafePointer<Float>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: indices.count) { priorities in
      for place in priorities.indices {
        priorities.initializeElement(
          at: place, to: Double(abs(errors[place])) + settings.offset)
      }
      raise(priorities, to: settings.exponent)
      for place in priorities.indices {
        if priorities[place].isFinite {
          largest = max(largest, priorities[place])
          priorities[place] = max(priorities[place], Self.smallest)
        } else {
          priorities[place] = largest
        }
      }
      tree.set(at: indices, to: UnsafeBufferPointer(priorities))
    }
  }

  /// Draws indices into the batch, and the importance weight of each.
  ///
  /// The total of all priorities is divided into as many equal ranges as the batch has rows, and one
  /// index is drawn from each, so a transition may be drawn more than once.
  ///
  /// **Order.** With n the batch's size and N that of the memory: index i is that at
  /// `((i + u)·total) / n`, u being one `random.uniform01()` each, in order. Its weight is
  /// `wᵢ = 1 / (N·(pᵢ / total))^β`, divided by the largest w of the batch, in `Double`, then rounded
  /// to `Float`.
  ///
  /// - Parameters:
  ///   - importance: β.
  ///   - random: the replay stream.
  ///   - batch: its indices and weights are overwritten.
  /// - Precondition: at least one transition has a priority.
  func draw(
    importance: Double, using random: inout RandomSource, into batch: borrowing ReplayBatch
  ) {
    let (total, size) = (tree.total, Double(batch.count))
    let (indices, weights) = (batch.indices, batch.weights.start)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: indices.count) { exact in
      for row in indices.indices {
        exact.initializeElement(at: row, to: (Double(row) + random.uniform01()) * total / size)
      }
      tree.find(exact, into: indices)
      for row in indices.indices {
        exact[row] = Double(tree.count) * (tree[indices[row]] / total)
      }
      raise(exact, to: importance)
      var largestWeight = 0.0
      for row in indices.indices {
        exact[row] = 1 / exact[row]
        largestWeight = max(largestWeight, exact[row])
      }
      for row in indices.indices { weights[row] = Float(exact[row] / largestWeight) }
    }
  }
}

/// Settings of prioritised sampling, which draws transitions with large errors more often.
///
/// Source: T. Schaul, J. Quan, I. Antonoglou, D. Silver, "Prioritized Experience Replay", ICLR 2016,
/// the proportional variant.
public struct PrioritySettings: Equatable, Sendable {
  /// α: how strongly errors count; 0 draws uniformly, without priorities.
  public var exponent = 0.0
  /// β at first: how much of the bias of such draws is taken out of the loss, 0...1.
  public var importance = 0.4
  /// β once the training is done.
  public var importanceEnd = 1.0
  /// Added to the size of each error, so that nothing is never drawn.
  public var offset = 1e-6

  /// All defaults.
  public init() {}

  /// β once a share of the training, 0...1, is done.
  func importance(at progress: Double) -> Double {
    importance + (importanceEnd - importance) * progress
  }
}

// MARK: - Checkpoint

extension ReplayPriorities {
  /// Writes all priorities: they change with every gradient step, those of old transitions too.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("priorities")
    archive.write(largest)
    tree.save(to: &archive)
  }

  /// Restores the priorities of `count` transitions.
  mutating func restore(from archive: inout ArchiveReader, count: Int) throws(ArchiveError) {
    try archive.mark("priorities")
    largest = try archive.real()
    guard largest >= 1, largest.isFinite else {
      throw archive.error("\(largest) is not the largest priority")
    }
    try tree.restore(from: &archive, count: count)
  }
}
