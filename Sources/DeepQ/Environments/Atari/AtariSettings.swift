import CALE

/// How a game is played: what the field calls its evaluation protocol.
///
/// The defaults are those of Gymnasium's `ALE/…-v5` under its `AtariPreprocessing` and
/// `FrameStackObservation`, after M. C. Machado et al., "Revisiting the Arcade Learning
/// Environment", JAIR 61, 2018.
struct AtariSettings: Equatable, Sendable {
  /// Frames that an action lasts.
  var frameSkip = 4
  /// Probability that a frame repeats the action of the frame before.
  var stickyActions = 0.25
  /// An episode starts with 1 to so many frames of doing nothing; 0 for none.
  var noopMax = 30
  /// Whether all 18 actions are there, or those only that mean something in the game.
  var fullActionSpace = false
  /// Whether the loss of a life ends an episode of the training.
  var terminalOnLifeLoss = false
  /// Rows, and columns, of an image.
  var screenSize = 84
  /// Images in one observation.
  var frameStack = 4
  /// Frames after which an episode is truncated, those of its start included; 0 for no limit.
  var maxFrames = 108_000
  /// The game's mode; `nil` for its own default.
  var mode: Int?
  /// The setting of the difficulty switches; `nil` for the game's default.
  var difficulty: Int?
  /// Path of a ROM of one's own; empty for the one that came with the emulator.
  var rom = ""

  /// All defaults.
  init() {}

  /// The settings of a specification.
  init(_ specification: EnvironmentSpecification) {
    for row in Self.rows {
      if let value = specification.settings[row.setting.name] { row.write(value, &self) }
    }
  }

  /// Where the ROM of a game is.
  func romPath(of game: AtariGame) -> String {
    rom.isEmpty ? "\(String(cString: cale_roms()))/\(game.name).bin" : rom
  }

  /// Steps that an episode has at most.
  var maxSteps: Int? {
    maxFrames == 0 ? nil : (maxFrames + frameSkip - 1) / frameSkip
  }
}

// MARK: - The table

extension AtariSettings {
  /// One setting: its definition, and how its value is written here.
  struct Row: Sendable {
    let setting: EnvironmentSetting
    let write: @Sendable (EnvironmentSettingValue, inout AtariSettings) -> Void
  }

  /// All settings, in the order of canonical texts.
  static let rows: [Row] = [
    integer("frame_skip", \.frameSkip, 1...1000, "frames that an action lasts"),
    Row(
      setting: EnvironmentSetting(
        name: "sticky_actions", kind: .real(0...1), standard: .real(AtariSettings().stickyActions),
        summary: "probability that a frame repeats the action of the frame before"),
      write: { value, settings in
        if case .real(let number) = value { settings.stickyActions = number }
      }),
    integer(
      "noop_max", \.noopMax, 0...10_000,
      "an episode starts with 1 to so many frames of doing nothing"),
    flag(
      "full_action_space", \.fullActionSpace,
      "all 18 actions, not only those that mean something in the game"),
    flag(
      "terminal_on_life_loss", \.terminalOnLifeLoss,
      "the loss of a life ends an episode, in training only"),
    integer("screen_size", \.screenSize, 20...160, "rows, and columns, of an image"),
    integer("frame_stack", \.frameStack, 1...16, "images in one observation"),
    integer(
      "max_frames", \.maxFrames, 0...1_000_000_000,
      "frames after which an episode is truncated; 0 for no limit"),
    optional("mode", \.mode, "the game's mode"),
    optional("difficulty", \.difficulty, "the difficulty switches"),
    Row(
      setting: EnvironmentSetting(
        name: "rom", kind: .text(example: "roms/pong.bin"), standard: .text(""),
        summary: "a ROM of one's own"),
      write: { value, settings in
        if case .text(let path) = value { settings.rom = path }
      }),
  ]

  private static func integer(
    _ name: String, _ path: any WritableKeyPath<AtariSettings, Int> & Sendable,
    _ range: ClosedRange<Int>, _ summary: String
  ) -> Row {
    Row(
      setting: EnvironmentSetting(
        name: name, kind: .integer(range), standard: .integer(AtariSettings()[keyPath: path]),
        summary: summary),
      write: { value, settings in
        if case .integer(let number) = value { settings[keyPath: path] = number }
      })
  }

  private static func optional(
    _ name: String, _ path: any WritableKeyPath<AtariSettings, Int?> & Sendable, _ summary: String
  ) -> Row {
    Row(
      setting: EnvironmentSetting(
        name: name, kind: .integerOrWord(0...1_000_000, "default"), standard: .text("default"),
        summary: "\(summary); 'default' for the game's own"),
      write: { value, settings in
        if case .integer(let number) = value { settings[keyPath: path] = number }
      })
  }

  private static func flag(
    _ name: String, _ path: any WritableKeyPath<AtariSettings, Bool> & Sendable, _ summary: String
  ) -> Row {
    Row(
      setting: EnvironmentSetting(
        name: name, kind: .flag, standard: .flag(AtariSettings()[keyPath: path]), summary: summary
      ),
      write: { value, settings in
        if case .flag(let flag) = value { settings[keyPath: path] = flag }
      })
  }
}
