import DeepQ
import Testing

@testable import Experiments

@Suite struct EnvironmentSpecificationTextTests {
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

  private func environment(_ settings: String) throws -> EnvironmentSpecification {
    try experiment("name: a\nenvironment: {id: GridWorld-v1, \(settings)}\n").environment
  }

  /// The text of a setting in the canonical text; `nil` if it is not there.
  private func written(_ name: String, _ settings: String) throws -> String? {
    let experiment = try experiment("name: a\nenvironment: {id: GridWorld-v1, \(settings)}\n")
    let text = CanonicalText.text(of: experiment.specification(configuration: 0, replicate: 0))
    #expect(try CanonicalText.trial(from: text).environment == experiment.environment)
    return text.split(separator: "\n").first { $0.hasPrefix("environment.\(name): ") }
      .map { String($0.drop { $0 != " " }.dropFirst()) }
  }

  @Test(arguments: [
    "map: [\"S.#\", \"..*\"]", "map: \"S.#/..*\"", "map: \"S.#\\n..*\\n\"",
    "map: [\"S.#\", \"..*\"], slip: 0",
  ])
  func `a map is the same however its rows are written`(settings: String) throws {
    #expect(try written("map", settings) == "\"S.#/..*\"")
  }

  @Test func `a map by name is written by name, and the standard one not at all`() throws {
    #expect(try written("map", "map: maze") == "maze")
    #expect(try written("map", "map: corners") == nil)
  }

  @Test func `a map may have a single row`() throws {
    #expect(try written("map", "map: [S..*]") == "\"S..*/\"")
    #expect(try environment("map: [S..*]") == environment("map: S..*/"))
  }

  @Test func `numbers are written as short as can be`() throws {
    #expect(try written("slip", "slip: 0.10") == "0.1")
    #expect(try written("step_reward", "step_reward: -1.0") == nil)
  }

  @Test(arguments: [
    ("map: mase", "did you mean 'maze'?"),
    ("map: [S.*, ..]", "row 2 of the map has 2 cells, and row 1 has 3"),
    ("map: [S.x, ..*]", "'x' is no cell of a map"),
    ("map: [S.., ...]", "the map has no cell '*'"),
    ("map: [[S.*]]", "a row of cells, in quotes"),
    ("map: 4", "expected rows of cells"),
    ("map: [\"*#\"]", "the map has no cell to start in"),
    ("slip: 2", "expected a number from 0 to 1"),
  ])
  func `a mistake in a setting is told`(settings: String, message: String) {
    let found = mistakes("name: a\nenvironment: {id: GridWorld-v1, \(settings)}\n")
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.contains(message) == true, "\(found)")
  }
}
