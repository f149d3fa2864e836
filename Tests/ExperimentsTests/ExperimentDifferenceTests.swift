import Testing

@testable import Experiments

struct ExperimentDifferenceTests {
  private func differences(_ old: String, _ new: String) throws -> [String] {
    try ExperimentDifference.between(experiment(preamble + old), experiment(preamble + new))
  }

  @Test func `comments, formatting and the run block make no difference`() throws {
    #expect(
      try differences(
        "base: {gamma: 0.90, n_step: 1}\ngrid: {learning_rate: [1e-1, 0.2]}\nrun: {workers: 2}",
        """
        # the same
        seeds: {count: 1}
        grid:
          learning_rate: [0.1, .2]
        base:
          gamma: .9
        """
      ).isEmpty)
  }

  @Test func `what changed is told in the file's words`() throws {
    #expect(
      try differences(
        """
        base: {gamma: 0.99, steps: 5000}
        grid: {learning_rate: [0.1, 0.2], n_step: [1, 2]}
        exclude: [{n_step: 1, learning_rate: 0.1}]
        """,
        """
        base: {gamma: 0.95, episodes: 20}
        grid: {learning_rate: [0.1], n_step: [1, 2], double: [true]}
        seeds: {root: 1, count: 3}
        evaluate: {every: 10, episodes: 1, epsilon: 0.5}
        solve: {threshold: 1, window: 2, stop: true}
        """) == [
          "base.steps: was 5000, now none", "base.episodes: was none, now 20",
          "base.gamma: was 0.99, now 0.95", "grid.learning_rate: was [0.1, 0.2], now [0.1]",
          "grid.double: was false (fixed), now [true]",
          "the order of axes: was learning_rate, n_step, now learning_rate, n_step, double",
          "exclude: was {n_step: 1, learning_rate: 0.1}, now nothing", "seeds.root: was 42, now 1",
          "seeds.count: was 1, now 3", "evaluate.every: was 0, now 10",
          "evaluate.episodes: was 20, now 1", "evaluate.epsilon: was 0, now 0.5",
          "solve.threshold: was 475, now 1", "solve.window: was 100, now 2",
          "solve.stop: was false, now true",
        ])
  }

  @Test func `the order of axes and of conditions is a difference`() throws {
    #expect(
      try differences("grid: {gamma: [0.9], n_step: [1]}", "grid: {n_step: [1], gamma: [0.9]}") == [
        "the order of axes: was gamma, n_step, now n_step, gamma"
      ])
    #expect(
      try differences(
        "when: [{if: {loss: mse}, grid: {n_step: [1, 2]}}]",
        "when: [{if: {loss: mse}, grid: {n_step: [1, 3]}}]") == [
          "when: was {loss: mse} varies n_step: [1, 2], now {loss: mse} varies n_step: [1, 3]"
        ])
  }

  @Test func `another environment is a difference`() throws {
    let old = try experiment("name: a\nenvironment: CartPole-v1\nsolve: {threshold: 195}")
    let new = try experiment("name: b\nenvironment: {id: CartPole-v0, max_episode_steps: 300}")
    #expect(
      ExperimentDifference.between(old, new) == [
        "name: was a, now b", "environment: was CartPole-v1, now CartPole-v0",
        "environment.max_episode_steps: was 500, now 300",
      ])
  }
}
