import Testing

@testable import DeepQ

@Suite struct AcrobotTests {
  @Test func `four seeds step exactly as in Gymnasium 1.4.0 with correctly rounded functions`()
    throws
  {
    let episodes = try ClassicRecording.read("Acrobot-v1", "rounded")
    #expect(episodes.count == 8)
    #expect(episodes.contains { $0.steps.last?.terminated == true })
    for episode in episodes { #expect(try Self.errors(of: episodes, episode.seed).max() == 0) }
  }

  @Test func `with the C library's functions the first steps differ in the last bits at most`()
    throws
  {
    let episodes = try ClassicRecording.read("Acrobot-v1", "glibc")
    for seed in Set(episodes.map(\.seed)).sorted() {
      let errors = try Self.errors(of: episodes, seed)
      #expect(try #require(errors.prefix(40).max()) < 1e-9)
    }
  }

  /// How far the states of our episodes of a seed are from the recorded ones, step by step.
  ///
  /// As long as they are not at all, everything else must agree too.
  private static func errors(
    of episodes: [ClassicRecording.Episode], _ seed: UInt64
  ) throws -> [Double] {
    var environment = Acrobot()
    var random = RandomSource(SeedSequence(entropy: seed))
    let observation = ObservationStorage(.vector(6))
    var errors: [Double] = []
    for episode in episodes where episode.seed == seed {
      for (number, step) in episode.steps.enumerated() {
        var outcome = StepOutcome(reward: step.reward, terminated: step.terminated)
        if let action = step.action {
          outcome = environment.step(action, using: &random, into: observation.buffer)
        } else {
          environment.reset(using: &random, into: observation.buffer)
        }
        let error = (0..<4).map { abs(environment.state[$0] - step.state[$0]) }.max() ?? 0
        errors.append(error)
        // A velocity of Gymnasium's that parted from ours ends the comparison of this seed.
        if error > 1e-3 { return errors }
        if error == 0 {
          #expect(outcome == StepOutcome(reward: step.reward, terminated: step.terminated))
          #expect(step.truncated == (number == Acrobot.v1.maxEpisodeSteps))
          for (ours, theirs) in zip(observation.buffer.floats, step.observation) {
            #expect(episode.kind == "glibc" ? abs(ours - theirs) < 1e-6 : ours == theirs)
          }
        }
      }
    }
    return errors
  }
}
