import DeepQ

/// A start of a grid's map from which no goal can be reached.
struct UnreachableGoal: Equatable, Sendable, CustomStringConvertible {
  /// The first such start, counted from 1; the other starts, or all of them, may be as bad.
  let row: Int
  let column: Int
  /// How many starts there are, and how many of them are such.
  let starts: Int
  let isolated: Int

  var description: String {
    let start = "row \(row), column \(column)"
    let these =
      isolated < starts
      ? "\(isolated) of the \(starts) cells that episodes start in, such as \(start)"
      : starts == 1 ? "the start, \(start)" : "any of the \(starts) cells that episodes start in"
    return
      "no goal of the map can be reached from \(these); usual is a map with a way to a goal from "
      + "each start"
  }

  /// Looks for one; `nil` if there is none, or if the environment has no map that a file can give.
  init?(_ environment: EnvironmentSpecification) {
    guard case .grid(let drawn) = environment.definition.picture,
      environment.definition.settings.contains(where: { $0.name == "map" }),
      let mdp = environment.definition.mdp?(environment)
    else { return nil }
    let map = drawn(environment)
    let leads = Self.leadsToGoal(mdp) { map.cells[$0] == "*" || map.cells[$0] == "G" }
    let starts = mdp.start.indices.filter { mdp.start[$0] > 0 }
    let isolated = starts.filter { !leads[$0] }
    guard let first = isolated.first else { return nil }
    row = first / map.columnCount + 1
    column = first % map.columnCount + 1
    self.starts = starts.count
    self.isolated = isolated.count
  }

  /// Whether some actions lead from each state to a goal, with any probability above 0.
  private static func leadsToGoal(_ mdp: FiniteMDP, isGoal: (Int) -> Bool) -> [Bool] {
    // The states that lead to each state in one step without the end of an episode in between.
    var sources = [[Int]](repeating: [], count: mdp.stateCount)
    var leads = [Bool](repeating: false, count: mdp.stateCount)
    var frontier: [Int] = []
    for state in 0..<mdp.stateCount where !isGoal(state) {
      for action in 0..<mdp.actionCount {
        for outcome in mdp.outcomes(of: action, in: state) where outcome.probability > 0 {
          if outcome.terminated {
            if isGoal(outcome.state), !leads[state] {
              leads[state] = true
              frontier.append(state)
            }
          } else {
            sources[outcome.state].append(state)
          }
        }
      }
    }
    while let state = frontier.popLast() {
      for source in sources[state] where !leads[source] {
        leads[source] = true
        frontier.append(source)
      }
    }
    return leads
  }
}
