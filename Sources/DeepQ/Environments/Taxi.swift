/// Fetch a passenger at one of four locations of a city and set them down at another.
///
/// A state is the taxi's row and column (5 × 5), where the passenger is (one of four locations, or in
/// the taxi) and where they want to go: `((row · 5 + column) · 5 + passenger) · 4 + destination`,
/// 500 in all.
///
/// - **Actions**: 0 down, 1 up, 2 right, 3 left, 4 pick up, 5 set down. Walls and edges stop the taxi.
/// - **Rain**: a move that is possible goes where it should with probability `rainy_probability`,
///   and else to one of its two sides, each as likely.
/// - **Reward**: −1 a step; 20 for setting down where they want to go; −10 for picking up or setting
///   down where that cannot be done.
/// - **Start**: every cell of the taxi, the passenger and a destination elsewhere is as likely.
/// - **Terminated**: when the passenger is there. **Truncated** by the loop after 200 steps.
/// - **Solved** (convention): mean return ≥ 8.
/// - **Observation**: the state, as a one-hot vector.
///
/// Table, settings and draws follow Gymnasium 1.4.0's `Taxi-v4`, but for its `fickle_passenger`, who
/// changes their mind out of a memory that is no part of the state: that is no Markov process.
///
/// Source: T. G. Dietterich, "Hierarchical Reinforcement Learning with the MAXQ Value Function
/// Decomposition", JAIR 13, 2000.
public enum Taxi {
  static let definition = EnvironmentDefinition.finite(
    id: "Taxi-v4", summary: "fetch a passenger and set them down where they want to go",
    maxEpisodeSteps: 200, solvedReturn: 8, settings: [isRainy, rainyProbability],
    actions: moves.map(\.name) + ["pick up", "set down"], picture: .taxi,
    stateCount: { _ in size * size * 5 * 4 },
    mdp: {
      mdp(rain: $0.flag(isRainy) ? $0.real(rainyProbability) : nil)
    })

  static let isRainy = EnvironmentSetting(
    name: "is_rainy", kind: .flag, standard: .flag(false),
    summary: "whether a move may go to one of its sides")
  static let rainyProbability = EnvironmentSetting(
    name: "rainy_probability", kind: .real(0...1), standard: .real(0.8),
    summary: "where it rains: probability that a move goes where it should")

  /// What the taxi and its passenger are doing.
  public struct State: Equatable {
    /// The taxi's row, from 0.
    public var row: Int
    /// The taxi's column, from 0.
    public var column: Int
    /// One of the four locations, or 4 in the taxi.
    public var passenger: Int
    /// One of the four locations.
    public var destination: Int

    init(row: Int, column: Int, passenger: Int, destination: Int) {
      self.row = row
      self.column = column
      self.passenger = passenger
      self.destination = destination
    }

    /// The state of that number.
    public init(_ number: Int) {
      self.init(
        row: number / 100, column: number / 20 % 5, passenger: number / 4 % 5,
        destination: number % 4)
    }

    var number: Int { ((row * 5 + column) * 5 + passenger) * 4 + destination }
  }

  /// Rows, and columns, of the city.
  public static let size = 5
  /// Row and column of each of the four locations.
  public static let locations = [(0, 0), (0, 4), (4, 0), (4, 3)]
  private static let inTaxi = 4
  private static let moves: [GridMove] = [.down, .up, .right, .left]
  /// What lies to the left and to the right of who goes down, up, right or left.
  private static let sides: [(left: GridMove, right: GridMove)] = [
    (.right, .left), (.left, .right), (.up, .down), (.down, .up),
  ]
  /// Whether a wall keeps a taxi from going to the right.
  public static func hasWall(rightOf column: Int, row: Int) -> Bool {
    map[row][2 * column + 2] == "|"
  }

  /// Between two columns of a row, `|` is a wall.
  private static let map: [[Character]] = [
    "|R: | : :G|", "| : | : : |", "| : : : : |", "| | : | : |", "|Y| : |B: |",
  ].map { Array($0) }

  static func mdp(rain probability: Double?) -> FiniteMDP {
    var start = [Double](repeating: 0, count: size * size * 5 * 4)
    for number in start.indices {
      let state = State(number)
      if state.passenger < inTaxi, state.passenger != state.destination { start[number] = 1 }
    }
    let sum = start.reduce(0, +)
    return FiniteMDP(start: start.map { $0 / sum }, actionCount: 6) { number, action in
      let state = State(number)
      switch action {
      case 4: return [pickUp(state)]
      case 5: return [setDown(state)]
      default: return move(state, action, rain: probability)
      }
    }
  }

  private static func pickUp(_ state: State) -> FiniteMDP.Outcome {
    guard state.passenger < inTaxi, locations[state.passenger] == (state.row, state.column) else {
      return FiniteMDP.Outcome(state: state.number, reward: -10)
    }
    var next = state
    next.passenger = inTaxi
    return FiniteMDP.Outcome(state: next.number, reward: -1)
  }

  private static func setDown(_ state: State) -> FiniteMDP.Outcome {
    guard state.passenger == inTaxi,
      let location = locations.firstIndex(where: { $0 == (state.row, state.column) })
    else { return FiniteMDP.Outcome(state: state.number, reward: -10) }
    var next = state
    next.passenger = location
    let isThere = location == state.destination
    return FiniteMDP.Outcome(
      state: next.number, reward: isThere ? 20 : -1, terminated: isThere)
  }

  private static func move(
    _ state: State, _ action: Int, rain probability: Double?
  ) -> [FiniteMDP.Outcome] {
    let forward = moved(state, moves[action])
    guard let probability else {
      return [FiniteMDP.Outcome(state: forward.number, reward: -1)]
    }
    // Who cannot go forward does not drift either.
    let canMove = forward != state
    let left = canMove ? moved(state, sides[action].left) : state
    let right = canMove ? moved(state, sides[action].right) : state
    let aside = (1 - probability) / 2
    return [
      FiniteMDP.Outcome(probability: probability, state: forward.number, reward: -1),
      FiniteMDP.Outcome(probability: aside, state: left.number, reward: -1),
      FiniteMDP.Outcome(probability: aside, state: right.number, reward: -1),
    ]
  }

  /// The state after a move, the same if a wall or an edge is in the way.
  private static func moved(_ state: State, _ move: GridMove) -> State {
    var next = state
    if move.columns == 0 {
      next.row = min(max(state.row + move.rows, 0), size - 1)
    } else if map[state.row][2 * state.column + 1 + move.columns] == ":" {
      next.column += move.columns
    }
    return next
  }
}
