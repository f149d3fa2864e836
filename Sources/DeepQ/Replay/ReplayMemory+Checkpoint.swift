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
