import Testing

@testable import DeepQ

@Suite struct MinAtarTests {
  @Test(arguments: ["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"])
  func `five seeds play exactly as in MinAtar 1.0.15, pixel for pixel`(name: String) throws {
    let games = try MinAtarRecording.read().games.filter { $0.name == name }
    #expect(games.map(\.seed) == [0, 1, 2, 3, 4])
    var (steps, rewards) = (0, 0.0)
    for game in games {
      let definition = try #require(Environments.definition(of: "MinAtar/\(name)-v0"))
      var specification = definition.specification
      specification.set(MinAtar.stickyActions, to: .real(game.stickiness))
      specification.set(MinAtar.difficultyRamping, to: .flag(game.isRamping))
      var (environment, random) = definition.make(specification, game.seed)
      let observation = ObservationStorage(definition.interface(specification).observation)
      for (index, episode) in game.episodes.enumerated() {
        environment.reset(using: &random, into: observation.buffer)
        #expect(MinAtarRecording.digest(observation.buffer) == episode.first)
        for (number, step) in episode.steps.enumerated() {
          let outcome = environment.step(step.action, using: &random, into: observation.buffer)
          steps += 1
          rewards += outcome.reward
          let isSame =
            outcome == StepOutcome(reward: step.reward, terminated: step.terminated)
            && MinAtarRecording.digest(observation.buffer) == step.state
          guard isSame else {
            Issue.record("\(name), seed \(game.seed), episode \(index), step \(number + 1)")
            return
          }
        }
      }
    }
    #expect(steps > 1_000 && rewards > 0)
  }

  @Test func `version 1 has the actions that make a difference`() throws {
    let counts = ["Asterix": 5, "Breakout": 3, "Freeway": 3, "Seaquest": 6, "SpaceInvaders": 4]
    for (name, count) in counts {
      let definition = try #require(Environments.definition(of: "MinAtar/\(name)-v1"))
      #expect(definition.interface(definition.specification).actionCount == count)
    }
    // Action 2 of Breakout's version 1 is to the right: action 3 of version 0.
    #expect(try Self.second("MinAtar/Breakout-v1", 2) == Self.second("MinAtar/Breakout-v0", 3))
    #expect(try Self.second("MinAtar/Breakout-v1", 2) != Self.second("MinAtar/Breakout-v0", 2))
  }

  private static func second(_ id: String, _ action: Int) throws -> String {
    let definition = try #require(Environments.definition(of: id))
    var (environment, random) = definition.make(definition.specification, 1)
    let shape = definition.interface(definition.specification).observation
    let observation = ObservationStorage(shape)
    environment.reset(using: &random, into: observation.buffer)
    for _ in 0..<3 { _ = environment.step(action, using: &random, into: observation.buffer) }
    return MinAtarRecording.digest(observation.buffer)
  }
}
