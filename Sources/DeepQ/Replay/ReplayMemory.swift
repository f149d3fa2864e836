/// The replay memory of an agent: stores its transitions, and samples batches of them.
///
/// A transition of vectors contains both observations. One of images contains the numbers of the
/// newest frames of two stacks: the frames themselves are in a `FrameStore`, each once, and stacks are
/// assembled when they are drawn. A single image is a stack of one.
struct ReplayMemory: ~Copyable {
  var transitions: TransitionRing
  var returns: MultiStepReturn
  /// The images; `nil` where observations are vectors.
  let frames: FrameStore?
  /// The priorities of transitions; `nil` where draws are uniform.
  var priorities: ReplayPriorities?
  /// The number of the newest frame, before the next step of the episode.
  var newestFrame = 0
  /// Whether the next step is the first of an episode.
  var startsEpisode = true

  /// An empty memory.
  ///
  /// - Parameters:
  ///   - capacity: the largest number of transitions.
  ///   - observation: the shape of observations.
  ///   - nStep: rewards summed before the bootstrap.
  ///   - gamma: the discount factor.
  ///   - compression: that of images.
  ///   - blockFrames: images that memory is reserved for at a time.
  ///   - priorities: settings of prioritised sampling.
  init(
    capacity: Int, observation: ObservationShape, nStep: Int, gamma: Double,
    compression: FrameCompression = .none, blockFrames: Int = FrameStore.standardBlock,
    priorities: PrioritySettings = PrioritySettings()
  ) {
    let count: Int
    switch observation {
    case .vector(let numbers):
      count = numbers
      frames = nil
    case .image(_, _, _, let stack):
      count = 1
      frames = FrameStore(
        depth: stack, frameBytes: observation.byteCount / stack, compression: compression,
        blockFrames: blockFrames)
    }
    transitions = TransitionRing(capacity: capacity, observationCount: count)
    returns = MultiStepReturn(length: nStep, gamma: gamma, observationCount: count)
    self.priorities =
      priorities.exponent == 0 ? nil : ReplayPriorities(priorities, capacity: capacity)
  }

  /// The present number of transitions.
  var count: Int { transitions.count }

  /// Stores a step.
  ///
  /// - Parameters:
  ///   - step: the step.
  ///   - reward: the transformed reward, as the learner uses it.
  ///   - bootstraps: whether the value of the next observation counts.
  mutating func append(_ step: TimeStep, reward: Float, bootstraps: Bool) {
    let first = transitions.appended
    store(step, reward: reward, bootstraps: bootstraps)
    for number in first..<transitions.appended {
      priorities?.append(at: number % transitions.capacity)
    }
  }

  /// Stores the step, or delays it for its n-step return.
  private mutating func store(_ step: TimeStep, reward: Float, bootstraps: Bool) {
    let episodeEnded = step.ended
    guard let frames else {
      returns.append(
        observation: step.before.observation.numbers, action: step.action, reward: reward,
        nextObservation: step.after.observation.numbers, bootstraps: bootstraps,
        episodeEnded: episodeEnded, into: &transitions)
      return
    }
    if startsEpisode {
      newestFrame = frames.append(newest(of: step.before.observation), startsEpisode: true)
    }
    let frame = UInt32(newestFrame)
    newestFrame = frames.append(newest(of: step.after.observation), startsEpisode: false)
    startsEpisode = episodeEnded
    withUnsafePointer(to: frame) { frame in
      withUnsafePointer(to: UInt32(newestFrame)) { nextFrame in
        returns.append(
          observation: frame, action: step.action, reward: reward, nextObservation: nextFrame,
          bootstraps: bootstraps, episodeEnded: episodeEnded, into: &transitions)
      }
    }
    if let oldest = transitions.oldest {
      frames.forget(before: transitions.frames(at: oldest).observation - (frames.depth - 1))
    }
  }

  /// Draws transitions into the batch: uniformly, or by their priorities.
  ///
  /// - Parameters:
  ///   - replacement: whether a uniform draw may take a transition more than once; one by priorities
  ///     always may.
  ///   - importance: β of a draw by priorities; nothing to a uniform one.
  ///   - random: the replay stream.
  ///   - batch: its indices and contents are overwritten, and by priorities its weights, which a
  ///     uniform draw leaves at 1.
  /// - Precondition: the memory holds a transition; uniformly and without replacement, it holds at
  ///   least a batch.
  func sample(
    replacement: Bool, importance: Double = 1, using random: inout RandomSource,
    into batch: borrowing ReplayBatch
  ) {
    if priorities == nil {
      transitions.draw(replacement: replacement, using: &random, into: batch)
    } else {
      priorities?.draw(importance: importance, using: &random, into: batch)
      transitions.fetch(batch)
    }
    gather(into: batch)
  }

  /// Updates priorities from temporal-difference errors; does nothing where draws are uniform.
  ///
  /// Of several rows with the same transition the last one counts.
  ///
  /// - Parameters:
  ///   - batch: the last one drawn; nothing was appended since.
  ///   - rows: the rows of the gradient step.
  ///   - errors: the error of each of these rows, of either sign.
  mutating func updatePriorities(
    of batch: borrowing ReplayBatch, rows: Range<Int>, errors: UnsafePointer<Float>
  ) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= batch.count, "rows \(rows) of \(batch.count)")
    priorities?.update(
      at: UnsafeBufferPointer(rebasing: batch.indices[rows]), errors: errors)
  }

  /// Copies the transitions at `batch.indices` into the batch.
  func gather(into batch: borrowing ReplayBatch) {
    guard let frames else { return transitions.gather(into: batch) }
    for row in 0..<batch.count {
      let index = batch.indices[row]
      let newest = transitions.frames(at: index)
      transitions.copyOutcome(at: index, to: row, of: batch)
      frames.writeStack(endingAt: newest.observation, into: batch.observations[row].pixels)
      frames.writeStack(endingAt: newest.nextObservation, into: batch.nextObservations[row].pixels)
    }
  }

  /// The last image of a stack.
  private func newest(of observation: ObservationBuffer) -> UnsafePointer<UInt8> {
    let bytes = observation.bytes
    let frameBytes = frames?.frameBytes ?? bytes.count
    return UnsafePointer(observation.pixels + (bytes.count - frameBytes))
  }
}

extension ReplayMemory {
  /// The memory that so many transitions take.
  ///
  /// Of images, every episode has one more than steps.
  ///
  /// - Parameters:
  ///   - transitions: how many there are.
  ///   - episodeSteps: steps that an episode is taken to have.
  ///   - observation: what is observed.
  ///   - compression: that of images.
  ///   - prioritized: whether each has a priority.
  /// - Returns: bytes.
  static func bytes(
    transitions: Int, episodeSteps: Int = 16, observation: ObservationShape,
    compression: FrameCompression, prioritized: Bool = false
  ) -> Int {
    let count: Int
    var frames = 0
    switch observation {
    case .vector(let numbers): count = numbers
    case .image(_, _, _, let stack):
      count = 1
      frames = FrameStore.bytes(
        frames: transitions + transitions / episodeSteps + 256,
        frameBytes: observation.byteCount / stack,
        compression: compression)
    }
    return FloatBuffer.bytes(
      count: transitions * TransitionRing.rowStride(observationCount: count))
      + frames + (prioritized ? SumTree.bytes(capacity: transitions) : 0)
  }
}

// MARK: - Checkpoint

/// The format of a saved replay memory.
///
/// The transitions are saved separately, by number, together with their images: so each is saved once,
/// except for a few images that the transitions of two parts share.
extension ReplayMemory {
  /// The numbers of the present transitions.
  var numbers: Range<Int> { transitions.numbers }

  /// Bytes that a saved transition takes.
  var bytesPerTransition: Int { transitions.rowBytes + (frames?.expectedBytes ?? 0) }

  /// Writes everything but the transitions.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("experience")
    returns.save(to: &archive)
    transitions.save(to: &archive)
    priorities?.save(to: &archive)
    guard let frames else { return }
    frames.save(to: &archive)
    archive.write(newestFrame)
    archive.write(startsEpisode)
    // The images of the delayed steps, and of the next one.
    let recent = max(frames.first, frames.end - returns.length - frames.depth)
    frames.saveFrames(recent..<frames.end, to: &archive)
  }

  /// Restores the saved state; the transitions have to be restored too.
  mutating func restore(
    from archive: inout ArchiveReader, actionCount: Int
  ) throws(ArchiveError) {
    try archive.mark("experience")
    try returns.restore(from: &archive, actionCount: actionCount)
    try transitions.restore(from: &archive)
    try priorities?.restore(from: &archive, count: transitions.count)
    guard let frames else { return }
    try frames.restore(from: &archive, limit: maxFrames)
    newestFrame = try archive.integer(in: 0...max(0, frames.end - 1))
    startsEpisode = try archive.truth()
    try frames.restoreFrames(from: &archive)
    let isComplete = returns.delayedFrames.allSatisfy { frames.contains($0) }
    guard isComplete, startsEpisode || frames.contains(newestFrame) else {
      throw archive.error("images of the last steps are missing")
    }
  }

  /// Writes the transitions of those numbers, after their images.
  ///
  /// - Precondition: they are among `numbers`.
  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {
    if let frames, let last = numbers.last {
      let oldest = newestFrames(ofTransition: numbers.lowerBound).observation
      let newest = newestFrames(ofTransition: last).nextObservation
      frames.saveFrames(oldest - frames.age(of: oldest)..<newest + 1, to: &archive)
    }
    transitions.saveTransitions(numbers, to: &archive)
  }

  /// Restores saved transitions, those that are among `numbers`.
  ///
  /// - Returns: the numbers that were saved.
  func restoreTransitions(
    from archive: inout ArchiveReader, actionCount: Int
  ) throws(ArchiveError) -> Range<Int> {
    try frames?.restoreFrames(from: &archive)
    let restored = try transitions.restoreTransitions(from: &archive, actionCount: actionCount)
    guard let frames else { return restored }
    for number in restored.clamped(to: numbers) {
      let newest = newestFrames(ofTransition: number)
      guard frames.contains(newest.observation), frames.contains(newest.nextObservation) else {
        throw archive.error("images of transition \(number) are missing")
      }
    }
    return restored
  }

  private func newestFrames(
    ofTransition number: Int
  ) -> (observation: Int, nextObservation: Int) {
    transitions.frames(at: number % transitions.capacity)
  }

  /// An upper bound of the images of so many transitions.
  ///
  /// An episode of one step has two images, and blocks are freed whole.
  private var maxFrames: Int {
    2 * (transitions.count + returns.length + FrameStore.standardBlock) + (frames?.depth ?? 0)
  }
}
