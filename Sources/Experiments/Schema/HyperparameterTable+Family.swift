import DeepQ

/// What researchers have added to deep Q-learning; each is off unless asked for, and goes with the
/// others.
extension HyperparameterTable {
  /// Prioritised replay; see `PrioritySettings`.
  static let priorityRows = [
    Hyperparameter.real(
      "replay.priority", \.priorities.exponent, RealRange(lower: 0, upper: 10),
      synonyms: [
        "per", "prioritized", "prioritized_replay", "prioritized_replay_alpha", "per_alpha",
        "priority_exponent", "replay.alpha", "omega",
      ],
      help: "prioritised replay: exponent of the error in the sampling probability; 0 samples "
        + "uniformly"
    ).defaultInSummary,
    .real(
      "replay.importance", \.priorities.importance, .fraction,
      synonyms: ["prioritized_replay_beta", "prioritized_replay_beta0", "per_beta", "replay.beta"],
      help: "prioritised replay: initial exponent of the importance weights",
      when: isPrioritized, applies: { $0.priorities.exponent > 0 }
    ).defaultInSummary,
    .real(
      "replay.importance_end", \.priorities.importanceEnd, .fraction,
      synonyms: ["per_beta_end", "replay.beta_end", "beta_end"],
      help: "prioritised replay: that exponent at the end of training; it changes linearly",
      when: isPrioritized, applies: { $0.priorities.exponent > 0 }
    ).defaultInSummary,
    .real(
      // To the power of 10, and a billion times, it is still a number.
      "replay.priority_offset", \.priorities.offset,
      RealRange(lower: 0, upper: 1e6, excludesLower: true),
      synonyms: ["prioritized_replay_eps", "per_epsilon", "per_eps", "replay.epsilon"],
      help: "prioritised replay: added to each error, so that every transition can be sampled",
      when: isPrioritized, applies: { $0.priorities.exponent > 0 }
    ).defaultInSummary,
  ].map { $0.of(.network) }

  private static let isPrioritized = Dependence("replay.priority", "is above 0")

  /// Munchausen; see `MunchausenSettings`.
  static let munchausenRows = [
    Hyperparameter.real(
      "munchausen.alpha", \.munchausen.alpha, RealRange.fraction.inSinglePrecision,
      synonyms: ["munchausen", "m_dqn", "mdqn", "munchausen_alpha", "alpha_m"],
      help: "Munchausen: share of the scaled log-policy that is added to rewards; 0 for none"
    ).defaultInSummary,
    .real(
      "munchausen.temperature", \.munchausen.temperature,
      RealRange(lower: 1e-6, upper: 1e6).inSinglePrecision,
      synonyms: ["entropy_temperature", "temperature", "munchausen.tau", "munchausen_tau"],
      help: "Munchausen: temperature of the soft policy",
      when: isMunchausen, applies: { $0.munchausen.isOn }
    ).defaultInSummary,
    .real(
      "munchausen.lowest", \.munchausen.minLogPolicy,
      RealRange(lower: -1e9, upper: 0).inSinglePrecision,
      units: "reward",
      synonyms: ["munchausen.clip", "clip_value_min", "munchausen.l0", "l0"],
      help: "Munchausen: lower bound of the scaled log-policy",
      when: isMunchausen, applies: { $0.munchausen.isOn }
    ).defaultInSummary,
  ].map { $0.of(.network) }

  private static let isMunchausen = Dependence("munchausen.alpha", "is above 0")

  /// C51 and QR-DQN; see `DistributionSettings`.
  static let distributionRows = [
    Hyperparameter.word(
      "distribution", \.distribution.kind,
      synonyms: ["distributional", "categorical", "c51", "qr", "qr-dqn", "qrdqn"],
      help: "value head: 'none' the expected return, 'c51' probabilities of fixed returns, "
        + "'qr-dqn' quantiles"
    ).defaultInSummary,
    .integer(
      "c51.atoms", \.distribution.atoms, 2...1001, units: "returns",
      synonyms: ["atoms", "num_atoms", "n_atoms", "distribution.atoms"],
      help: "C51: fixed returns, at equal distances",
      when: isCategorical, applies: { $0.distribution.kind == .categorical }
    ).defaultInSummary,
    .real(
      "c51.v_min", \.distribution.vMin, RealRange.finite.inSinglePrecision, units: "reward",
      synonyms: ["v_min", "vmin", "distribution.v_min"], help: "C51: the smallest of them",
      when: isCategorical, applies: { $0.distribution.kind == .categorical }
    ).defaultInSummary,
    .real(
      "c51.v_max", \.distribution.vMax, RealRange.finite.inSinglePrecision, units: "reward",
      synonyms: ["v_max", "vmax", "distribution.v_max"], help: "C51: the largest of them",
      when: isCategorical, applies: { $0.distribution.kind == .categorical }
    ).defaultInSummary,
    .integer(
      "qr.quantiles", \.distribution.quantiles, 1...1000, units: "quantiles",
      synonyms: ["quantiles", "n_quantiles", "num_quantiles", "distribution.quantiles"],
      help: "QR-DQN: quantiles of a return",
      when: isQuantile, applies: { $0.distribution.kind == .quantile }
    ).defaultInSummary,
    .real(
      "qr.kappa", \.distribution.kappa, RealRange(lower: 0, upper: 1e9).inSinglePrecision,
      units: "reward",
      synonyms: ["kappa", "distribution.kappa", "quantile_huber_kappa"],
      help: "QR-DQN: error beyond which the loss grows linearly; 0 for a loss that always does",
      when: isQuantile, applies: { $0.distribution.kind == .quantile }
    ).defaultInSummary,
  ].map { $0.of(.network) }

  private static let isCategorical = Dependence("distribution", "is 'c51'")
  private static let isQuantile = Dependence("distribution", "is 'qr-dqn'")

  /// Noisy networks; see `NoisyLayers`.
  static let noisyRows = [
    Hyperparameter.flag(
      "noisy", \.noisy, synonyms: ["noisy_nets", "noisynet", "noisy_net", "network.noisy"],
      help: "whether dense layers have noisy parameters, by which the network explores"
    ).defaultInSummary,
    .real(
      "noisy_sigma", \.noisySigma, RealRange(lower: 0, upper: 1000).inSinglePrecision,
      synonyms: ["sigma", "sigma0", "sigma_init", "std_init", "network.noisy_sigma"],
      help: "noisy networks: initial sigma of a parameter, times the square root of its layer's "
        + "number of inputs",
      when: Dependence("noisy", "is 'true'"), applies: { $0.noisy }
    ).defaultInSummary,
  ].map { $0.of(.network) }
}

extension HyperparameterTable {
  /// Stream Q(λ); see `StreamingSettings`.
  static let streamRows =
    [
      Hyperparameter.real(
        "trace.lambda", \.streaming.traceDecay, .fraction,
        synonyms: ["et_lambda", "traces.lambda", "trace.decay"],
        help: "Stream Q(lambda): decay rate of the eligibility traces, beside gamma"
      ),
      .real(
        "trace.kappa", \.streaming.kappa,
        RealRange(lower: 0, upper: 1e6, excludesLower: true).inSinglePrecision,
        synonyms: ["obgd.kappa", "kappa_value", "obgd_kappa", "traces.kappa"],
        help: "Stream Q(lambda): bound on the size of a step; above 1 for none that overshoots"
      ),
      .flag(
        "normalize.observations", \.streaming.normalizesObservations,
        synonyms: ["normalize_observations", "normalize_obs", "norm_obs", "obs_norm"],
        help: "Stream Q(lambda): whether vectors are normalised by the moments of those seen so far"
      ),
      .flag(
        "normalize.rewards", \.streaming.scalesRewards,
        synonyms: ["scale_reward", "scale_rewards", "normalize_reward", "norm_reward"],
        help: "Stream Q(lambda): whether rewards are divided by the standard deviation of their "
          + "discounted sum"
      ),
    ].map { $0.of(.stream) } + [
      Hyperparameter.real(
        "network.sparsity", \.sparsity, .fraction,
        synonyms: ["sparsity", "sparse_init", "sparse_initialization"],
        help: "sparse initialisation: share of the weights of each output that start at 0",
        when: Dependence("network.initialization", "is 'sparse'"),
        applies: { $0.initialization == .sparse }
      ).of(Algorithm.Kind.networks)
    ]
}

extension HyperparameterTable {
  /// The rule, then its constants, each of which some rules do not have.
  static let optimizerRows = [
    Hyperparameter.word(
      "optimizer", \.optimizer.rule, synonyms: ["optim", "optimiser", "optimizer.type", "solver"],
      help: "rule that turns gradients into parameter changes"
    ).defaultStored,
    .real(
      "optimizer.beta1", \.optimizer.beta1, decayRate,
      synonyms: ["beta1", "beta_1", "adam.beta1", "optimizer.betas"],
      help: "Adam, RAdam: decay rate of the first moment",
      when: isAdaptiveMoment,
      applies: { $0.optimizer.rule.isAdaptiveMoment }
    ).defaultStored,
    .real(
      "optimizer.beta2", \.optimizer.beta2, decayRate,
      synonyms: ["beta2", "beta_2", "adam.beta2"],
      help: "Adam, RAdam: decay rate of the second moment", when: isAdaptiveMoment,
      applies: { $0.optimizer.rule.isAdaptiveMoment }
    ).defaultStored,
    .real(
      "optimizer.epsilon", \.optimizer.epsilon, epsilonRange,
      synonyms: ["optimizer.eps", "adam_epsilon", "adam.epsilon", "adam_eps", "rmsprop.epsilon"],
      help: "Adam, RAdam: added to the denominator; RMSProp: see 'optimizer.epsilon_placement'",
      when: Dependence("optimizer", "is 'adam', 'radam' or 'rmsprop'"),
      applies: { $0.optimizer.rule != .sgd }
    ).defaultStored,
    .real(
      "optimizer.decay", \.optimizer.decay, decayRate,
      synonyms: ["optimizer.rho", "rho", "optimizer.alpha", "rmsprop.decay", "rmsprop_decay"],
      help: "RMSProp: decay rate of the moving averages",
      when: Dependence("optimizer", "is 'rmsprop'"), applies: { $0.optimizer.rule == .rmsprop }
    ).defaultStored,
    .real(
      "optimizer.momentum", \.optimizer.momentum, decayRate,
      synonyms: ["momentum", "rmsprop.momentum", "sgd.momentum"],
      help: "RMSProp, SGD: fraction of the last change that is added to the next",
      when: Dependence("optimizer", "is 'rmsprop' or 'sgd'"),
      applies: { !$0.optimizer.rule.isAdaptiveMoment }
    ).defaultStored,
    .flag(
      "optimizer.centered", \.optimizer.centered,
      synonyms: ["centered", "centred", "optimizer.centred", "rmsprop.centered"],
      help: "RMSProp: whether the mean gradient is taken out of the second moment",
      when: Dependence("optimizer", "is 'rmsprop'"), applies: { $0.optimizer.rule == .rmsprop }
    ).defaultStored,
    .word(
      "optimizer.epsilon_placement", \.optimizer.epsilonPlacement,
      synonyms: [
        "eps_in_sqrt", "epsilon_in_sqrt", "optimizer.eps_in_sqrt", "optimizer.epsilon_in_sqrt",
        "epsilon_placement", "optimizer.epsilon_inside_root",
      ],
      help: "RMSProp: where epsilon is added: 'inside' the square root (Keras 3, TensorFlow 1, the "
        + "DQN papers), 'outside' (PyTorch), or 'auto': inside if centered, else outside",
      when: Dependence("optimizer", "is 'rmsprop'"), applies: { $0.optimizer.rule == .rmsprop }
    ),
    .real(
      "optimizer.weight_decay", \.optimizer.weightDecay, .fraction,
      synonyms: ["weight_decay", "adamw", "l2", "adam.weight_decay", "decoupled_weight_decay"],
      help: "Adam, RAdam: decoupled weight decay of every parameter (AdamW)",
      when: isAdaptiveMoment,
      applies: { $0.optimizer.rule.isAdaptiveMoment }
    ),
  ].map { $0.of(.network, .rollout) }

  private static let isAdaptiveMoment = Dependence("optimizer", "is 'adam' or 'radam'")

  /// A constant that is large beside every gradient would keep parameters from changing.
  private static let epsilonRange =
    RealRange(lower: 0, upper: 1e6, excludesLower: true).inSinglePrecision

  /// 1 would never forget, and Adam's bias correction would divide by 0.
  private static let decayRate =
    RealRange(lower: 0, upper: 1, excludesUpper: true).inSinglePrecision
}
