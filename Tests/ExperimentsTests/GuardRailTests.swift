import DeepQ
import Foundation
import Testing

@testable import Experiments

struct GuardRailTests {
  /// The rules that a file breaks, by name.
  private func broken(_ text: String) throws -> [String] {
    try experiment(text).warnings.map(\.rule)
  }

  private func cartPole(_ base: String, _ addition: String = "") throws -> [String] {
    try broken(preamble + "base: {\(base)}\n" + addition)
  }

  private func message(_ text: String) throws -> String {
    let warnings = try experiment(text).warnings
    try #require(warnings.count == 1)
    return warnings[0].message
  }

  // MARK: - The environment

  @Test func `images without convolutions are unusual`() throws {
    let file = "name: a\nenvironment: MinAtar/Breakout-v1\n"
    #expect(
      try message(file)
        == "the images of MinAtar/Breakout-v1 (4x10x10) are learned from without "
        + "'network.convolution'; usual is [16@3x3/1]")
    #expect(try broken(file + "base: {network.convolution: [16@3x3/1]}") == [])
    // Numbers have no neighbours.
    #expect(try broken(preamble) == [])
  }

  @Test func `a training is short below a twentieth of the shortest published one`() throws {
    #expect(
      try message(preamble + "base: {steps: 2499}")
        == "'steps' (2499) is below 5 % of the shortest training with a published score in "
        + "CartPole-v1; usual is at least 50k steps")
    #expect(try cartPole("steps: 2500") == [])
    #expect(try cartPole("episodes: 20, epsilon.decay: 0.9") == [])
    // 1M frames, which are steps, and of version 0.
    let minAtar =
      "name: a\nenvironment: MinAtar/Freeway-v1\nbase: {network.convolution: [16@3x3/1], "
    #expect(try broken(minAtar + "steps: 49_999}") == ["steps"])
    #expect(try broken(minAtar + "steps: 50_000}") == [])
  }

  @Test func `the frames of an emulator count, and games without a score are held to their family`()
    throws
  {
    let game = "name: a\nenvironment: ALE/Tennis\npreset: dqn-2015\nbase: {replay.warmup: 100, "
    #expect(
      try message(game + "epsilon.decay: 10_000, steps: 62_499}")
        == "'steps' (62499, or 249996 frames) is below 5 % of the shortest training with a published "
        + "score in the games of this family; usual is at least 5M frames")
    #expect(try broken(game + "epsilon.decay: 10_000, steps: 62_500}") == [])
  }

  @Test func `evaluations further apart than the training is long are unusual`() throws {
    #expect(try cartPole("steps: 5000", "evaluate: {every: 5001}") == ["evaluation"])
    #expect(try cartPole("steps: 5000", "evaluate: {every: 5000}") == [])
    #expect(try cartPole("steps: 5000", "evaluate: {every: 0}") == [])
    let episodes = "episodes: 20, epsilon.decay: 0.9"
    #expect(try cartPole(episodes, "evaluate: {every: 10_001}") == ["evaluation"])
    #expect(try cartPole(episodes, "evaluate: {every: 10_000}") == [])
  }

  @Test(arguments: [
    // With gamma 1 the return is the number of steps.
    ("gamma: 1, c51.v_min: 0, c51.v_max: 499", ["c51-range"]),
    ("gamma: 1, c51.v_min: 0, c51.v_max: 500", []),
    ("gamma: 0.9, c51.v_min: 0, c51.v_max: 10", []),
    ("gamma: 0.9, c51.v_min: 0, c51.v_max: 9.99", ["c51-range"]),
    // An episode of one step that is a failure.
    ("gamma: 0.9, c51.v_min: 0, c51.v_max: 10, terminal_penalty: -1", ["c51-range"]),
    ("gamma: 0.9, c51.v_min: -1, c51.v_max: 10, terminal_penalty: -1", []),
    // What is learned from is clipped, a penalty too.
    ("gamma: 0.9, c51.v_min: -1, c51.v_max: 10, terminal_penalty: -50, reward_clip: 1", []),
    ("gamma: 0.9, c51.v_min: 0, c51.v_max: 5, reward_clip: 0.5", []),
    ("gamma: 0.9, c51.v_min: 1.1, c51.v_max: 10", ["c51-range"]),
  ])
  func `the returns of C51 have to be within its range`(base: String, rules: [String]) throws {
    #expect(try cartPole("distribution: c51, " + base) == rules)
  }

  @Test func `returns below 0 are bounded from below`() throws {
    let car =
      "name: a\nenvironment: MountainCar-v0\nbase: {distribution: c51, gamma: 1, c51.v_max: 0, "
    #expect(try broken(car + "c51.v_min: -199}") == ["c51-range"])
    #expect(try broken(car + "c51.v_min: -200}") == [])
  }

  // MARK: - The target network

  @Test(arguments: [
    ("target.tau: 0.05, target.update_every: 501", ["soft-target"]),
    ("target.tau: 0.05, target.update_every: 500", []),
    ("target.tau: 0.005, target.update_every: 1", []),
    ("target.tau: 0.005", ["soft-target"]),
    ("target.update_every: 1", ["hard-target"]),
    ("target.update_every: 2", []),
    ("target.update_every: 4, train_every: 4", ["hard-target"]),
    ("target.update_every: 5, train_every: 4", []),
    ("target.update_every: 1, gradient_steps: 2", []),
    ("target.update_every: 0", []),
    ("steps: 20_000, target.update_every: 20_000", ["target-interval"]),
    ("steps: 20_000, target.update_every: 19_999", []),
  ])
  func `a target network follows, but not at once`(base: String, rules: [String]) throws {
    #expect(try cartPole(base) == rules)
  }

  // MARK: - Learning and exploration

  @Test(arguments: [
    ("learning_rate: 0.1", []),
    ("learning_rate: 0.11", ["learning-rate"]),
    ("learning_rate: 1e-7", []),
    ("learning_rate: 0.9e-7", ["learning-rate"]),
    ("optimizer: rmsprop, learning_rate: 0.11", ["learning-rate"]),
    ("optimizer: sgd, learning_rate: 1", []),
    ("optimizer: sgd, learning_rate: 1.1", ["learning-rate"]),
  ])
  func `what is a usual learning rate depends on the optimiser`(base: String, rules: [String])
    throws
  {
    #expect(try cartPole(base) == rules)
  }

  @Test func `a table's learning rate may be large`() throws {
    let file = "name: a\nenvironment: GridWorld-v1\nalgorithm: q-learning\nbase: {learning_rate: 1}"
    #expect(try broken(file) == [])
  }

  @Test(arguments: [
    ("steps: 5000, epsilon: {decay: 5001, schedule: linear, per: step}", ["exploration"]),
    ("steps: 5000, epsilon: {decay: 5000, schedule: linear, per: step}", []),
    ("episodes: 100, epsilon: {decay: 101, schedule: linear, per: episode}", ["exploration"]),
    ("episodes: 100, epsilon: {decay: 100, schedule: linear, per: episode}", []),
    // 0.5 after 100 episodes is not above the half of 0.01 to 1.
    ("episodes: 100, epsilon: {decay: 0.9931, schedule: exponential}", []),
    ("episodes: 100, epsilon: {decay: 0.9933, schedule: exponential}", ["exploration"]),
    ("epsilon: {decay: 1, schedule: exponential}", ["exploration"]),
    ("epsilon: {start: 0.1, end: 0.1, decay: 1, schedule: exponential}", []),
    // 4000 updates after the warm-up of 1000 steps.
    ("steps: 5000, epsilon: {decay: 4001, schedule: linear, per: update}", ["exploration"]),
    ("steps: 5000, epsilon: {decay: 4000, schedule: linear, per: update}", []),
  ])
  func `exploration falls within the training`(base: String, rules: [String]) throws {
    #expect(try cartPole(base) == rules)
  }
}

/// Maps whose goals cannot be reached.
struct UnreachableGoalTests {
  private func warnings(_ environment: String) throws -> [String] {
    try experiment("name: a\nenvironment: {\(environment)}\nalgorithm: value-iteration\n")
      .warnings.map(\.message)
  }

  @Test func `a goal behind a wall is unusual, and one with a gap in the wall is not`() throws {
    #expect(
      try warnings("id: GridWorld-v1, map: ['S.#.', '..#*']") == [
        "no goal of the map can be reached from the start, row 1, column 1; usual is a map with a way "
          + "to a goal from each start"
      ])
    #expect(try warnings("id: GridWorld-v1, map: ['S...', '..#*']") == [])
  }

  @Test func `every cell is a start where the map has none`() throws {
    #expect(
      try warnings("id: GridWorld-v1, map: ['.*#.']") == [
        "no goal of the map can be reached from 1 of the 2 cells that episodes start in, such as row "
          + "1, column 4; usual is a map with a way to a goal from each start"
      ])
    // No episode starts behind the wall.
    #expect(try warnings("id: GridWorld-v1, map: ['S*#.']") == [])
  }

  @Test func `holes close a frozen lake off, and slipping around them is a way`() throws {
    let map = "id: FrozenLake-v1, map: ['SFH', 'HHH', 'FFG']"
    #expect(try warnings(map).count == 1)
    #expect(try warnings("id: FrozenLake-v1, map: ['SFH', 'HFH', 'FFG']") == [])
    // A lake may have no goal at all.
    #expect(try warnings("id: FrozenLake-v1, map: ['SF', 'FF']").count == 1)
  }

  @Test func `a step that never goes where it should goes to its sides`() throws {
    #expect(try warnings("id: GridWorld-v1, slip: 1, map: ['S*']") == [])
  }

  @Test func `the maps that come with the program can be solved`() throws {
    for definition in Environments.registry {
      #expect(UnreachableGoal(definition.specification) == nil, "\(definition.id)")
    }
    for map in ["corners", "maze", "rooms"] {
      #expect(try warnings("id: GridWorld-v1, map: \(map)") == [])
    }
  }
}
