import DeepQ
import Testing

@testable import Experiments

@Suite struct EnvironmentSpecificationNamedTests {
  private func message(_ id: String, _ settings: [String] = []) -> String? {
    #expect(throws: ConfigurationErrors.self) {
      try EnvironmentSpecification.named(id, settings: settings)
    }?.description
  }

  @Test(arguments: [("CartPole-v0", 200), ("CartPole-v1", 500)])
  func `an environment has its own limit on steps`(id: String, limit: Int) throws {
    #expect(
      try EnvironmentSpecification.named(id, settings: [])
        == EnvironmentSpecification(id: id, maxEpisodeSteps: limit))
  }

  @Test func `a setting takes the place of the environment's own`() throws {
    #expect(
      try EnvironmentSpecification.named("CartPole-v1", settings: ["max_episode_steps=1k"])
        .maxEpisodeSteps == 1000)
  }

  @Test func `a name that is near one is answered with it`() {
    #expect(
      message("cartpole-v1")
        == "the environment 'cartpole-v1' is not supported; did you mean 'CartPole-v1'?")
  }

  @Test(arguments: ["", "Pong", "a: [b", "CartPole-v1\nseeds: {count: 2}", "{id: CartPole-v1}"])
  func `a name is taken as it is, whatever it would be in YAML`(id: String) {
    #expect(message(id)?.contains("is not supported; ") == true)
  }

  @Test func `mistakes in settings are told in the user's words`() {
    #expect(
      message("CartPole-v1", ["max_episode_steps=no", "gravity=1"]) == """
        --set max_episode_steps=no: 'max_episode_steps': 'no' is not a number; expected a whole \
        number from 1 to 1000000000
        --set gravity=1: 'gravity' is not a setting of 'environment'; expected 'id' or \
        'max_episode_steps'
        """)
  }
}
