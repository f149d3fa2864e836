/// The tutorial's example: reach a starred cell of a grid in as few steps as can be.
///
/// | Cell    | Meaning                                                                        |
/// |---------|--------------------------------------------------------------------------------|
/// | `.`     | free                                                                           |
/// | `#`     | a wall                                                                         |
/// | `*`     | a star: the episode ends there                                                 |
/// | `S`     | where episodes start; with several, each is as likely                          |
/// | `1`–`9` | where episodes start as well, so many times as likely as at `S`                |
///
/// - **Actions**: 0 left, 1 down, 2 right, 3 up. At a wall or an edge one stays where one is.
/// - **Slip**: with this probability the step goes to one of the two sides instead, each as likely.
/// - **Reward**: `step_reward` for every step, and `star_reward` more for the one to a star.
/// - **Start**: as the map says; without `S` or a digit, every free cell is as likely.
/// - **Terminated**: at a star. **Truncated** by the loop after 100 steps.
/// - **Observation**: the cell, as a one-hot vector; cells are numbered row by row.
///
/// Maps by name: `corners`, 4 × 4 with stars in two corners, is example 4.1 of Sutton and Barto,
/// *Reinforcement Learning*, 2nd ed., and `maze` their example 8.1; `rooms` is the four-room grid of
/// R. S. Sutton, D. Precup, S. Singh, "Between MDPs and semi-MDPs", Artificial Intelligence 112,
/// 1999.
enum GridWorld {
  static let definition = EnvironmentDefinition.finite(
    id: "GridWorld-v1", summary: "walk to a star on a grid, in as few steps as can be",
    maxEpisodeSteps: 100, settings: [mapSetting, stepReward, starReward, slip],
    actions: moves.map(\.name), picture: .grid { map(of: $0) },
    stateCount: { map(of: $0).count }, mdp: { mdp(of: $0) })

  static let mapSetting = GridMap.setting(
    maps, standard: "corners", letters: ".#*S123456789", needed: "*",
    summary: "by name, or rows: '.' free, '#' wall, '*' star, 'S' or a digit start",
    problem: { rows in
      rows.joined().contains { $0 != "#" && $0 != "*" } ? nil : "the map has no cell to start in"
    })
  static let stepReward = EnvironmentSetting(
    name: "step_reward", kind: .real(-1e6...1e6), standard: .real(-1),
    summary: "reward for every step")
  static let starReward = EnvironmentSetting(
    name: "star_reward", kind: .real(-1e6...1e6), standard: .real(0),
    summary: "reward for reaching a star, beside the step's")
  static let slip = EnvironmentSetting(
    name: "slip", kind: .real(0...1), standard: .real(0),
    summary: "probability that a step goes to one of its sides instead")

  static let moves: [GridMove] = [.left, .down, .right, .up]

  static let maps: [(name: String, rows: [String])] = [
    ("corners", ["*...", "....", "....", "...*"]),
    (
      "maze",
      [".......#*", "..#....#.", "S.#....#.", "..#......", ".....#...", "........."]
    ),
    (
      "rooms",
      [
        "S....#.....", ".....#.....", "...........", ".....#.....", ".....#.....", "#.####.....",
        ".....###.##", ".....#.....", ".....#.....", "...........", ".....#....*",
      ]
    ),
  ]

  static func map(of specification: EnvironmentSpecification) -> GridMap {
    GridMap.map(mapSetting, in: specification, named: maps, moves: moves)
  }

  static func mdp(of specification: EnvironmentSpecification) -> FiniteMDP {
    let map = map(of: specification)
    let stepReward = specification.real(Self.stepReward)
    let starReward = specification.real(Self.starReward)
    let slip = specification.real(Self.slip)

    func outcome(_ action: Int, from cell: Int, _ probability: Double) -> FiniteMDP.Outcome {
      let next = map.cell(after: moves[action % moves.count], from: cell)
      let reached = map.cells[next] == "#" ? cell : next
      let isStar = map.cells[reached] == "*"
      return FiniteMDP.Outcome(
        probability: probability, state: reached,
        reward: isStar ? stepReward + starReward : stepReward, terminated: isStar)
    }

    return FiniteMDP(start: start(of: map), actionCount: moves.count) { cell, action in
      if map.cells[cell] == "#" || map.cells[cell] == "*" {
        return [FiniteMDP.Outcome(state: cell, reward: 0, terminated: true)]
      }
      if slip == 0 { return [outcome(action, from: cell, 1)] }
      return [
        outcome(action + 3, from: cell, slip / 2), outcome(action, from: cell, 1 - slip),
        outcome(action + 1, from: cell, slip / 2),
      ]
    }
  }

  private static func start(of map: GridMap) -> [Double] {
    var weights = map.cells.map { cell in
      cell == "S" ? 1 : Double(cell.wholeNumberValue ?? 0)
    }
    if !weights.contains(where: { $0 > 0 }) {
      weights = map.cells.map { $0 == "." ? 1 : 0 }
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
