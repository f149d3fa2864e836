import DeepQ

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
      help: "Adam: decay rate of the first moment",
      when: Dependence("optimizer", "is 'adam'"), applies: { $0.optimizer.rule == .adam }
    ).defaultStored,
    .real(
      "optimizer.beta2", \.optimizer.beta2, decayRate,
      synonyms: ["beta2", "beta_2", "adam.beta2"], help: "Adam: decay rate of the second moment",
      when: Dependence("optimizer", "is 'adam'"), applies: { $0.optimizer.rule == .adam }
    ).defaultStored,
    .real(
      "optimizer.epsilon", \.optimizer.epsilon, epsilonRange,
      synonyms: ["optimizer.eps", "adam_epsilon", "adam.epsilon", "adam_eps", "rmsprop.epsilon"],
      help: "Adam: added to the denominator; RMSProp: see 'optimizer.epsilon_placement'",
      when: Dependence("optimizer", "is 'adam' or 'rmsprop'"),
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
      applies: { $0.optimizer.rule != .adam }
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
  ].map { $0.of(.network) }

  /// A constant that is large beside every gradient would keep parameters from changing.
  private static let epsilonRange =
    RealRange(lower: 0, upper: 1e6, excludesLower: true).inSinglePrecision

  /// 1 would never forget, and Adam's bias correction would divide by 0.
  private static let decayRate =
    RealRange(lower: 0, upper: 1, excludesUpper: true).inSinglePrecision
}
