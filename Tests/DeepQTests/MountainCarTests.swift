import Testing

@testable import DeepQ

@Suite struct MountainCarTests {
  @Test func `four seeds step exactly as in Gymnasium 1.4.0 with correctly rounded cosines`() throws
  {
    let episodes = try ClassicRecording.read("MountainCar-v0", "rounded")
    #expect(episodes.count == 8)
    #expect(episodes.contains { $0.steps.last?.terminated == true })
    #expect(episodes.contains { $0.steps.last?.truncated == true })
    for episode in try Self.played(episodes) { #expect(episode.largestError == 0) }
  }

  @Test func `with the C library's cosines the steps differ in the last bits at most`() throws {
    for episode in try Self.played(ClassicRecording.read("MountainCar-v0", "glibc")) {
      #expect(episode.largestError < 1e-12)
    }
  }

  /// How far the states of our episodes are from the recorded ones; rewards and ends must agree.
  private static func played(
    _ episodes: [ClassicRecording.Episode]
  ) throws -> [(largestError: Double, Int)] {
    var environment = MountainCar()
    var random = RandomSource(SeedSequence(entropy: 0))
    let observation = ObservationStorage(.vector(2))
    return episodes.enumerated().map { index, episode in
      if index % 2 == 0 { random = RandomSource(SeedSequence(entropy: episode.seed)) }
      var error = 0.0
      for (number, step) in episode.steps.enumerated() {
        if let action = step.action {
          let outcome = environment.step(action, using: &random, into: observation.buffer)
          #expect(outcome == StepOutcome(reward: step.reward, terminated: step.terminated))
          #expect(step.truncated == (number == MountainCar.v0.maxEpisodeSteps))
        } else {
          environment.reset(using: &random, into: observation.buffer)
        }
        error = max(error, abs(environment.position - step.state[0]))
        error = max(error, abs(environment.velocity - step.state[1]))
        if error == 0 { #expect(Array(observation.buffer.floats) == step.observation) }
      }
      return (error, episode.steps.count)
    }
  }

  @Test func `the car cannot leave the valley to the left`() {
    var car = MountainCar()
    car.position = -1.19
    car.velocity = -0.07
    var random = RandomSource(SeedSequence(entropy: 0))
    let observation = ObservationStorage(.vector(2))
    _ = car.step(0, using: &random, into: observation.buffer)
    #expect((car.position, car.velocity) == (-1.2, 0))
  }
}
