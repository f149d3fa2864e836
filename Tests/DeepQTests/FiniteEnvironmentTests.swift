import Testing

@testable import DeepQ

@Suite struct FiniteEnvironmentTests {
  @Test func `tables are those of Gymnasium 1.4.0, probability for probability`() throws {
    let tables = try #require(try Recording.read("tabular").tables)
    #expect(tables.count == 8)
    for table in tables {
      let specification = try table.specification()
      let definition = try #require(Environments.definition(of: specification.id))
      let mdp = try #require(definition.mdp?(specification))
      #expect(table.lines.count > mdp.stateCount * mdp.actionCount)
      let difference = table.lines.firstDifference(from: Self.lines(of: mdp))
      #expect(difference == nil, "\(specification)")
    }
  }

  /// A table as a recording has it.
  private static func lines(of mdp: FiniteMDP) -> [String] {
    var lines: [String] = []
    for (state, probability) in mdp.start.enumerated() where probability != 0 {
      lines.append("start \(state) \(plainText(probability))")
    }
    for state in 0..<mdp.stateCount {
      for action in 0..<mdp.actionCount {
        let outcomes = mdp.outcomes(of: action, in: state).map { outcome in
          " \(plainText(outcome.probability)) \(outcome.state) \(plainText(outcome.reward)) "
            + "\(outcome.terminated ? 1 : 0)"
        }
        lines.append("\(state) \(action)" + outcomes.joined())
      }
    }
    return lines
  }

  @Test func `ten seeds step exactly as in Gymnasium 1.4.0, for three episodes each`() throws {
    let episodes = try Recording.read("tabular").trajectories
    #expect(episodes.count == 240)
    let differences = try TrajectoryPlayer.differences(from: episodes) { environment, _ in
      environment.finiteState.map(String.init) ?? ""
    }
    #expect(differences == [])
  }

  @Test func `a draw is compared with the running sum of the probabilities`() {
    // uniform01() of seed 0 is 0.63696…, NumPy's default_rng(0).random().
    func drawn(_ probabilities: [Double]) -> Int {
      var random = RandomSource(SeedSequence(entropy: 0))
      return random.categorical(probabilities)
    }
    #expect(drawn([0.5, 0.5]) == 1)
    #expect(drawn([0.7, 0.3]) == 0)
    #expect(drawn([0.3, 0.3, 0.4]) == 2)
    #expect(drawn([0.3, 0.3]) == 0, "as argmax of nothing but false")
  }
}
