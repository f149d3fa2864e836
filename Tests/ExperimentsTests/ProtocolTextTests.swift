import Testing

@testable import Experiments

@Suite struct ProtocolTextTests {
  private func text(_ file: String, ofTraining: Bool = false) throws -> String {
    let experiment = try Experiment(bytes: Array("name: a\n\(file)".utf8), name: "a.cfg")
    return ProtocolText.of(experiment, ofTraining: ofTraining)
  }

  @Test func `an environment without settings has its limit and the evaluation`() throws {
    #expect(
      try text("environment: CartPole-v1\nevaluate: {episodes: 20}")
        == "scores: CartPole-v1, max_episode_steps 500, 20 episodes at epsilon 0")
  }

  @Test func `scores of training are not of the evaluation`() throws {
    #expect(
      try text("environment: CartPole-v1\nevaluate: {episodes: 20}", ofTraining: true)
        == "scores: CartPole-v1, max_episode_steps 500, training episodes")
  }

  @Test func `all settings of a game are named, the usual ones too`() throws {
    #expect(
      try text(
        """
        environment: {id: ALE/Pong, sticky_actions: 0, mode: 1}
        evaluate: {episodes: 5, epsilon: 0.05}
        """)
          == """
          scores: ALE/Pong, frame_skip 4, sticky_actions 0, noop_max 30, full_action_space false,
            terminal_on_life_loss false, screen_size 84, frame_stack 4, max_frames 108000, mode 1,
            difficulty default, rom "", max_episode_steps none, 5 episodes at epsilon 0.05
          """)
  }
}
