/// The replay memory of an agent: stores its transitions, and samples batches of them.
///
/// A transition of vectors holds both observations. One of images holds the names of two stacks of
/// frames: the frames themselves are in a `FrameStore`, each once, and stacks are put together when
/// they are drawn. A name is the number of the stack's newest frame, kept as the bits of a `Float`.
/// An image that is no stack is a stack of one.
struct ReplayMemory: ~Copyable {
  var transitions: TransitionRing
  var returns: MultiStepReturn
  /// The images; `nil` where observations are vectors.
  let frames: FrameStore?
  /// What each transition's chance of being drawn is made of; `nil` where all have the same.
  var priorities: ReplayPriorities?
  /// The number of the image that the next step starts from, once the episode is under way.
  var newestFrame = 0
  /// Whether the next step is the first of an episode.
  var startsEpisode = true

  /// An empty memory.
  ///
  /// - Parameters:
  ///   - capacity: transitions that it can hold.
  ///   - observation: what is observed.
  ///   - nStep: rewards summed before the bootstrap.
  ///   - gamma: the discount factor.
  ///   - compression: how images are kept.
  ///   - blockFrames: images that memory is reserved for at a time.
  ///   - priorities: how much errors count when transitions are drawn.
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

  /// Transitions that it holds now.
  var count: Int { transitions.count }

  /// Remembers a step.
  ///
  /// - Parameters:
  ///   - step: what was seen and done.
  ///   - reward: the reward that is learned from.
  ///   - bootstraps: whether the value of the next observation counts.
  mutating func append(_ step: TimeStep, reward: Float, bootstraps: Bool) {
    let known = transitions.appended
    remember(step, reward: reward, bootstraps: bootstraps)
    for number in known..<transitions.appended {
      priorities?.append(at: number % transitions.capacity)
    }
  }

  /// Has the step, and those held back that it completes, stored.
  private mutating func remember(_ step: TimeStep, reward: Float, bootstraps: Bool) {
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
    let name = Float(frame: newestFrame)
    newestFrame = frames.append(newest(of: step.after.observation), startsEpisode: false)
    startsEpisode = episodeEnded
    withUnsafePointer(to: name) { name in
      withUnsafePointer(to: Float(frame: newestFrame)) { nextName in
        returns.append(
          observation: name, action: step.action, reward: reward, nextObservation: nextName,
          bootstraps: bootstraps, episodeEnded: episodeEnded, into: &transitions)
      }
    }
    if let oldest = transitions.oldest {
      frames.forget(before: transitions.observation(at: oldest)[0].frame - (frames.depth - 1))
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
    guard priorities != nil else { return }
    for (index, row) in rows.enumerated() {
      priorities?.update(at: batch.indices[row], error: errors[index])
    }
  }

  /// Copies the transitions at `batch.indices` into the batch.
  func gather(into batch: borrowing ReplayBatch) {
    guard let frames else { return transitions.gather(into: batch) }
    for place in 0..<batch.count {
      let index = batch.indices[place]
      transitions.copyOutcome(at: index, to: place, of: batch)
      frames.writeStack(
        endingAt: transitions.observation(at: index)[0].frame,
        into: batch.observations[place].pixels)
      frames.writeStack(
        endingAt: transitions.nextObservation(at: index)[0].frame,
        into: batch.nextObservations[place].pixels)
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
  ///   - compression: how images are kept.
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

extension Float {
  /// The name of an image: its number's bits, never to be reckoned with.
  fileprivate init(frame number: Int) { self.init(bitPattern: UInt32(number)) }

  /// The number of the image of that name.
  var frame: Int { Int(bitPattern) }
}

// MARK: - Checkpoint

/// How a replay memory is saved.
///
/// The transitions are saved apart, by number, and with them the images that they show: so each is
/// saved once, but for the few images that the transitions on both sides of a cut share.
extension ReplayMemory {
  /// The numbers of the transitions that the memory holds.
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
    // The images of the steps that are held back, and of the next one.
    let recent = max(frames.first, frames.end - returns.length - frames.depth)
    frames.saveFrames(recent..<frames.end, to: &archive)
  }

  /// Goes on where the saved one was, once the transitions are restored too.
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
    let isWhole = returns.observationsHeldBack.allSatisfy { frames.holds($0[0].frame) }
    guard isWhole, startsEpisode || frames.holds(newestFrame) else {
      throw archive.error("images of the last steps are missing")
    }
  }

  /// Writes the transitions of those numbers, after the images that they show.
  ///
  /// - Precondition: the memory holds them.
  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {
    if let frames, let last = numbers.last {
      let oldest = names(ofTransition: numbers.lowerBound).observation
      let newest = names(ofTransition: last).nextObservation
      frames.saveFrames(oldest - frames.age(of: oldest)..<newest + 1, to: &archive)
    }
    transitions.saveTransitions(numbers, to: &archive)
  }

  /// Puts saved transitions in their places, those that the memory still holds.
  ///
  /// - Returns: the numbers that were saved.
  func restoreTransitions(
    from archive: inout ArchiveReader, actionCount: Int
  ) throws(ArchiveError) -> Range<Int> {
    try frames?.restoreFrames(from: &archive)
    let restored = try transitions.restoreTransitions(from: &archive, actionCount: actionCount)
    guard let frames else { return restored }
    for number in restored.clamped(to: numbers) {
      let names = names(ofTransition: number)
      guard frames.holds(names.observation), frames.holds(names.nextObservation) else {
        throw archive.error("images of transition \(number) are missing")
      }
    }
    return restored
  }

  /// The newest images of what a transition shows.
  private func names(ofTransition number: Int) -> (observation: Int, nextObservation: Int) {
    let place = number % transitions.capacity
    return (
      transitions.observation(at: place)[0].frame, transitions.nextObservation(at: place)[0].frame
    )
  }

  /// More images than a store can hold for so many transitions.
  ///
  /// An episode of one step has two images, and blocks are given up whole.
  private var maxFrames: Int {
    2 * (transitions.count + returns.length + FrameStore.standardBlock) + (frames?.depth ?? 0)
  }
}
