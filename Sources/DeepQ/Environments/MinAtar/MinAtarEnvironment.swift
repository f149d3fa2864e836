/// A game of MinAtar: the rules alone.
///
/// Each follows its module of MinAtar 1.0.15, `minatar/environments/`, line by line, quirks included:
/// same draws and actions, same states.
protocol MinAtarGame: Sendable {
  /// What the game is called in an environment's name.
  static var name: String { get }
  /// One line for a reader.
  static var summary: String { get }
  /// What its channels show, in their order.
  static var channels: [String] { get }
  /// The actions that make a difference.
  static var actions: [MinAtarAction] { get }
  /// Frames that no game is shorter than.
  static var minEpisodeSteps: Int { get }

  /// A game before its first reset; the difficulty grows over time if it is ramping.
  init(isRamping: Bool)

  /// Whether the game is over.
  var isOver: Bool { get }

  /// Starts a new game.
  mutating func reset(using random: inout MersenneTwister)

  /// Advances by one frame; returns the reward.
  mutating func act(_ action: MinAtarAction, using random: inout MersenneTwister) -> Int

  /// Shows the game on empty planes, one for each channel.
  func draw(on planes: PixelPlanes)

  /// Visits all parts of the state of a running game.
  mutating func visit<Visitor: GameStateVisitor>(_ visitor: inout Visitor) throws(ArchiveError)
}

extension MinAtarGame {
  static var minEpisodeSteps: Int { 1 }
}

/// What a player can do, by MinAtar's numbers.
enum MinAtarAction: Int, CaseIterable, Sendable {
  case none, left, up, right, down, fire
}

/// The planes of an image, all dark at first.
struct PixelPlanes {
  static let size = 10
  let pixels: UnsafeMutableBufferPointer<UInt8>

  /// Lights a pixel.
  func light(_ channel: Int, row: Int, column: Int) {
    pixels[(channel * Self.size + row) * Self.size + column] = 255
  }

  /// Lights what a map has.
  func light(_ channel: Int, _ map: PixelMap) {
    for row in 0..<Self.size {
      for column in 0..<Self.size where map[row, column] {
        light(channel, row: row, column: column)
      }
    }
  }
}

/// Ten rows of ten bits.
struct PixelMap: Equatable, Sendable {
  private var rows = SIMD16<UInt16>()

  subscript(row: Int, column: Int) -> Bool {
    get { rows[row] >> UInt16(column) & 1 == 1 }
    set {
      rows[row] &= ~(1 << UInt16(column))
      if newValue { rows[row] |= 1 << UInt16(column) }
    }
  }

  /// Bits that are set.
  var count: Int { (0..<PixelPlanes.size).reduce(0) { $0 + rows[$1].nonzeroBitCount } }

  /// Whether a row has any.
  func hasAny(inRow row: Int) -> Bool { rows[row] != 0 }

  /// Whether a column has any.
  func hasAny(inColumn column: Int) -> Bool {
    (0..<PixelPlanes.size).contains { self[$0, column] }
  }

  /// Sets a rectangle.
  mutating func fill(rows: Range<Int>, columns: Range<Int>) {
    for row in rows { for column in columns { self[row, column] = true } }
  }

  /// Empties a row.
  mutating func clear(row: Int) { rows[row] = 0 }

  /// All rows so many rows down, all columns so many to the right, what falls off coming back on the
  /// other side.
  func rolled(down: Int = 0, right: Int = 0) -> PixelMap {
    let size = PixelPlanes.size
    var rolled = PixelMap()
    for row in 0..<size {
      for column in 0..<size where self[row, column] {
        rolled[(row + down + size) % size, (column + right + size) % size] = true
      }
    }
    return rolled
  }
}

/// A game of MinAtar as an environment.
///
/// - **Actions**: 0 nothing, 1 left, 2 up, 3 right, 4 down, 5 fire in version 0; in version 1 those
///   of them that make a difference, in this order.
/// - **Sticky actions**: with probability `sticky_actions` the last action is taken once more in
///   place of the requested one, also across the end of an episode.
/// - **Observation**: an image of 10 × 10 pixels, a channel for each kind of thing, 255 where one is.
/// - **Terminated** when the game is over; there is no limit.
///
/// Draws are MinAtar 1.0.15's, from a generator of its own that is made of the seed, as
/// `Environment.seed` makes it: same seed and actions, same states, episode after episode.
///
/// Source: K. Young, T. Tian, "MinAtar: An Atari-Inspired Testbed for Thorough and Reproducible
/// Reinforcement Learning Experiments", arXiv:1903.03176, 2019.
struct MinAtarEnvironment<Game: MinAtarGame>: Environment {
  var game: Game
  var random: MersenneTwister
  var lastAction = MinAtarAction.none
  private let actions: [MinAtarAction]
  private let stickiness: Double

  init(_ game: Game, actions: [MinAtarAction], stickiness: Double, seed: UInt64) {
    self.game = game
    self.actions = actions
    self.stickiness = stickiness
    random = MersenneTwister(seed: seed)
  }

  /// Starts a new game.
  mutating func reset(using source: inout RandomSource, into observation: ObservationBuffer) {
    game.reset(using: &random)
    draw(into: observation)
  }

  /// Advances by one frame.
  mutating func step(
    _ action: Int, using source: inout RandomSource, into observation: ObservationBuffer
  ) -> StepOutcome {
    precondition(actions.indices.contains(action), "\(Game.name) has no action \(action)")
    precondition(!game.isOver, "\(Game.name) was stepped after its episode had terminated")
    if !(random.uniform01() < stickiness) { lastAction = actions[action] }
    let reward = game.act(lastAction, using: &random)
    draw(into: observation)
    return StepOutcome(reward: Double(reward), terminated: game.isOver)
  }

  private func draw(into observation: ObservationBuffer) {
    observation.bytes.update(repeating: 0)
    game.draw(on: PixelPlanes(pixels: observation.bytes))
  }
}

// MARK: - Definitions

enum MinAtar {
  /// All games, in both versions.
  static let definitions =
    definitions(of: MinAtarAsterix.self) + definitions(of: MinAtarBreakout.self)
    + definitions(of: MinAtarFreeway.self) + definitions(of: MinAtarSeaquest.self)
    + definitions(of: MinAtarSpaceInvaders.self)

  static let stickyActions = EnvironmentSetting(
    name: "sticky_actions", kind: .real(0...1), standard: .real(0.1),
    summary: "probability that the last action is taken once more")
  static let difficultyRamping = EnvironmentSetting(
    name: "difficulty_ramping", kind: .flag, standard: .flag(true),
    summary: "whether the game becomes harder over time, where it can")

  private static func definitions<Game: MinAtarGame>(
    of game: Game.Type
  ) -> [EnvironmentDefinition] {
    [
      definition(of: game, version: 0, actions: MinAtarAction.allCases),
      definition(of: game, version: 1, actions: game.actions),
    ]
  }

  private static func definition<Game: MinAtarGame>(
    of game: Game.Type, version: Int, actions: [MinAtarAction]
  ) -> EnvironmentDefinition {
    let size = PixelPlanes.size
    let interface = EnvironmentInterface(
      observation: .image(channels: Game.channels.count, rows: size, columns: size),
      actionCount: actions.count)
    return EnvironmentDefinition(
      id: "\(EnvironmentFamily.minAtar.namespace)\(Game.name)-v\(version)", family: .minAtar,
      summary: Game.summary + (version == 0 ? ", with all six actions" : ""),
      maxEpisodeSteps: nil, solvedReturn: nil, settings: [stickyActions, difficultyRamping],
      picture: .channels, stepsPerSecond: { _ in 15 },
      actionNames: { _ in actions.map { "\($0)" } },
      interface: { _ in interface },
      minEpisodeSteps: { _ in Game.minEpisodeSteps },
      make: { specification, seed in
        let environment = MinAtarEnvironment(
          Game(isRamping: specification.flag(difficultyRamping)), actions: actions,
          stickiness: specification.real(stickyActions), seed: seed)
        return (environment, RandomSource(SeedSequence(entropy: seed)))
      })
  }
}
