import CVector

/// An Atari 2600 game, played from its screen.
///
/// - **Observation**: the last `frame_stack` images, `[images, rows, columns]`, newest last. An
///   image is the brighter, pixel by pixel, of the last two frames of an action (some games draw
///   half of their objects in every other frame), in the emulator's own grey, shrunk by area.
/// - **Actions**: those that mean something in the game, or all 18; 0 does nothing. An action lasts
///   `frame_skip` frames; each of them, with probability `sticky_actions`, repeats the action of
///   the frame before instead.
/// - **Reward**: the points scored, unclipped.
/// - **Start**: a new game, then 1 to `noop_max` frames of doing nothing.
/// - **Terminated**: when the game is over or, with `terminal_on_life_loss`, a life is lost; either
///   way the next episode is a new game. **Truncated** after `max_frames` frames.
///
/// Equal to Gymnasium 1.4.0's `AtariPreprocessing` and `FrameStackObservation` around ale-py
/// 0.12.1's `ALE/…-v5` with `frameskip=1`: same seed and actions, same bytes, rewards and ends. So
/// an episode that ends before its last two frames repeats the image before, as there.
final class Atari: Environment, @unchecked Sendable {
  let settings: AtariSettings
  let emulator: Emulator
  private let actions: [Int32]
  private let resize: AreaResize
  /// The screen after the last frame of an action, then the brighter of it and `earlier`.
  let latest: UnsafeMutablePointer<UInt8>
  /// The screen after the last frame but one.
  let earlier: UnsafeMutablePointer<UInt8>
  /// The images of the observation.
  let stack: UnsafeMutablePointer<UInt8>
  var lives: Int32 = 0
  private var keepsColours = false
  private(set) var colourScreen: ColourScreen?

  var pixelCount: Int { emulator.rows * emulator.columns }
  var imageCount: Int { settings.screenSize * settings.screenSize }

  /// A game before its first reset.
  init(_ emulator: consuming Emulator, _ settings: AtariSettings, actions: [Int32]) {
    self.settings = settings
    self.actions = actions
    resize = AreaResize(
      rows: emulator.rows, columns: emulator.columns, size: settings.screenSize)
    let pixels = emulator.rows * emulator.columns
    self.emulator = emulator
    latest = .allocate(capacity: pixels)
    earlier = .allocate(capacity: pixels)
    latest.initialize(repeating: 0, count: pixels)
    earlier.initialize(repeating: 0, count: pixels)
    let bytes = settings.frameStack * settings.screenSize * settings.screenSize
    stack = .allocate(capacity: bytes)
    stack.initialize(repeating: 0, count: bytes)
  }

  deinit {
    latest.deallocate()
    earlier.deallocate()
    stack.deallocate()
  }

  /// Starts a new game, and lets some of its first frames pass.
  func reset(using random: inout RandomSource, into observation: ObservationBuffer) {
    lives = emulator.reset()
    if settings.noopMax > 0 {
      for _ in 0..<(1 + random.integer(below: settings.noopMax)) {
        let frame = emulator.step(0)
        lives = frame.lives
        if frame.terminated || frame.truncated { lives = emulator.reset() }
      }
    }
    emulator.writeScreen(into: latest)
    if keepsColours { colourScreen = emulator.colourScreen() }
    earlier.update(repeating: 0, count: pixelCount)
    addImage()
    let newest = stack + (settings.frameStack - 1) * imageCount
    for index in 0..<(settings.frameStack - 1) {
      (stack + index * imageCount).update(from: newest, count: imageCount)
    }
    write(into: observation)
  }

  /// Takes an action for `frame_skip` frames, or until the episode ends.
  func step(
    _ action: Int, using random: inout RandomSource, into observation: ObservationBuffer
  ) -> StepOutcome {
    let action = actions[action]
    var earlierColours: ColourScreen?
    var outcome = StepOutcome(reward: 0, terminated: false)
    for index in 0..<settings.frameSkip {
      let frame = emulator.step(action)
      outcome.reward += frame.reward
      let lostLife = settings.terminalOnLifeLoss && frame.lives < lives
      lives = frame.lives
      outcome.terminated = frame.terminated || lostLife
      outcome.truncated = frame.truncated
      if outcome.terminated || outcome.truncated { break }
      if index == settings.frameSkip - 2 {
        emulator.writeScreen(into: earlier)
        if keepsColours { earlierColours = emulator.colourScreen() }
      } else if index == settings.frameSkip - 1 {
        emulator.writeScreen(into: latest)
      }
    }
    addImage()
    if keepsColours { keepColours(over: earlierColours) }
    write(into: observation)
    return outcome
  }

  /// From now on, keeps the screen in colour too.
  func keepColours() { keepsColours = true }

  /// Keeps the screen after the last frame of an action, with what only the frame before it shows.
  private func keepColours(over earlier: ColourScreen?) {
    var screen = emulator.colourScreen()
    if let earlier { screen.addBrighterPixels(of: earlier) }
    colourScreen = screen
  }

  /// Adds the image of the last two screens to the stack, in place of the oldest.
  private func addImage() {
    if settings.frameSkip > 1 { cvector_maximum(latest, earlier, pixelCount) }
    let oldBytes = (settings.frameStack - 1) * imageCount
    stack.update(from: stack + imageCount, count: oldBytes)
    resize.shrink(latest, into: stack + oldBytes)
  }

  private func write(into observation: ObservationBuffer) {
    let bytes = observation.bytes
    precondition(
      bytes.count == settings.frameStack * imageCount,
      "\(observation.shape) for \(settings.frameStack) images of \(imageCount) pixels")
    UnsafeMutableRawPointer(observation.start).copyMemory(from: stack, byteCount: bytes.count)
  }
}

// MARK: - Checkpoint

extension Atari {
  /// Writes the state of the console with its generator, and the last screens and images.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("Atari")
    archive.write(Int(lives))
    for buffer in savedBuffers { archive.write(raw: UnsafeRawBufferPointer(buffer)) }
    archive.write(bytes: emulator.state())
  }

  /// Restores console, screens and images.
  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("Atari")
    lives = Int32(try archive.integer(in: 0...Int(Int32.max)))
    for buffer in savedBuffers { try archive.read(into: UnsafeMutableRawBufferPointer(buffer)) }
    guard emulator.restore(try archive.byteList()) else {
      throw archive.error("the emulator does not take this state")
    }
  }

  /// The screens and images that the next observation is made with.
  private var savedBuffers: [UnsafeMutableBufferPointer<UInt8>] {
    [
      UnsafeMutableBufferPointer(start: latest, count: pixelCount),
      UnsafeMutableBufferPointer(start: earlier, count: pixelCount),
      UnsafeMutableBufferPointer(start: stack, count: settings.frameStack * imageCount),
    ]
  }
}
