/// Walk along a cliff from one corner to the other; who falls starts again, at a price.
///
/// - **Actions**: 0 up, 1 right, 2 down, 3 left. At the edge one stays where one is.
/// - **Slippery**: a step goes where it should, or to one of its two sides, with probability 1/3
///   each.
/// - **Reward**: −1 a step, −100 for one over the cliff, which leads back to the start.
/// - **Start**: the lower left corner. **Terminated** in the lower right one. There is no limit.
/// - **Observation**: the cell of the 4 × 12, as a one-hot vector; cells are numbered row by row.
///
/// Source: Sutton and Barto, *Reinforcement Learning*, 2nd ed., example 6.6. Table and draws follow
/// Gymnasium 1.4.0's `CliffWalking-v1` and `CliffWalkingSlippery-v1`.
enum CliffWalking {
  static let plain = definition(id: "CliffWalking-v1", isSlippery: false)
  static let slippery = definition(id: "CliffWalkingSlippery-v1", isSlippery: true)

  static let map = GridMap(
    ["............", "............", "............", "SCCCCCCCCCCG"],
    moves: [.up, .right, .down, .left])

  private static func definition(id: String, isSlippery: Bool) -> EnvironmentDefinition {
    let setting = EnvironmentSetting(
      name: "is_slippery", kind: .flag, standard: .flag(isSlippery),
      summary: "whether a step may go to one of its sides")
    return .finite(
      id: id, summary: "walk along a cliff" + (isSlippery ? " on slippery ground" : ""),
      maxEpisodeSteps: nil, settings: [setting], actions: map.moves.map(\.name),
      picture: .grid { _ in map }, stateCount: { _ in map.count },
      mdp: { mdp(isSlippery: $0.flag(setting)) })
  }

  private static func mdp(isSlippery: Bool) -> FiniteMDP {
    let count = map.moves.count
    let start = map.cells.map { $0 == "S" ? 1.0 : 0 }
    return FiniteMDP(start: start, actionCount: count) { cell, action in
      let taken = isSlippery ? [action + count - 1, action, action + 1] : [action]
      return taken.map { action in
        let reached = map.cell(after: map.moves[action % count], from: cell)
        let probability = 1 / Double(taken.count)
        if map.cells[reached] == "C" {
          let first = start.firstIndex(of: 1) ?? 0
          return FiniteMDP.Outcome(probability: probability, state: first, reward: -100)
        }
        return FiniteMDP.Outcome(
          probability: probability, state: reached, reward: -1,
          terminated: map.cells[reached] == "G")
      }
    }
  }
}
