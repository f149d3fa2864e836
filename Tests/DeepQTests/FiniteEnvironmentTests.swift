import Testing

@testable import DeepQ

@Suite struct FiniteEnvironmentTests {
  @Test func `tables are those of Gymnasium 1.4.0, probability for probability`() throws {
    let recordings = try TabularRecording.read()
    #expect(recordings.count == 8)
    for recording in recordings {
      let id = recording.specification.id
      let definition = try #require(Environments.definition(of: id))
      let mdp = try #require(definition.mdp?(recording.specification))
      #expect(recording.rows.count == mdp.stateCount * mdp.actionCount, "\(id)")
      for row in recording.rows {
        let outcomes = Array(mdp.outcomes(of: row.action, in: row.state))
        #expect(outcomes == row.outcomes, "\(id), state \(row.state), action \(row.action)")
      }
      var start = [Double](repeating: 0, count: mdp.stateCount)
      for (state, probability) in recording.start { start[state] = probability }
      #expect(mdp.start == start, "\(id)")
    }
  }

  @Test func `ten seeds step exactly as in Gymnasium 1.4.0, for three episodes each`() throws {
    for recording in try TabularRecording.read() {
      let specification = recording.specification
      let definition = try #require(Environments.definition(of: specification.id))
      let observation = ObservationStorage(definition.interface(specification).observation)
      var made: (environment: any Environment, random: RandomSource)?
      for (index, episode) in recording.episodes.enumerated() {
        if index % 3 == 0 { made = definition.make(specification, episode.seed) }
        guard var (environment, random) = made else { continue }
        environment.reset(using: &random, into: observation.buffer)
        #expect(environment.finiteState == episode.first)
        for (number, step) in episode.steps.enumerated() {
          let outcome = environment.step(step.action, using: &random, into: observation.buffer)
          let isSame =
            environment.finiteState == step.state
            && outcome == StepOutcome(reward: step.reward, terminated: step.terminated)
            && step.truncated == (number + 1 == specification.maxEpisodeSteps)
          guard isSame else {
            Issue.record("\(specification.id), seed \(episode.seed), step \(number + 1)")
            break
          }
        }
        made = (environment, random)
      }
    }
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
