/// Cross a frozen lake from the start to the goal without falling into a hole, on ice that may be
/// slippery.
///
/// - **Actions**: 0 left, 1 down, 2 right, 3 up. At the edge one stays where one is.
/// - **Slippery**: a step goes where it should with probability `success_rate`, and else to one of
///   its two sides, each as likely.
/// - **Reward**: 1 at the goal, else 0.
/// - **Start**: a cell `S`; with several, each is as likely.
/// - **Terminated**: at the goal `G` or in a hole `H`. **Truncated** by the loop after 100 steps (8x8:
///   200).
/// - **Solved** (convention): mean return ≥ 0.70 (8x8: 0.85).
/// - **Observation**: the cell, as a one-hot vector; cells are numbered row by row.
///
/// Tables, settings, names and draws follow Gymnasium 1.4.0's `FrozenLake-v1` and
/// `FrozenLake8x8-v1`.
enum FrozenLake {
  static let small = definition(
    id: "FrozenLake-v1", map: "4x4", maxEpisodeSteps: 100, solvedReturn: 0.7)
  static let large = definition(
    id: "FrozenLake8x8-v1", map: "8x8", maxEpisodeSteps: 200, solvedReturn: 0.85)

  static let moves: [GridMove] = [.left, .down, .right, .up]

  static let maps: [(name: String, rows: [String])] = [
    ("4x4", ["SFFF", "FHFH", "FFFH", "HFFG"]),
    (
      "8x8",
      [
        "SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF",
        "FFFHFFFG",
      ]
    ),
  ]

  static let isSlippery = EnvironmentSetting(
    name: "is_slippery", kind: .flag, standard: .flag(true),
    summary: "whether a step may go to one of its sides")
  static let successRate = EnvironmentSetting(
    name: "success_rate", kind: .real(0...1), standard: .real(1.0 / 3.0),
    summary: "where it is slippery: probability that a step goes where it should")

  private static func definition(
    id: String, map name: String, maxEpisodeSteps: Int, solvedReturn: Double
  ) -> EnvironmentDefinition {
    let setting = GridMap.setting(
      maps, standard: name, letters: "SFHG", needed: "S",
      summary: "by name, or rows: 'S' start, 'F' frozen, 'H' hole, 'G' goal")
    let map: @Sendable (EnvironmentSpecification) -> GridMap = { specification in
      GridMap.map(setting, in: specification, named: maps, moves: moves)
    }
    return .finite(
      id: id, summary: "cross a frozen lake of \(name) cells without falling into a hole",
      maxEpisodeSteps: maxEpisodeSteps, solvedReturn: solvedReturn,
      settings: [setting, isSlippery, successRate],
      actions: moves.map(\.name), picture: .grid(map), stateCount: { map($0).count },
      mdp: { mdp(on: map($0), $0) })
  }

  private static func mdp(
    on map: GridMap, _ specification: EnvironmentSpecification
  ) -> FiniteMDP {
    let isSlippery = specification.flag(Self.isSlippery)
    let success = specification.real(successRate)
    let failure = (1 - success) / 2
    let starts = Double(map.cells.count { $0 == "S" })

    func outcome(_ action: Int, from cell: Int, _ probability: Double) -> FiniteMDP.Outcome {
      let reached = map.cell(after: moves[action % moves.count], from: cell)
      let letter = map.cells[reached]
      return FiniteMDP.Outcome(
        probability: probability, state: reached, reward: letter == "G" ? 1 : 0,
        terminated: letter == "G" || letter == "H")
    }

    let start = map.cells.map { $0 == "S" ? 1 / starts : 0 }
    return FiniteMDP(start: start, actionCount: moves.count) { cell, action in
      if map.cells[cell] == "G" || map.cells[cell] == "H" {
        return [FiniteMDP.Outcome(state: cell, reward: 0, terminated: true)]
      }
      if !isSlippery { return [outcome(action, from: cell, 1)] }
      return [
        outcome(action + 3, from: cell, failure), outcome(action, from: cell, success),
        outcome(action + 1, from: cell, failure),
      ]
    }
  }
}
