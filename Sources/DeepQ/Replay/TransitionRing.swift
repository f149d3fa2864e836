import CVector

/// The last transitions that an agent has seen, as a ring: a new one takes the place of the oldest.
///
/// Each holds an observation, the action taken, the reward (summed over n steps if the return is),
/// the discount of what followed (γⁿ, or 0 where the task ended), and the observation that
/// followed.
struct TransitionRing: ~Copyable {
  /// Transitions that the memory can hold.
  let capacity: Int
  /// Numbers in one observation.
  let observationCount: Int
  /// Transitions that it holds now.
  var count = 0
  /// Transitions that it has ever taken in: the number of the next one.
  var appended = 0
  /// Where the next transition goes.
  var next = 0
  /// One row for each transition, so that drawing it touches one or two cache lines: the
  /// observation, the one that followed, then action, reward and discount.
  private let rows: FloatBuffer
  private let rowStride: Int

  /// Floats of one transition.
  ///
  /// The action is kept as a `Float`, which holds every integer up to 2²⁴.
  static func rowCount(observationCount: Int) -> Int { 2 * observationCount + 3 }

  /// Floats from one transition to the next: none lies in more cache lines, of 16 floats, than it
  /// must.
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

  /// Has a transition brought near: a large memory is not in the caches.
  @inline(__always)
  private func fetch(_ index: Int) { cvector_prefetch(row(index)) }

  /// Has the transitions at `batch.indices` brought near, all before the first is needed.
  func fetch(_ batch: borrowing ReplayBatch) {
    for place in 0..<batch.count { fetch(batch.indices[place]) }
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
    for place in 0..<batch.count {
      let index = batch.indices[place]
      precondition(index < count, "transition \(index) of \(count)")
      let row = row(index)
      copyFloats(observations + place &* numbers, row, numbers)
      copyFloats(nextObservations + place &* numbers, row + numbers, numbers)
      copyOutcome(at: index, to: place, of: batch)
    }
  }

  /// Copies action, reward and discount of a transition to a place in the batch.
  @inline(__always)
  func copyOutcome(at index: Int, to place: Int, of batch: borrowing ReplayBatch) {
    let outcome = row(index) + 2 * observationCount
    batch.actions[place] = Int(outcome[0])
    batch.rewards.start[place] = outcome[1]
    batch.discounts.start[place] = outcome[2]
  }

  /// The place of the oldest transition, if there is any.
  var oldest: Int? { count == 0 ? nil : count < capacity ? 0 : next }

  /// What the action of a transition answered.
  func observation(at index: Int) -> UnsafePointer<Float> {
    precondition(index < count, "transition \(index) of \(count)")
    return UnsafePointer(row(index))
  }

  /// What followed in a transition.
  func nextObservation(at index: Int) -> UnsafePointer<Float> {
    observation(at: index) + observationCount
  }

  /// The floats of the transition at a place.
  func row(_ index: Int) -> UnsafeMutablePointer<Float> {
    rows.start + index &* rowStride
  }

  /// Draws places of transitions uniformly into the batch's indices.
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
      // Each is on its way while the next is drawn.
      random.sampleWithReplacement(from: count, into: batch.indices) { fetch($0) }
    } else {
      random.sample(from: count, into: batch.indices)
      fetch(batch)
    }
  }
}

/// One step of experience, as the learner sees it.
struct Transition {
  var observation: UnsafePointer<Float>
  var action: Int
  var reward: Float
  /// What multiplies the value of `nextObservation`: γⁿ, or 0 where the task ended.
  var discount: Float
  var nextObservation: UnsafePointer<Float>
}

/// Transitions drawn from a replay memory, in columns.
struct ReplayBatch: ~Copyable, @unchecked Sendable {
  /// Places in the memory.
  let indices: UnsafeMutableBufferPointer<Int>
  /// What the actions answered.
  let observations: ObservationStorage
  /// What followed.
  let nextObservations: ObservationStorage
  /// `[size]`.
  let actions: UnsafeMutableBufferPointer<Int>
  /// `[size]`.
  let rewards: FloatBuffer
  /// `[size]`.
  let discounts: FloatBuffer
  /// `[size]`: how much each counts in the loss; 1 where draws are uniform.
  let weights: FloatBuffer

  /// Room for `size` transitions with observations of that shape.
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
  _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>, _ count: Int
) {
  var (to, from) = (UnsafeMutableRawPointer(target), UnsafeRawPointer(source))
  let fours = from + count / 4 * MemoryLayout<SIMD4<Float>>.size
  while from < fours {
    to.storeBytes(of: from.loadUnaligned(as: SIMD4<Float>.self), as: SIMD4<Float>.self)
    from += MemoryLayout<SIMD4<Float>>.size
    to += MemoryLayout<SIMD4<Float>>.size
  }
  if count & 2 != 0 {
    to.storeBytes(of: from.loadUnaligned(as: SIMD2<Float>.self), as: SIMD2<Float>.self)
  }
  if count & 1 != 0 { target[count - 1] = source[count - 1] }
}

// MARK: - Checkpoint

/// How a replay memory is saved.
///
/// Transitions are numbered in the order in which they came in, from 0, and number n has its place
/// at n modulo the capacity. A checkpoint holds only how many there were; the transitions are saved
/// apart, by number, so that each is saved once and not again with every checkpoint.
extension TransitionRing {
  /// The numbers of the transitions that the memory holds.
  var numbers: Range<Int> { appended - count..<appended }

  /// Writes how many transitions there were.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("replay memory")
    archive.write(appended)
  }

  /// Takes up the count; the transitions themselves are to follow.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("replay memory")
    appended = try archive.integer(in: 0...Self.largestNumber)
    count = min(appended, capacity)
    next = appended % capacity
  }

  /// Writes the transitions of those numbers.
  ///
  /// - Precondition: the memory holds them.
  func saveTransitions(_ range: Range<Int>, to archive: inout ArchiveWriter) {
    precondition(
      range.isEmpty || (numbers.contains(range.lowerBound) && range.upperBound <= appended),
      "transitions \(range) of \(numbers)")
    archive.mark("transitions")
    archive.write(range.lowerBound)
    archive.write(range.count)
    archive.write(rowBytes)
    for number in range { archive.write(raw: UnsafeRawBufferPointer(place(of: number))) }
  }

  /// Puts saved transitions in their places, those that the memory still holds.
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
      try archive.read(into: place(of: number))
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

  private func place(of number: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: row(number % capacity), count: rowBytes)
  }

  /// More than any trial comes to, and far from where counting would overflow.
  private static var largestNumber: Int { 1 << 60 }
}
