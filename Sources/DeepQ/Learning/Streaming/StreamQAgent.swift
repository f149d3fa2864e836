extension Algorithm {
  /// Stream Q(λ).
  public static let streamQ = Algorithm(
    id: "stream-q",
    summary: "Stream Q(lambda): a network and eligibility traces, without a replay memory",
    kind: .stream)
}

/// Stream Q(λ): learns from each step as it comes, without a replay memory, batches or a target
/// network.
///
/// Source: M. Elsayed, G. Vasan, A. R. Mahmood, "Streaming Deep Reinforcement Learning Finally Works",
/// 2024 (arXiv 2410.14606); what that leaves open, as in the code published with it.
struct StreamQAgent: MemorylessAgent, ~Copyable {
  private let hyperparameters: Hyperparameters
  private let network: Network
  private let parameters: FloatBuffer
  private let gradient: FloatBuffer
  private let traces: EligibilityTraces
  private let activations: Activations
  private let activationGradients: Activations
  private let scratch: NetworkScratch
  private let acting: ActingNetwork
  private var exploration: ExplorationRate
  private var normalizer: ObservationNormalizer
  private var rewardScaler: RewardScaler
  /// The observation that the next action is chosen on, as the network sees it.
  private var observation: ObservationStorage
  private var nextObservation: ObservationStorage
  /// An observation of an evaluation, as the network sees it.
  private let evaluated: ObservationStorage
  /// Whether `observation` is the present one: not at the start of an episode.
  private var hasObservation = false
  /// Whether the last action is one of the largest value.
  private var isGreedy = true

  init(
    _ specification: TrialSpecification, in interface: EnvironmentInterface,
    execution: TrialExecution, using random: inout RandomSource
  ) {
    hyperparameters = specification.hyperparameters
    network = hyperparameters.network(for: interface)
    parameters = hyperparameters.initialParameters(of: network, using: &random)
    gradient = FloatBuffer(zeros: network.parameterCount)
    traces = EligibilityTraces(count: network.parameterCount)
    activations = Activations(network: network, batch: 1)
    activationGradients = Activations(network: network, batch: 1)
    scratch = NetworkScratch(
      network: network, batch: 1, backwards: true, executor: execution.executor)
    acting = ActingNetwork(hyperparameters, in: interface)
    exploration = ExplorationRate(hyperparameters.epsilon)
    normalizer = ObservationNormalizer(
      interface.observation, isOn: hyperparameters.streaming.normalizesObservations)
    rewardScaler = RewardScaler(gamma: hyperparameters.gamma)
    observation = ObservationStorage(interface.observation)
    nextObservation = ObservationStorage(interface.observation)
    evaluated = ObservationStorage(interface.observation)
  }

  /// The exploration rate ε now.
  var explorationRate: Double { exploration.value }

  /// Chooses the next action of the training, and notes whether it is greedy.
  mutating func act(on agentState: AgentState, using random: inout RandomSource) -> Int {
    if !hasObservation {
      normalizer.observe(agentState.observation, into: observation.buffer)
      hasObservation = true
    }
    let greedy = greedyAction(
      acting.values(of: observation.buffer, parameters: parameters), count: network.actionCount)
    let action =
      random.exploringAction(epsilon: exploration.value, of: network.actionCount) ?? greedy
    isGreedy = action == greedy
    return action
  }

  /// Chooses an action as an evaluation does, with the moments of the observations as they are.
  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    acting.act(
      on: normalized(agentState.observation), parameters: parameters, epsilon: epsilon,
      using: &random)
  }

  /// Makes one update from a step.
  ///
  /// The error is `δ = r + γ·max q(s′) - q(s, a)`, without the second term where the task ended, of the
  /// parameters before the update. The loss that is reported is δ²/2.
  mutating func learn(
    from step: TimeStep, at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    exploration.advance(.step)
    exploration.advance(.update)
    if step.ended { exploration.advance(.episode) }
    normalizer.observe(step.after.observation, into: nextObservation.buffer)
    let learned = hyperparameters.learnedReward(of: step)
    let reward =
      hyperparameters.streaming.scalesRewards
      ? Float(rewardScaler.scale(Double(learned.reward), ended: step.ended)) : learned.reward
    let gamma = learned.bootstraps ? Float(hyperparameters.gamma) : 0
    let next = acting.largestValue(of: nextObservation.buffer, parameters: parameters)

    let batch = ObservationBatch(observation.buffer)
    network.forward(batch, parameters: parameters, scratch: scratch, into: activations)
    let error = reward.addingProduct(gamma, next) - activations.values[step.action]
    let outputs = activationGradients.values
    outputs.update(repeating: 0, count: network.valueStride)
    outputs[step.action] = 1
    network.backward(
      batch, parameters: parameters, activations: activations, gradients: activationGradients,
      scratch: scratch, into: gradient)
    traces.step(
      parameters, gradient: gradient, of: network, error: error,
      decay: Float(hyperparameters.gamma * hyperparameters.streaming.traceDecay),
      learningRate: Float(hyperparameters.learningRate(at: progress.share)),
      kappa: Float(hyperparameters.streaming.kappa))
    if step.ended || !isGreedy { traces.clear() }
    swap(&observation, &nextObservation)
    hasObservation = !step.ended
    return (Double(error) * Double(error) / 2, 1)
  }

  /// Whether every parameter is finite.
  var isFinite: Bool { parameters.isFinite }

  /// An update is made with the step that brings it.
  var isLearning: Bool { false }

  mutating func continueLearning(
    at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    preconditionFailure("an update is made with the step that brings it")
  }

  /// The parameters, layer by layer, then the moments of the observations, if they are normalised.
  func weights() -> [LayerWeights] {
    network.layerWeights(of: parameters) + [normalizer.moments].compactMap { $0 }
  }

  /// The action values for the one-hot vectors of all states.
  func actionValues(stateCount: Int) -> ActionValues {
    acting.actionValues(stateCount: stateCount, parameters: parameters) { normalized($0) }
  }

  /// An observation of an evaluation as the network sees it, valid until the next call.
  private func normalized(_ observation: ObservationBuffer) -> ObservationBuffer {
    normalizer.normalize(observation, into: evaluated.buffer)
    return evaluated.buffer
  }
}

// MARK: - Checkpoint

extension StreamQAgent {
  /// Writes everything that the next step depends on.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("stream")
    exploration.save(to: &archive)
    archive.write(parameters.count)
    parameters.save(to: &archive)
    traces.save(to: &archive)
    normalizer.save(to: &archive)
    rewardScaler.save(to: &archive)
    observation.save(to: &archive)
    archive.write(hasObservation)
    archive.write(isGreedy)
  }

  /// Restores the saved state.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("stream")
    try exploration.restore(from: &archive)
    _ = try archive.integer(in: parameters.count...parameters.count)
    try parameters.restore(from: &archive)
    try traces.restore(from: &archive)
    try normalizer.restore(from: &archive)
    try rewardScaler.restore(from: &archive)
    try observation.restore(from: &archive)
    hasObservation = try archive.truth()
    isGreedy = try archive.truth()
  }
}
