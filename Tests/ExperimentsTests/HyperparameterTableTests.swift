import DeepQ
import Testing

@testable import Experiments

struct HyperparameterTableTests {
  @Test func `every key of the contract is a row`() {
    #expect(
      HyperparameterTable.rows.map(\.key) == [
        "algorithm", "steps", "episodes", "gamma", "learning_rate", "learning_rate_end",
        "learning_rate_schedule", "learning_rate_fraction", "visit_decay", "initial_value",
        "tolerance", "max_sweeps", "epsilon.start", "epsilon.end", "epsilon.decay",
        "epsilon.schedule", "epsilon.per", "batch_size",
        "train_every", "gradient_steps", "fit", "replay.capacity", "replay.warmup",
        "replay.replacement", "replay.priority", "replay.importance", "replay.importance_end",
        "replay.priority_offset", "target.update_every", "target.tau", "double", "n_step",
        "munchausen.alpha", "munchausen.temperature", "munchausen.lowest", "distribution",
        "c51.atoms", "c51.v_min", "c51.v_max", "qr.quantiles", "qr.kappa", "environments",
        "rollout", "lambda", "epochs",
        "minibatches", "loss", "huber_delta",
        "optimizer", "optimizer.beta1", "optimizer.beta2", "optimizer.epsilon", "optimizer.decay",
        "optimizer.momentum", "optimizer.centered", "optimizer.epsilon_placement",
        "optimizer.weight_decay", "gradient_clip", "reward_clip", "terminal_penalty",
        "on_truncation", "network.hidden",
        "network.convolution", "network.activation", "network.layer_norm", "network.initialization",
        "dueling", "noisy", "noisy_sigma", "trace.lambda", "trace.kappa",
        "normalize.observations", "normalize.rewards", "network.sparsity",
      ])
  }

  @Test func `columns are named as keys, but for the two that summary has already`() {
    let renamed = HyperparameterTable.rows.filter { $0.column != $0.key }
    #expect(renamed.map(\.column) == ["max_steps", "max_episodes"])
  }

  @Test(arguments: HyperparameterTable.rows.map(\.key))
  func `a row is whole`(key: String) throws {
    let row = try #require(HyperparameterTable.row(key))
    #expect(!row.help.isEmpty)
    #expect(!row.range.isEmpty)
    #expect(row.attribute == key)
  }

  @Test func `no synonym stands for two rows or hides a key`() {
    let synonyms = HyperparameterTable.rows.flatMap(\.synonyms)
    #expect(Set(synonyms).count == synonyms.count)
    #expect(synonyms.allSatisfy { HyperparameterTable.row($0) == nil })
    #expect(synonyms.allSatisfy { $0 == $0.lowercased() })
  }

  @Test(arguments: [
    ("lr", "learning_rate"), ("alpha", "learning_rate"), ("discount", "gamma"),
    ("buffer_size", "replay.capacity"), ("learning_starts", "replay.warmup"),
    ("exploration_final_eps", "epsilon.end"), ("tau", "target.tau"),
    ("target_network_frequency", "target.update_every"), ("layers", "network.hidden"),
    ("total_timesteps", "steps"), ("max_grad_norm", "gradient_clip"), ("gama", "gamma"),
    ("epsilon.strat", "epsilon.start"), ("optimiser", "optimizer"), ("batchsize", "batch_size"),
    ("epsilon_decay", "epsilon.decay"),
  ])
  func `a name from elsewhere leads to ours`(name: String, key: String) {
    #expect(HyperparameterTable.suggestion(for: name) == key)
  }

  /// A value of each row that is not its default.
  static let others: [(String, HyperparameterValue)] = [
    ("steps", .integer(7)), ("episodes", .integer(9)), ("gamma", .real(0.5)),
    ("learning_rate", .real(0.25)), ("learning_rate_end", .real(0)), ("epsilon.start", .real(0.5)),
    ("epsilon.end", .real(0.25)), ("epsilon.decay", .real(0.5)),
    ("epsilon.schedule", .word("linear")), ("epsilon.per", .word("update")),
    ("batch_size", .integer(8)), ("train_every", .word("episode")), ("gradient_steps", .integer(2)),
    ("replay.capacity", .integer(100)), ("replay.warmup", .integer(10)),
    ("replay.replacement", .flag(false)), ("target.update_every", .integer(0)),
    ("target.tau", .real(0.5)), ("double", .flag(true)), ("n_step", .integer(3)),
    ("loss", .word("huber")), ("huber_delta", .real(2)), ("optimizer", .word("rmsprop")),
    ("optimizer.beta1", .real(0.5)), ("optimizer.beta2", .real(0.5)),
    ("optimizer.epsilon", .real(0.5)), ("optimizer.decay", .real(0.5)),
    ("optimizer.momentum", .real(0.5)), ("optimizer.centered", .flag(true)),
    ("optimizer.epsilon_placement", .word("inside")), ("optimizer.weight_decay", .real(0.01)),
    ("learning_rate_schedule", .word("cosine")), ("learning_rate_fraction", .real(0.5)),
    ("network.activation", .word("leaky_relu")), ("network.layer_norm", .word("affine")),
    ("gradient_clip", .real(10)), ("reward_clip", .real(1)), ("terminal_penalty", .real(-10)),
    ("on_truncation", .word("terminate")), ("network.hidden", .integers([64])),
    ("network.initialization", .word("he_uniform")), ("dueling", .flag(true)),
    ("replay.priority", .real(0.6)), ("replay.importance", .real(0.5)),
    ("replay.importance_end", .real(0.5)), ("replay.priority_offset", .real(0.01)),
    ("munchausen.alpha", .real(0.9)), ("munchausen.temperature", .real(1e-6)),
    ("munchausen.lowest", .real(-2)), ("distribution", .word("qr-dqn")),
    ("c51.atoms", .integer(21)), ("c51.v_min", .real(0)), ("c51.v_max", .real(500)),
    ("qr.quantiles", .integer(32)), ("qr.kappa", .real(0)), ("noisy", .flag(true)),
    ("noisy_sigma", .real(0.1)), ("environments", .integer(8)), ("rollout", .integer(32)),
    ("lambda", .real(0.9)), ("epochs", .integer(2)), ("minibatches", .integer(8)),
    ("trace.lambda", .real(0.5)), ("trace.kappa", .real(3)),
    ("normalize.observations", .flag(false)), ("normalize.rewards", .flag(false)),
    ("network.sparsity", .real(0.5)),
  ]

  @Test(arguments: others)
  func `a row writes its own field and reads it back`(key: String, value: HyperparameterValue)
    throws
  {
    let row = try #require(HyperparameterTable.row(key))
    var hyperparameters = Hyperparameters()
    row.write(value, to: &hyperparameters)
    #expect(row.get(hyperparameters) == value)
    #expect(hyperparameters != Hyperparameters())
  }

  @Test func `what has no effect has no value`() {
    var hyperparameters = Hyperparameters()
    func value(_ key: String) -> HyperparameterValue? {
      HyperparameterTable.row(key)?.read(hyperparameters)
    }
    #expect(value("optimizer.momentum") == nil)
    #expect(value("optimizer.beta1") == .real(0.9))
    #expect(value("huber_delta") == nil)
    #expect(value("episodes") == nil)
    #expect(value("target.tau") == .real(1))
    #expect(value("loss") == .word("mse"))
    #expect(value("replay.replacement") == .flag(true))
    #expect(value("replay.importance") == nil)
    #expect(value("c51.atoms") == nil && value("qr.kappa") == nil)
    #expect(value("munchausen.temperature") == nil && value("noisy_sigma") == nil)
    hyperparameters.priorities.exponent = 0.6
    hyperparameters.distribution.kind = .categorical
    #expect(value("loss") == nil)
    #expect(value("replay.replacement") == nil)
    #expect(value("replay.importance") == .real(0.4))
    #expect(value("c51.atoms") == .integer(51) && value("qr.kappa") == nil)
    hyperparameters.optimizer.rule = .sgd
    hyperparameters.targetUpdateEvery = 0
    #expect(value("optimizer.momentum") == .real(0))
    #expect(value("optimizer.epsilon") == nil)
    #expect(value("target.tau") == nil)
    #expect(value("gradient_clip") == HyperparameterValue.none)
  }
}
