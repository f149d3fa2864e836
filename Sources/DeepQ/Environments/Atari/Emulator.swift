import CALE

/// One Atari console with a game in it: the emulator's C interface, owned.
struct Emulator: ~Copyable, @unchecked Sendable {
  private let functions: UnsafePointer<CALEInterface>
  private let handle: OpaquePointer
  /// Rows and columns of the screen.
  let rows: Int
  let columns: Int

  /// Why there is no emulator on this machine, or `nil` if there is one.
  static var absence: String? {
    cale_interface() == nil ? String(cString: cale_failure()) : nil
  }

  /// A console with a game in it.
  ///
  /// - Throws: `EmulatorError`, if there is no emulator, or not that ROM, mode or difficulty.
  init(_ settings: AtariSettings, game: AtariGame, seed: UInt32) throws(EmulatorError) {
    guard let functions = cale_interface() else {
      throw EmulatorError(reason: String(cString: cale_failure()))
    }
    let open = functions.pointee.open
    var message = [CChar](repeating: 0, count: 1024)
    let handle = settings.romPath(of: game).withCString { rom -> OpaquePointer? in
      guard cale_rom_problem(rom, &message, message.count) == 0 else { return nil }
      return game.name.withCString { name in
        var all = CALESettings(
          rom: rom, game: name, seed: Int32(bitPattern: seed),
          sticky_actions: Float(settings.stickyActions), max_frames: Int32(settings.maxFrames),
          mode: Int32(settings.mode ?? -1), difficulty: Int32(settings.difficulty ?? -1))
        return open?(&all, &message, message.count)
      }
    }
    guard let handle else {
      let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw EmulatorError(reason: String(decoding: text, as: UTF8.self))
    }
    var (rows, columns): (Int32, Int32) = (0, 0)
    functions.pointee.screen_size(handle, &rows, &columns)
    self.functions = functions
    self.handle = handle
    self.rows = Int(rows)
    self.columns = Int(columns)
  }

  deinit { functions.pointee.close(handle) }

  /// Starts a game; returns the lives that it gives.
  func reset() -> Int32 {
    let lives = functions.pointee.reset(handle)
    precondition(lives >= 0, "the emulator did not start a game")
    return lives
  }

  /// Emulates one frame with an action of the full set.
  @inline(__always)
  func step(_ action: Int32) -> Frame {
    var frame = CALEFrame()
    let done = functions.pointee.step(handle, action, &frame)
    precondition(done == 1, "the emulator did not take action \(action)")
    return Frame(
      reward: Double(frame.reward), lives: frame.lives, terminated: frame.terminated != 0,
      truncated: frame.truncated != 0)
  }

  /// What a frame led to.
  struct Frame {
    var reward: Double
    var lives: Int32
    /// Whether the game is over.
    var terminated: Bool
    /// Whether the limit on frames is reached.
    var truncated: Bool
  }

  /// Writes the screen in the emulator's grey, `[rows, columns]`.
  func writeScreen(into pixels: UnsafeMutablePointer<UInt8>) {
    functions.pointee.grey_screen(handle, pixels)
  }

  /// The screen in the emulator's colours.
  func colourScreen() -> ColourScreen {
    var screen = ColourScreen(rows: rows, columns: columns)
    functions.pointee.colour_screen(handle, &screen.pixels, &screen.palette)
    return screen
  }

  /// The whole state of the console and its generator.
  func state() -> [UInt8] {
    let size = functions.pointee.save(handle, nil, 0)
    var bytes = [UInt8](repeating: 0, count: size)
    let written = functions.pointee.save(handle, &bytes, size)
    precondition(written == size && size > 0, "the emulator did not save its state")
    return bytes
  }

  /// Restores a state of a console with the same settings; returns whether it is valid.
  func restore(_ state: [UInt8]) -> Bool {
    functions.pointee.restore(handle, state, state.count) == 1
  }

  /// The actions, of the 18 that there are, that mean something in a game; `nil` without emulator.
  static func minimalActions(of game: AtariGame) -> [Int32]? {
    guard let functions = cale_interface() else { return nil }
    var actions = [Int32](repeating: 0, count: Int(CALE_ACTIONS))
    let count = functions.pointee.minimal_actions(game.name, &actions)
    return Array(actions.prefix(Int(count)))
  }
}

/// Why a game cannot be played.
struct EmulatorError: Error, Equatable {
  /// One clause, in the user's words.
  var reason: String
}
