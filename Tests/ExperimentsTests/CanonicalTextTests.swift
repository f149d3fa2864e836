import DeepQ
import Testing

@testable import Experiments

struct CanonicalTextTests {
  static let defaultTrial = TrialSpecification(
    environment: EnvironmentSpecification(id: "CartPole-v1", maxEpisodeSteps: 500),
    hyperparameters: Hyperparameters(), evaluation: EvaluationSchedule(),
    solve: SolveCriterion(threshold: 475), rootSeed: 42, replicate: 3)

  @Test func `the text holds what differs from the defaults`() {
    #expect(
      CanonicalText.text(of: Self.defaultTrial) == """
        format: 1
        environment: CartPole-v1
        algorithm: dqn
        steps: 50000
        seeds.root: 42
        seeds.replicate: 3

        """)
  }

  @Test func `ids are the start of the text's SHA-256`() {
    // `printf '…' | sha256sum` of GNU coreutils 9.1 on the text above, without and with its last
    // two lines.
    #expect(CanonicalText.configurationId(of: Self.defaultTrial) == "4bbea64ac7d1")
    #expect(CanonicalText.trialId(of: Self.defaultTrial) == "faa8751635b2")
  }

  @Test func `the defaults are frozen`() {
    let defaults = HyperparameterTable.rows.map { "\($0.key): \($0.defaultValue)" }
    #expect(
      defaults.joined(separator: "\n") == """
        algorithm: dqn
        steps: 50000
        episodes: none
        gamma: 0.99
        learning_rate: 0.001
        learning_rate_end: 1
        learning_rate_schedule: linear
        learning_rate_fraction: 1
        visit_decay: 0
        initial_value: 0
        tolerance: 1e-10
        max_sweeps: 100000
        epsilon.start: 1
        epsilon.end: 0.01
        epsilon.decay: 0.995
        epsilon.schedule: exponential
        epsilon.per: episode
        batch_size: 32
        train_every: 1
        gradient_steps: 1
        fit: batch
        replay.capacity: 50000
        replay.warmup: 1000
        replay.replacement: true
        replay.priority: 0
        replay.importance: 0.4
        replay.importance_end: 1
        replay.priority_offset: 1e-06
        target.update_every: 500
        target.tau: 1
        double: false
        n_step: 1
        munchausen.alpha: 0
        munchausen.temperature: 0.03
        munchausen.lowest: -1
        distribution: none
        c51.atoms: 51
        c51.v_min: -10
        c51.v_max: 10
        qr.quantiles: 200
        qr.kappa: 1
        environments: 4
        rollout: 128
        lambda: 0.65
        epochs: 4
        minibatches: 4
        loss: mse
        huber_delta: 1
        optimizer: adam
        optimizer.beta1: 0.9
        optimizer.beta2: 0.999
        optimizer.epsilon: 1e-08
        optimizer.decay: 0.95
        optimizer.momentum: 0
        optimizer.centered: false
        optimizer.epsilon_placement: auto
        optimizer.weight_decay: 0
        gradient_clip: none
        reward_clip: none
        terminal_penalty: none
        on_truncation: bootstrap
        network.hidden: [24, 24]
        network.convolution: []
        network.activation: relu
        network.layer_norm: none
        network.initialization: glorot_uniform
        dueling: false
        noisy: false
        noisy_sigma: 0.5
        trace.lambda: 0.8
        trace.kappa: 2
        normalize.observations: true
        normalize.rewards: true
        network.sparsity: 0.9
        """,
      "a changed default changes what stored trials mean: it needs a new CanonicalText.format")
    #expect(EvaluationSchedule() == EvaluationSchedule(every: 0, episodes: 20, epsilon: 0))
    #expect(
      SolveCriterion(threshold: nil) == SolveCriterion(threshold: nil, window: 100, stop: false))
    let environments = Environments.registry.map {
      "\($0.id) \($0.maxEpisodeSteps ?? 0) \($0.solvedReturn ?? .nan)"
    }
    #expect(environments.prefix(2) == ["CartPole-v0 200 195.0", "CartPole-v1 500 475.0"])
  }

  @Test func `an environment's settings are in the text where they are not the standard`() throws {
    var trial = Self.defaultTrial
    trial.environment = try EnvironmentSpecification.read(
      "{id: ALE/Pong, sticky_actions: 0, frame_skip: 4, terminal_on_life_loss: true}")
    let rom = try #require(
      Environments.definition(of: "ALE/Pong")?.settings.first { $0.name == "rom" })
    trial.environment.set(rom, to: .text("my \"roms\"/#1: pong\n.bin"))
    trial.solve.threshold = nil
    let text = CanonicalText.text(of: trial)
    #expect(
      text.hasPrefix(
        #"""
        format: 1
        environment: ALE/Pong
        environment.sticky_actions: 0
        environment.terminal_on_life_loss: true
        environment.rom: "my \"roms\"/#1: pong\u000a.bin"
        algorithm: dqn
        """#))
    #expect(try CanonicalText.trial(from: text) == trial)
  }

  @Test func `every setting is in the text and comes back from it`() throws {
    var trial = Self.defaultTrial
    trial.environment.maxEpisodeSteps = 200
    trial.evaluation = EvaluationSchedule(every: 5000, episodes: 10, epsilon: 0.05)
    trial.solve = SolveCriterion(threshold: nil, window: 50, stop: true)
    trial.rootSeed = .max
    trial.hyperparameters.length = .episodes(300)
    trial.hyperparameters.hidden = [64, 64]
    trial.hyperparameters.trainEvery = .episode
    trial.hyperparameters.terminalPenalty = -10
    trial.hyperparameters.optimizer.rule = .rmsprop
    trial.hyperparameters.optimizer.centered = true
    let text = CanonicalText.text(of: trial)
    #expect(
      text == """
        format: 1
        environment: CartPole-v1
        environment.max_episode_steps: 200
        algorithm: dqn
        episodes: 300
        train_every: episode
        optimizer: rmsprop
        optimizer.centered: true
        terminal_penalty: -10
        network.hidden: [64, 64]
        evaluate.every: 5000
        evaluate.episodes: 10
        evaluate.epsilon: 0.05
        solve.threshold: none
        solve.window: 50
        solve.stop: true
        seeds.root: 18446744073709551615
        seeds.replicate: 3

        """)
    #expect(try CanonicalText.trial(from: text) == trial)
  }

  @Test(arguments: HyperparameterTableTests.others)
  func `each hyperparameter comes back from the text`(key: String, value: HyperparameterValue)
    throws
  {
    var trial = Self.defaultTrial
    // A configuration in which the hyperparameter has an effect.
    if key.hasPrefix("optimizer."), !key.contains("beta"), !key.contains("weight_decay") {
      trial.hyperparameters.optimizer.rule = .rmsprop
    }
    switch key {
    case "huber_delta": trial.hyperparameters.loss = .huber
    case "learning_rate_schedule", "learning_rate_fraction":
      trial.hyperparameters.learningRateEnd = 0.5
    case "environments", "rollout", "lambda", "epochs", "minibatches":
      trial.hyperparameters.algorithm = .pqn
    case "network.sparsity": trial.hyperparameters.initialization = .sparse
    case _ where key.hasPrefix("trace.") || key.hasPrefix("normalize."):
      trial.hyperparameters.algorithm = .streamQ
    case "noisy_sigma": trial.hyperparameters.noisy = true
    case _ where key.hasPrefix("replay."): trial.hyperparameters.priorities.exponent = 0.6
    case _ where key.hasPrefix("munchausen."): trial.hyperparameters.munchausen.alpha = 0.9
    case _ where key.hasPrefix("c51."): trial.hyperparameters.distribution.kind = .categorical
    case _ where key.hasPrefix("qr."): trial.hyperparameters.distribution.kind = .quantile
    default: break
    }
    if key == "replay.replacement" { trial.hyperparameters.priorities.exponent = 0 }
    HyperparameterTable.row(key)?.write(value, to: &trial.hyperparameters)
    let text = CanonicalText.text(of: trial)
    #expect(text.contains("\n\(key): \(value)\n"))
    #expect(try CanonicalText.trial(from: text) == trial)
  }

  @Test(arguments: [
    "",
    "format: 2\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1\nseeds.root: 1\nseeds.replicate: 0\n",
    "format: 1\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1\nseeds.root: 1\n",
    "format: 1\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1\ngamma: 0.99\nseeds.root: 1\nseeds.replicate: 0\n",
    "format: 1\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1_0\nseeds.root: 1\nseeds.replicate: 0\n",
    "format: 1\nenvironment: CartPole-v9\nalgorithm: dqn\nsteps: 1\nseeds.root: 1\nseeds.replicate: 0\n",
    "format: 1\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1\nseeds.root: -1\nseeds.replicate: 0\n",
    "format: 1\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1\nlr: 1\nseeds.root: 1\nseeds.replicate: 0\n",
    "format: 1\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1\nseeds.root: 1\nseeds.replicate: 0",
    "format: 1\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1\nseeds.root: 1\nseeds.replicate: 4294967296\n",
    "format: 1\nenvironment: CartPole-v1\nalgorithm: dqn\nsteps: 1\nnetwork.convolution: [16@8x8/4]\nseeds.root: 1\nseeds.replicate: 0\n",
    "- 1\n", "format: [1\n",
  ])
  func `a text that this program would not write is refused`(text: String) {
    #expect(throws: ConfigurationErrors.self) { try CanonicalText.trial(from: text) }
  }
}

extension EnvironmentSpecification {
  /// The environment of an experiment file that says so.
  fileprivate static func read(_ environment: String) throws -> EnvironmentSpecification {
    try Experiment(bytes: Array("name: a\nenvironment: \(environment)\n".utf8), name: "a.cfg")
      .environment
  }
}
