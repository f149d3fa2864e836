import CVector

/// The last transitions of an agent, as a ring: a new one replaces the oldest.
///
/// A transition consists of an observation, the action taken, the reward (summed over n steps for an
/// n-step return), the discount of the bootstrap (γⁿ, or 0 where the task ended), and the next
/// observation. An observation is a vector of floats, or the number of a stack of frames in a
/// `FrameStore`, that of its newest frame, as a `UInt32`.
struct TransitionRing: ~Copyable {
  /// The largest number of transitions.
  let capacity: Int
  /// Floats in one observation; 1 for the number of a stack.
  let observationCount: Int
  /// The present number of transitions.
  var count = 0
  /// The number of all transitions so far, and so the number of the next one.
  var appended = 0
  /// The index of the next transition.
  var next = 0
  /// One row for each transition, so that drawing it touches one or two cache lines: the observation,
  /// the next one, then action, reward and discount.
  private let rows: FloatBuffer
  private let rowStride: Int

  /// Floats of one transition.
  ///
  /// The action is stored as a `Float`, which represents every integer up to 2²⁴.
  static func rowCount(observationCount: Int) -> Int { 2 * observationCount + 3 }

  /// Floats from one transition to the next: each transition lies in as few cache lines, of 16 floats,
  /// as possible.
  static func rowStride(observationCount: Int) -> Int {
    let count = rowCount(observationCount: observationCount)
    var stride = 8
    while stride < 16, stride < count { stride *= 2 }
    return count <= stride ? stride : (count + 15) / 16 * 16
  }

  /// An empty memory.
  ///
  /// Its pages are not touched before transitions reach them.
  init(capacity: Int, observationCount: Int) {
    precondition(capacity > 0, "a replay memory of \(capacity) transitions can hold none")
    self.capacity = capacity
    self.observationCount = observationCount
    rowStride = Self.rowStride(observationCount: observationCount)
    rows = FloatBuffer(uninitialized: capacity * rowStride)
  }

  /// Stores a transition in place of the oldest.
  mutating func append(_ transition: Transition) {
    let row = row(next)
    copyFloats(row, transition.observation, observationCount)
    copyFloats(row + observationCount, transition.nextObservation, observationCount)
    let outcome = row + 2 * observationCount
    outcome[0] = Float(transition.action)
    outcome[1] = transition.reward
    outcome[2] = transition.discount
    next = next + 1 == capacity ? 0 : next + 1
    count = min(count + 1, capacity)
    appended += 1
  }

  /// Prefetches a transition: a large memory is not in the caches.
  @inline(__always)
  private func fetch(_ index: Int) { cvector_prefetch(row(index)) }

  /// Prefetches the transitions at `batch.indices`, all before the first is needed.
  func fetch(_ batch: borrowing ReplayBatch) {
    for row in 0..<batch.count { fetch(batch.indices[row]) }
  }

  /// Copies the transitions at `batch.indices` into the batch.
  func gather(into batch: borrowing ReplayBatch) {
    precondition(
      batch.observations.shape == .vector(observationCount),
      "\(batch.observations.shape) for \(observationCount) numbers")
    // With a count that the compiler knows, as CartPole's, copying has no loop.
    if observationCount == 4 {
      gather(numbers: 4, into: batch)
    } else {
      gather(numbers: observationCount, into: batch)
    }
  }

  @inline(__always)
  private func gather(numbers: Int, into batch: borrowing ReplayBatch) {
    let observations = batch.observations.numbers
    let nextObservations = batch.nextObservations.numbers
    for batchRow in 0..<batch.count {
      let index = batch.indices[batchRow]
      precondition(index < count, "transition \(index) of \(count)")
      let transition = row(index)
      copyFloats(observations + batchRow &* numbers, transition, numbers)
      copyFloats(nextObservations + batchRow &* numbers, transition + numbers, numbers)
      copyOutcome(at: index, to: batchRow, of: batch)
    }
  }

  /// Copies action, reward and discount of a transition to a row of the batch.
  @inline(__always)
  func copyOutcome(at index: Int, to batchRow: Int, of batch: borrowing ReplayBatch) {
    let outcome = row(index) + 2 * observationCount
    batch.actions[batchRow] = Int(outcome[0])
    batch.rewards.start[batchRow] = outcome[1]
    batch.discounts.start[batchRow] = outcome[2]
  }

  /// The index of the oldest transition, if there is any.
  var oldest: Int? { count == 0 ? nil : count < capacity ? 0 : next }

  /// The numbers of the newest frames of a transition's observations, where these are stacks.
  func frames(at index: Int) -> (observation: Int, nextObservation: Int) {
    precondition(index < count, "transition \(index) of \(count)")
    precondition(observationCount == 1, "observations are vectors of \(observationCount) floats")
    let numbers = UnsafeRawPointer(row(index))
    return (
      Int(numbers.load(as: UInt32.self)),
      Int(numbers.load(fromByteOffset: MemoryLayout<Float>.stride, as: UInt32.self))
    )
  }

  /// The floats of the transition at an index.
  private func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    rows.start + index &* rowStride
  }

  /// Draws indices of transitions uniformly into the batch.
  ///
  /// - Parameters:
  ///   - replacement: whether a transition may be drawn more than once.
  ///   - random: the replay stream; draws as `numpy.random.Generator.integers` and `.choice` do.
  ///   - batch: its indices are overwritten.
  /// - Precondition: without replacement, the memory holds at least a batch.
  func draw(
    replacement: Bool, using random: inout RandomSource, into batch: borrowing ReplayBatch
  ) {
    if replacement {
      // Each is prefetched while the next is drawn.
      random.sampleWithReplacement(from: count, into: batch.indices) { fetch($0) }
    } else {
      random.sample(from: count, into: batch.indices)
      fetch(batch)
    }
  }
}

/// A transition, as a `TransitionRing` stores it.
struct Transition {
  /// Floats, or the number of a stack of frames.
  var observation: UnsafeRawPointer
  var action: Int
  var reward: Float
  /// Factor of the value of `nextObservation`: γⁿ, or 0 where the task ended.
  var discount: Float
  /// Laid out as `observation`.
  var nextObservation: UnsafeRawPointer
}

/// Transitions drawn from a replay memory, in columns.
struct ReplayBatch: ~Copyable, @unchecked Sendable {
  /// Indices in the memory.
  let indices: UnsafeMutableBufferPointer<Int>
  /// The observations before the actions.
  let observations: ObservationStorage
  /// The observations after them.
  let nextObservations: ObservationStorage
  /// `[size]`.
  let actions: UnsafeMutableBufferPointer<Int>
  /// `[size]`.
  let rewards: FloatBuffer
  /// `[size]`.
  let discounts: FloatBuffer
  /// `[size]`: weight of each in the loss; 1 where draws are uniform.
  let weights: FloatBuffer

  /// A batch of `size` transitions with observations of that shape.
  init(size: Int, observation: ObservationShape) {
    indices = .allocate(capacity: size)
    indices.initialize(repeating: 0)
    actions = .allocate(capacity: size)
    actions.initialize(repeating: 0)
    observations = ObservationStorage(observation, count: size)
    nextObservations = ObservationStorage(observation, count: size)
    rewards = FloatBuffer(zeros: size)
    discounts = FloatBuffer(zeros: size)
    weights = FloatBuffer(uninitialized: size)
    weights.start.update(repeating: 1, count: size)
  }

  deinit {
    indices.deallocate()
    actions.deallocate()
  }

  /// Transitions in the batch.
  var count: Int { indices.count }
}

/// Copies a few floats: for four of them a call of `memcpy` costs more than the copying.
@inline(__always)
private func copyFloats(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
) {
  var (to, from) = (target, source)
  let fours = from + count / 4 * MemoryLayout<SIMD4<Float>>.size
  while from < fours {
    to.storeBytes(of: from.loadUnaligned(as: SIMD4<Float>.self), as: SIMD4<Float>.self)
    from += MemoryLayout<SIMD4<Float>>.size
    to += MemoryLayout<SIMD4<Float>>.size
  }
  if count & 2 != 0 {
    to.storeBytes(of: from.loadUnaligned(as: SIMD2<Float>.self), as: SIMD2<Float>.self)
    from += MemoryLayout<SIMD2<Float>>.size
    to += MemoryLayout<SIMD2<Float>>.size
  }
  if count & 1 != 0 {
    to.storeBytes(of: from.loadUnaligned(as: UInt32.self), as: UInt32.self)
  }
}

// MARK: - Checkpoint

/// The format of a saved ring.
///
/// Transitions are numbered in the order in which they were appended, from 0, and number n has the
/// index n modulo the capacity. A checkpoint holds only how many there were; the transitions are saved
/// apart, by number, so that each is saved once and not again with every checkpoint.
extension TransitionRing {
  /// The numbers of the present transitions.
  var numbers: Range<Int> { appended - count..<appended }

  /// Writes how many transitions there were.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("replay memory")
    archive.write(appended)
  }

  /// Restores the count; the transitions have to be restored too.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("replay memory")
    appended = try archive.integer(in: 0...Self.largestNumber)
    count = min(appended, capacity)
    next = appended % capacity
  }

  /// Writes the transitions of those numbers.
  ///
  /// - Precondition: they are among `numbers`.
  func saveTransitions(_ range: Range<Int>, to archive: inout ArchiveWriter) {
    precondition(
      range.isEmpty || (numbers.contains(range.lowerBound) && range.upperBound <= appended),
      "transitions \(range) of \(numbers)")
    archive.mark("transitions")
    archive.write(range.lowerBound)
    archive.write(range.count)
    archive.write(rowBytes)
    for number in range { archive.write(raw: UnsafeRawBufferPointer(bytes(of: number))) }
  }

  /// Restores saved transitions, those that are among `numbers`.
  ///
  /// - Returns: the numbers that were saved.
  func restoreTransitions(
    from archive: inout ArchiveReader, actionCount: Int
  ) throws(ArchiveError) -> Range<Int> {
    try archive.mark("transitions")
    let first = try archive.integer(in: 0...appended)
    let range = first..<first + (try archive.integer(in: 0...appended - first))
    _ = try archive.integer(in: rowBytes...rowBytes)
    for number in range {
      guard numbers.contains(number) else {
        try archive.skip(byteCount: rowBytes)
        continue
      }
      try archive.read(into: bytes(of: number))
      let action = row(number % capacity)[2 * observationCount]
      guard action >= 0, action < Float(actionCount), action == action.rounded(.down) else {
        throw archive.error("\(action) is none of \(actionCount) actions")
      }
    }
    return range
  }

  /// Bytes of one transition.
  var rowBytes: Int {
    Self.rowCount(observationCount: observationCount) * MemoryLayout<Float>.stride
  }

  private func bytes(of number: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: row(number % capacity), count: rowBytes)
  }

  /// More than any trial comes to, and far from where counting would overflow.
  private static var largestNumber: Int { 1 << 60 }
}
