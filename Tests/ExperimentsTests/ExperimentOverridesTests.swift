import DeepQ
import Testing

@testable import Experiments

struct ExperimentOverridesTests {
  static let text =
    preamble + """
      base: {gamma: 0.9, epsilon: {start: 0.5, decay: 0.99}, optimizer: {name: rmsprop, momentum: 0.5}}
      grid:
        learning_rate: [0.1, 0.2]   # a comment
        network.hidden: [[8], [4, 4]]
      exclude:
        - {learning_rate: 0.1, network.hidden: [8]}
      seeds: {root: 1, count: 2}
      """

  private func values(_ overrides: String..., key: String) throws -> [String] {
    let found = try experiment(Self.text, set: overrides)
    return (0..<found.grid.count).compactMap { index in
      HyperparameterTable.row(key)?.get(found.grid.hyperparameters(at: index)).description
    }
  }

  @Test func `one value fixes a hyperparameter`() throws {
    #expect(try values("gamma=0.5", key: "gamma") == ["0.5", "0.5", "0.5"])
    #expect(try values("epsilon.start=0.25", key: "epsilon.start").first == "0.25")
    #expect(try values("optimizer=sgd", key: "optimizer").first == "sgd")
    #expect(try values("base.n_step=3", key: "n_step").first == "3")
  }

  @Test func `one value takes the place of an axis`() throws {
    #expect(try values("learning_rate=0.3", key: "learning_rate") == ["0.3", "0.3"])
    #expect(try values("learning_rate=0.1", key: "network.hidden") == ["[4, 4]"])
    #expect(
      try values("network.hidden=[16,16]", key: "network.hidden") == ["[16, 16]", "[16, 16]"])
  }

  @Test func `several values are an axis`() throws {
    #expect(
      try values("gamma=0.95,0.99", key: "gamma") == [
        "0.95", "0.99", "0.95", "0.99", "0.95", "0.99",
      ])
    #expect(try values("learning_rate=0.1,0.4", key: "learning_rate") == ["0.1", "0.4", "0.4"])
    #expect(
      try values(
        "learning_rate=logspace(1e-4, 1e-2, 3)", "network.hidden=[8],[9]", key: "learning_rate")
        == ["0.0001", "0.0001", "0.001", "0.001", "0.01", "0.01"])
    #expect(
      try values("network.hidden=[8,8],[9]", "learning_rate=1", key: "network.hidden") == [
        "[8, 8]", "[9]",
      ])
  }

  @Test func `other blocks can be set`() throws {
    let found = try experiment(
      Self.text,
      set: [
        "seeds.count=5", "seeds.root=9", "evaluate.every=100", "solve={threshold: 100, stop: true}",
        "run.workers=2", "environment.max_episode_steps=50", "name=b", "episodes=20",
      ])
    #expect(found.seeds.count == 5 && found.seeds.root == 9)
    #expect(found.evaluation.every == 100)
    #expect(found.solve.threshold == 100 && found.solve.stop)
    #expect(found.run.workers == 2)
    #expect(found.environment.id == "CartPole-v1" && found.environment.maxEpisodeSteps == 50)
    #expect(found.name == "b")
    #expect(found.grid.base.length == .episodes(20))
    #expect(
      try experiment(Self.text, set: ["environment=CartPole-v0"]).environment.id == "CartPole-v0")
  }

  @Test(arguments: [
    [], ["gamma=0.5"], ["gamma=0.95,0.99", "seeds.count=3"],
    ["learning_rate=logspace(1e-4, 1e-2, 3)"],
    ["epsilon={start: 0.75, end: 0.5}", "solve.stop=true"], ["environment.max_episode_steps=50"],
    ["steps=2000", "steps=3000"], ["network.hidden=[64,64],[8]", "optimizer.momentum=0.25"],
    ["episodes=10", "name=b"], ["terminal_penalty=-10", "train_every=episode"],
  ])
  func `the resolved file is the same experiment`(overrides: [String]) throws {
    for text in [Self.text, sample] {
      guard let found = try? experiment(text, set: overrides) else {
        #expect(text == sample, "\(mistakes(text, set: overrides))")
        continue
      }
      let again = try experiment(found.resolvedText)
      #expect(ExperimentDifference.between(found, again).isEmpty)
      #expect(Array(found.trials) == Array(again.trials))
      #expect(found.run == again.run && found.name == again.name)
      #expect(overrides.isEmpty == (found.resolvedText == text))
    }
  }

  @Test(arguments: [
    ("gamma", "--set gamma: 'gamma' sets nothing; expected key=value"),
    ("=5", "--set =5: '=5' sets nothing; expected key=value"),
    ("gama=1", "--set gama=1: 'gama' is not a hyperparameter; did you mean 'gamma'?"),
    ("gamma=abc", "--set gamma=abc: 'gamma': 'abc' is not a number; expected a number from 0 to 1"),
    ("gamma=", "--set gamma=: 'gamma': there is no value; expected a number from 0 to 1"),
    ("gamma=2", "--set gamma=2: 'gamma': '2' is out of range; expected a number from 0 to 1"),
    (
      "gamma=0.5,0.5",
      "--set gamma=0.5,0.5: 'gamma' has the value 0.5 twice; expected each alternative once"
    ),
    (
      "seeds.cuont=1",
      "--set seeds.cuont=1: 'cuont' is not a setting of 'seeds'; did you mean 'count'?"
    ),
    ("seeds=4", "--set seeds=4: 'seeds' is '4'; expected one of its settings, as in seeds.…"),
    (
      "zip=4",
      "--set zip=4: 'zip' cannot be set as a whole; expected a change of the file instead"
    ),
    (
      "network.hidden=24,64",
      "--set network.hidden=24,64: 'network.hidden=24,64' may mean one list or several alternatives; expected network.hidden=[24,64] for one list of 2 elements, or network.hidden=[24],[64] for 2 alternatives"
    ),
    (
      "base.network.hidden=24, 64",
      "--set base.network.hidden=24, 64: 'network.hidden=24, 64' may mean one list or several alternatives; expected network.hidden=[24,64] for one list of 2 elements, or network.hidden=[24],[64] for 2 alternatives"
    ),
    (
      "network.hidden=8",
      "--set network.hidden=8: 'network.hidden': '8' is not accepted; expected a list of 1 to 16 whole numbers from 1 to 65536"
    ),
  ])
  func `a wrong option is told by its own text`(option: String, message: String) {
    #expect(mistakes(Self.text, set: [option]) == [message])
  }

  @Test func `a key of zip or when is not overridden`() {
    #expect(mistakes(sample, set: ["batch_size=8"]).first?.contains("belongs to 'zip'") ?? false)
    #expect(
      mistakes(sample, set: ["optimizer.momentum=0.5"]).first?.contains("belongs to 'when'")
        ?? false)
  }

  @Test func `mistakes of the file and of the options come together`() {
    #expect(
      mistakes(Self.text + "\nsedes: 1\n", set: ["gama=1", "n_step=0"]).count == 3)
  }
}
