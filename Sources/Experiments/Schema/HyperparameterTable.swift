public import DeepQ

/// Every hyperparameter, one row each: parsing, range, suggestion, help, units, CSV column and HDF5
/// attribute.
///
/// The order is that of the columns of `summary.csv` and of the canonical text. A new
/// hyperparameter is a field of `Hyperparameters` and a row here, nothing else: results that exist
/// do not change, see `StoredDefault`. Defaults are those of `Hyperparameters()`.
public enum HyperparameterTable {
  /// The rows.
  public static let rows: [Hyperparameter] =
    algorithmRows + lengthRows + learningRows + tableRows + explorationRows + batchRows + replayRows
    + priorityRows + targetRows + munchausenRows + distributionRows + rolloutRows + lossRows
    + optimizerRows + clippingRows + networkRows + noisyRows + streamRows

  private static let rowsByKey = Dictionary(
    uniqueKeysWithValues: rows.enumerated().map { ($1.key, $0) })

  /// The values of `Hyperparameters()`, row by row.
  static let defaults: [HyperparameterValue] = rows.map(\.defaultValue)

  /// The row of `algorithm`, which files, texts and records treat separately.
  static let algorithmRow = index(of: "algorithm") ?? 0

  /// The rows that have no effect on some trials.
  static let conditionalRows = rows.indices.filter { rows[$0].isConditional }

  /// The row of that name.
  public static func row(_ key: String) -> Hyperparameter? { index(of: key).map { rows[$0] } }

  /// The index of the row of that name.
  ///
  /// `optimizer: {name: adam}` means the same as `optimizer: adam`.
  static func index(of key: String) -> Int? {
    rowsByKey[key == "optimizer.name" ? "optimizer" : key]
  }

  /// The name that a user most likely meant: another program's name for it, or the nearest of
  /// ours.
  static func suggestion(for key: String) -> String? {
    let lower = key.lowercased()
    if let row = rows.first(where: { $0.synonyms.contains(lower) }) { return row.key }
    return NameSuggestion.nearest(to: key, among: rows.map(\.key))
  }

  /// Every row with its value; `nil` where it has no effect on the trial.
  public static func values(
    of hyperparameters: Hyperparameters, rows: [Hyperparameter] = HyperparameterTable.rows
  ) -> [(row: Hyperparameter, value: HyperparameterValue?)] {
    rows.map { ($0, $0.read(hyperparameters)) }
  }
}

/// Ranges keep a typing error from asking for absurd amounts of memory or time.
extension HyperparameterTable {
  private static let count = 1...1_000_000_000
  private static let batch = 1...65_536
  /// More hidden layers than this are a mistake in an experiment of this kind.
  static let layers = 1...16
  static let unitsOfLayer = 1...65_536

  static let algorithmRows = [
    Hyperparameter(
      "algorithm", kind: .word(Algorithms.registry.map(\.id)), help: "what learns, or plans",
      get: { .word($0.algorithm.id) },
      set: { value, target in
        if let algorithm = Algorithms.named(value.asWord) { target.algorithm = algorithm }
      }
    ).defaultStored
  ]

  static let lengthRows = [
    Hyperparameter(
      "steps", column: "max_steps", kind: .integer(count), units: "steps",
      synonyms: [
        "total_timesteps", "timesteps", "max_steps", "total_steps", "num_steps", "training_steps",
        "frames",
      ],
      help: "environment steps of training", when: Dependence("episodes", "is not given"),
      applies: { if case .steps = $0.length { true } else { false } },
      get: { if case .steps(let steps) = $0.length { .integer(steps) } else { .none } },
      set: { value, target in target.length = .steps(value.asInteger) }
    ).of(Algorithm.Kind.learners).defaultStored,
    Hyperparameter(
      "episodes", column: "max_episodes", kind: .integer(count), units: "episodes",
      synonyms: ["max_episodes", "num_episodes", "n_episodes", "total_episodes"],
      help: "episodes of training, instead of steps", when: Dependence("steps", "is not given"),
      applies: { if case .episodes = $0.length { true } else { false } },
      get: { if case .episodes(let episodes) = $0.length { .integer(episodes) } else { .none } },
      set: { value, target in target.length = .episodes(value.asInteger) }
    ).of(Algorithm.Kind.learners).defaultStored,
  ]

  static let learningRows = [
    Hyperparameter.real(
      "gamma", \.gamma, .fraction, synonyms: ["discount", "discount_factor", "discount_rate"],
      help: "discount factor of future rewards"
    ).defaultStored,
    .real(
      "learning_rate", \.learningRate, RealRange(lower: 0, upper: 1000, excludesLower: true),
      synonyms: [
        "lr", "alpha", "step_size", "stepsize", "eta", "optimizer.learning_rate", "optimizer.lr",
      ],
      help: "step size of the optimiser, or of a table's update"
    ).of(Algorithm.Kind.learners).defaultStored,
    .real(
      "learning_rate_end", \.learningRateEnd, .fraction,
      synonyms: [
        "lr_end", "lr_decay", "lr_schedule", "learning_rate_decay", "final_learning_rate",
      ],
      help: "the learning rate at the end of the training, as a fraction of itself"
    ).of(Algorithm.Kind.learners).defaultStored,
    .word(
      "learning_rate_schedule", \.learningRateSchedule,
      synonyms: [
        "lr_scheduler", "lr_scheduler_type", "learning_rate_shape", "cosine", "anneal_lr",
      ],
      help: "how the learning rate falls to its end: in proportion to the training, or as a cosine",
      when: Dependence("learning_rate_end", "is below 1"), applies: { $0.learningRateEnd < 1 }
    ).of(Algorithm.Kind.learners),
    .real(
      "learning_rate_fraction", \.learningRateFraction,
      RealRange(lower: 0, upper: 1, excludesLower: true),
      synonyms: ["lr_fraction", "lr_decay_fraction", "learning_rate_decay_fraction"],
      help: "share of the training in which the learning rate falls; it stays at its end",
      when: Dependence("learning_rate_end", "is below 1"), applies: { $0.learningRateEnd < 1 }
    ).of(Algorithm.Kind.learners),
  ]

  static let tableRows = [
    Hyperparameter.real(
      "visit_decay", \.visitDecay, RealRange(lower: 0, upper: 1e9),
      synonyms: ["visits", "visit_count_decay", "learning_rate_per_visit"],
      help: "tables: after n updates of a value its learning rate is divided by 1 + n times this"
    ).of(.table).defaultStored,
    .real(
      // The square of an error of this size is finite.
      "initial_value", \.initialValue, RealRange(lower: -1e150, upper: 1e150), units: "reward",
      synonyms: ["initial_q", "q_init", "optimistic_init", "initial_values"],
      help: "tables: all values at first; a large one encourages exploration"
    ).of(.table).defaultStored,
    .real(
      "tolerance", \.tolerance, .positive, units: "reward",
      synonyms: ["theta", "tol", "threshold"],
      help: "planning: a sweep that changes no value by more than this is the last"
    ).of(.planning).defaultStored,
    .integer(
      "max_sweeps", \.maxSweeps, 1...10_000_000, units: "sweeps",
      synonyms: ["max_iterations", "iterations", "sweeps", "max_iter"],
      help: "planning: sweeps after which it has failed to converge"
    ).of(.planning).defaultStored,
  ]

  static let explorationRows = [
    Hyperparameter.real(
      "epsilon.start", \.epsilon.start, .fraction,
      synonyms: [
        "epsilon", "eps", "start_e", "epsilon_start", "eps_start", "epsilon_max", "initial_epsilon",
        "exploration_initial_eps", "exploration",
      ], help: "exploration rate at first"
    ).defaultStored,
    .real(
      "epsilon.end", \.epsilon.end, .fraction,
      synonyms: [
        "end_e", "epsilon_end", "eps_end", "epsilon_min", "min_epsilon", "eps_min", "final_epsilon",
        "exploration_final_eps",
      ], help: "minimum exploration rate"
    ).defaultStored,
    .real(
      "epsilon.decay", \.epsilon.decay, RealRange(lower: 0, upper: 1e9, excludesLower: true),
      synonyms: [
        "epsilon_decay", "eps_decay", "exploration_fraction", "exploration_decay",
        "epsilon_decay_steps",
      ], help: "exponential: the factor; linear: the number of units from start to end"
    ).defaultStored,
    .word(
      "epsilon.schedule", \.epsilon.shape,
      synonyms: ["epsilon.shape", "epsilon.kind", "epsilon.type"],
      help: "how the exploration rate falls"
    ).defaultStored,
    .word(
      "epsilon.per", \.epsilon.unit, synonyms: ["epsilon.unit", "epsilon.every"],
      help: "what the decay counts"
    ).defaultStored,
  ].map { $0.of(Algorithm.Kind.learners) }

  static let batchRows = [
    Hyperparameter.integer(
      "batch_size", \.batchSize, batch, units: "transitions",
      synonyms: ["batch", "minibatch_size", "minibatch", "mini_batch_size"],
      help: "transitions in one gradient step"
    ).defaultStored,
    Hyperparameter(
      "train_every", kind: .integerOrWord(count, "episode"), units: "steps",
      synonyms: [
        "train_freq", "train_frequency", "update_every", "learn_every", "update_frequency",
      ],
      help: "steps between updates, or 'episode' to learn at the end of each",
      get: {
        if case .steps(let steps) = $0.trainEvery { .integer(steps) } else { .word("episode") }
      },
      set: { value, target in
        target.trainEvery = value == .word("episode") ? .episode : .steps(value.asInteger)
      }
    ).defaultStored,
    .integer(
      "gradient_steps", \.gradientSteps, 1...1_000_000, units: "updates",
      synonyms: ["updates", "n_updates", "num_updates"],
      help: "gradient steps each time the network learns"
    ).defaultStored,
    .word(
      "fit", \.fit, synonyms: ["fits", "fit_per", "per_sample"],
      help: "one gradient step on a batch, or one on each sample of it in turn"
    ).defaultInSummary,
  ].map { $0.of(.network) }

  static let replayRows = [
    Hyperparameter.integer(
      "replay.capacity", \.replayCapacity, count, units: "transitions",
      synonyms: [
        "buffer_size", "memory", "memory_size", "replay_size", "buffer", "replay.size",
        "replay_buffer_size", "replay_memory_size", "replay.buffer_size",
      ], help: "transitions that the replay memory holds"
    ).defaultStored,
    .integer(
      "replay.warmup", \.replayWarmup, 0...1_000_000_000, units: "steps",
      synonyms: [
        "learning_starts", "warmup", "warmup_steps", "replay_start_size", "min_replay",
        "replay.learning_starts", "replay.start",
      ], help: "steps before the first update"
    ).defaultStored,
    .flag(
      "replay.replacement", \.replayReplacement, synonyms: ["replacement", "with_replacement"],
      help: "whether one batch may hold a transition more than once",
      when: Dependence("replay.priority", "is 0"), applies: { $0.priorities.exponent == 0 }
    ).defaultStored,
  ].map { $0.of(.network) }

  static let targetRows = [
    Hyperparameter.integer(
      "target.update_every", \.targetUpdateEvery, 0...1_000_000_000, units: "steps",
      synonyms: [
        "target_network_frequency", "target_update_interval", "target_update",
        "target_update_every",
        "target_update_frequency", "target_network_update_freq", "target.every", "target",
        "target_network",
      ], help: "steps between updates of the target network; 0 for none"
    ).defaultStored,
    .real(
      "target.tau", \.targetTau,
      RealRange(lower: 0, upper: 1, excludesLower: true).inSinglePrecision,
      synonyms: ["tau", "polyak", "soft_update", "target_tau"],
      help: "fraction of the online network that an update of the target network takes over",
      when: Dependence("target.update_every", "is above 0"), applies: { $0.targetUpdateEvery > 0 }
    ).defaultStored,
    .flag(
      "double", \.double, synonyms: ["double_dqn", "double_q", "ddqn", "use_double"],
      help: "whether the online network chooses the action that the target network values"
    ).defaultStored,
    .integer(
      "n_step", \.nStep, 1...1000, units: "steps",
      synonyms: ["nstep", "n_steps", "multi_step", "n_step_return"],
      help: "rewards summed before the bootstrap"
    ).defaultStored,
  ].map { $0.of(.network) }

  /// PQN; see `PQNAgent`.
  static let rolloutRows = [
    Hyperparameter.integer(
      "environments", \.environments, 1...1024, units: "environments",
      synonyms: ["num_envs", "n_envs", "envs", "parallel_environments", "num_environments"],
      help: "PQN: environments that are stepped in turn"
    ),
    .integer(
      "rollout", \.rollout, 1...65_536, units: "steps",
      synonyms: ["rollout_length", "rollout_steps", "unroll_length", "n_rollout_steps"],
      help: "PQN: steps of each environment between one learning and the next"
    ),
    .real(
      "lambda", \.lambda, RealRange.fraction.inSinglePrecision,
      synonyms: ["q_lambda", "gae_lambda", "trace_decay", "td_lambda"],
      help: "PQN: lambda of the Q(lambda) returns; 0 bootstraps after every step"
    ),
    .integer(
      "epochs", \.epochs, 1...1000, units: "epochs",
      synonyms: ["update_epochs", "num_epochs", "n_epochs"],
      help: "PQN: times that each rollout is learned from"
    ),
    .integer(
      "minibatches", \.minibatches, batch, units: "updates",
      synonyms: ["num_minibatches", "n_minibatches"],
      help: "PQN: gradient steps of an epoch; divides the steps of a rollout"
    ),
  ].map { $0.of(.rollout) }

  static let lossRows = [
    Hyperparameter.word(
      "loss", \.loss, synonyms: ["loss_function", "criterion", "loss.name"],
      help: "loss of a temporal-difference error", when: expectsReturns,
      applies: { $0.distribution.kind == .none }
    ).defaultStored,
    .real(
      "huber_delta", \.huberDelta, RealRange.positive.inSinglePrecision,
      synonyms: ["delta", "huber.delta", "loss.delta"],
      help: "error beyond which the Huber loss grows linearly",
      when: Dependence("loss", "is 'huber'"),
      applies: { $0.loss == .huber && $0.distribution.kind == .none }
    ).defaultStored,
  ].map { $0.of(.network, .rollout) }

  private static let expectsReturns = Dependence("distribution", "is 'none'")

  static let clippingRows = [
    Hyperparameter.optionalReal(
      "gradient_clip", \.gradientClip, RealRange.positive.inSinglePrecision, units: "1",
      synonyms: ["max_grad_norm", "grad_clip", "clip_norm", "clipnorm", "gradient_clipping"],
      help: "largest norm of a gradient over all parameters; 'none' for no limit"
    ).of(.network, .rollout).defaultStored,
    .optionalReal(
      "reward_clip", \.rewardClip, RealRange.positive.inSinglePrecision, units: "reward",
      synonyms: ["clip_reward", "clip_rewards", "reward_clipping"],
      help: "largest magnitude of a reward that is learned from; 'none' for no limit"
    ).of(Algorithm.Kind.networks).defaultStored,
    .optionalReal(
      // The square of an error of this size is finite in single precision.
      "terminal_penalty", \.terminalPenalty,
      RealRange(lower: -1e18, upper: 1e18).inSinglePrecision, units: "reward",
      synonyms: ["penalty", "failure_reward", "terminal_reward"],
      help: "reward learned from when a step ends the task; 'none' keeps the environment's"
    ).of(Algorithm.Kind.networks).defaultStored,
    .word(
      "on_truncation", \.onTruncation,
      synonyms: ["truncation", "timeout", "handle_timeout_termination", "bootstrap"],
      help: "what a time limit means to the learner"
    ).of(Algorithm.Kind.networks).defaultStored,
  ]

  static let networkRows = [
    Hyperparameter(
      "network.hidden", kind: .integers(element: unitsOfLayer, count: layers), units: "units",
      synonyms: [
        "hidden", "layers", "hidden_layers", "hidden_sizes", "hidden_units", "net_arch", "network",
        "hidden_size", "network.layers", "network.units",
      ], help: "units of each hidden layer",
      get: { .integers($0.hidden) },
      set: { value, target in target.hidden = value.asIntegers }
    ).defaultStored,
    Hyperparameter(
      "network.convolution", kind: .convolutions(count: 0...8),
      synonyms: ["convolution", "conv", "cnn", "filters", "network.conv"],
      help: "convolutions before the hidden layers, for observations that are images: "
        + "filters@rowsxcolumns/stride",
      when: Dependence("environment", "has images for observations"),
      applies: { !$0.convolution.isEmpty },
      get: { .convolutions($0.convolution) },
      set: { value, target in target.convolution = value.asConvolutions }
    ).defaultStored,
    .word(
      "network.activation", \.activation,
      synonyms: ["activation", "activation_fn", "activation_function", "nonlinearity"],
      help: "activation function of the hidden layers and convolutions"
    ),
    .word(
      "network.layer_norm", \.layerNormalization,
      synonyms: [
        "layer_norm", "layernorm", "norm_type", "use_layer_norm", "normalization",
        "network.normalization",
      ],
      help: "layer normalisation before the activation function: 'affine' with learned gain and "
        + "bias, 'plain' without"
    ),
    .word(
      "network.initialization", \.initialization,
      synonyms: ["initialization", "initializer", "init", "weight_init", "kernel_initializer"],
      help: "how weights start"
    ).defaultStored,
    .flag(
      "dueling", \.dueling, synonyms: ["dueling_dqn", "duel", "network.dueling"],
      help: "whether the head splits into a state value and advantages"
    ).defaultStored,
  ].map { $0.of(Algorithm.Kind.networks) }
}
