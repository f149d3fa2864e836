extension Algorithm {
  /// Q(λ) on rollouts of parallel environments.
  public static let pqn = Algorithm(
    id: "pqn",
    summary:
      "parallelised Q-network: Q(lambda) on rollouts of parallel environments, without replay "
      + "memory and target network", kind: .rollout)
}

/// Parallelised Q-network (PQN): acts ε-greedily in several environments in turn, and after a
/// rollout of all of them learns its Q(λ) returns by some epochs of minibatches.
///
/// There is no replay memory and no target network; layer normalisation is what keeps it stable.
///
/// Source: M. Gallici et al., "Simplifying Deep Temporal Difference Learning", ICLR 2025, algorithm 1
/// with the λ-returns of its section on Q(λ).
struct PQNAgent: MemorylessAgent, ~Copyable {
  private let hyperparameters: Hyperparameters
  /// Runs the parts of a gradient step.
  private let executor: ParallelExecutor
  private let network: Network
  private let parameters: FloatBuffer
  private var optimizer: Optimizer
  private var exploration: ExplorationRate
  private let acting: ActingNetwork
  private var rollout: Rollout
  private let minibatch: ObservationStorage
  private let gradient: FloatBuffer
  private let activations: Activations
  private let activationGradients: Activations
  private let scratch: NetworkScratch
  /// The gradient steps of the present rollout.
  private var learning: RolloutLearning

  /// A new agent, with weights drawn from the initialisation stream.
  init(
    _ specification: TrialSpecification, in interface: EnvironmentInterface,
    execution: TrialExecution, using random: inout RandomSource
  ) {
    hyperparameters = specification.hyperparameters
    executor = execution.executor
    network = hyperparameters.network(for: interface)
    parameters = hyperparameters.initialParameters(of: network, using: &random)
    optimizer = Optimizer(hyperparameters.optimizer, count: parameters.count)
    exploration = ExplorationRate(hyperparameters.epsilon)
    acting = ActingNetwork(hyperparameters, in: interface)
    rollout = Rollout(
      environments: hyperparameters.environmentCount, steps: hyperparameters.rollout,
      observation: interface.observation)
    let rows = hyperparameters.minibatchSize
    minibatch = ObservationStorage(interface.observation, count: rows)
    gradient = FloatBuffer(zeros: parameters.count)
    activations = Activations(network: network, batch: rows)
    activationGradients = Activations(network: network, batch: rows)
    scratch = NetworkScratch(
      network: network, batch: rows, backwards: true, executor: execution.executor)
    learning = RolloutLearning(order: Array(0..<rollout.capacity))
  }

  /// The exploration rate ε now.
  var explorationRate: Double { exploration.value }

  /// Chooses the next action of the training.
  func act(on agentState: AgentState, using random: inout RandomSource) -> Int {
    act(on: agentState, epsilon: exploration.value, using: &random)
  }

  /// Chooses an action: a random one with probability ε, else the one of the largest value.
  func act(on agentState: AgentState, epsilon: Double, using random: inout RandomSource) -> Int {
    acting.act(
      on: agentState.observation, parameters: parameters, epsilon: epsilon, using: &random)
  }

  /// Whether gradient steps of the rollout are left.
  var isLearning: Bool { learning.epochsLeft > 0 }

  /// Adds a step to the rollout; with its last one, computes the targets and makes the first gradient
  /// step.
  mutating func learn(
    from step: TimeStep, at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    let learned = hyperparameters.learnedReward(of: step)
    // The return ends here, with the value of what would have followed.
    let isCut = step.ended || rollout.isInLastStep
    let tail =
      isCut && learned.bootstraps
      ? acting.largestValue(of: step.after.observation, parameters: parameters) : 0
    rollout.append(step, reward: learned.reward, isCut: isCut, tail: tail)
    exploration.advance(.step)
    if step.ended { exploration.advance(.episode) }
    guard rollout.isFull else { return (0, 0) }
    computeTargets()
    learning.begin(epochs: hyperparameters.epochs)
    return continueLearning(at: progress, using: &streams)
  }

  /// Makes the gradient step of the next minibatch; after the last one, empties the rollout.
  ///
  /// Each epoch draws a permutation of the rollout from the replay stream, whose parts are its
  /// minibatches.
  mutating func continueLearning(
    at progress: TrainingProgress, using streams: inout RandomStreams
  ) -> (loss: Double, updates: Int) {
    if learning.position == 0 { learning.shuffle(using: &streams.replay) }
    let rows = learning.position..<learning.position + hyperparameters.minibatchSize
    learning.loss += Double(update(on: rows, progress: progress.share))
    learning.updates += 1
    learning.advance(to: rows.upperBound)
    exploration.advance(.update)
    guard !isLearning else { return (0, 0) }
    rollout.removeAll()
    return (learning.loss, learning.updates)
  }

  /// Whether every parameter is finite.
  var isFinite: Bool { parameters.isFinite }

  /// The network's parameters, layer by layer.
  func weights() -> [LayerWeights] { network.layerWeights(of: parameters) }

  /// The action values for the one-hot vectors of all states.
  func actionValues(stateCount: Int) -> ActionValues {
    acting.actionValues(stateCount: stateCount, parameters: parameters)
  }

  /// Computes the values of the rollout's observations, a minibatch at a time, and from them the
  /// targets.
  private mutating func computeTargets() {
    let rows = hyperparameters.minibatchSize
    for first in stride(from: 0, to: rollout.capacity, by: rows) {
      network.forward(
        ObservationBatch(rollout.observations, first..<first + rows), parameters: parameters,
        scratch: scratch, into: activations)
      for row in 0..<rows {
        let values = UnsafePointer(activations.values + row * network.valueStride)
        rollout.values[first + row] = values[greedyAction(values, count: network.actionCount)]
      }
    }
    rollout.computeTargets(
      gamma: Float(hyperparameters.gamma), lambda: Float(hyperparameters.lambda))
  }

  /// Makes one gradient step on some rows of the order; returns their mean loss before it.
  ///
  /// **Order.** Losses are summed row by row, then divided by their number; each gradient is the
  /// derivative divided by that number.
  private mutating func update(on rows: Range<Int>, progress: Double) -> Float {
    for (row, index) in learning.order[rows].enumerated() {
      minibatch[row].copy(rollout.observations[index])
    }
    let batch = ObservationBatch(minibatch)
    network.forward(batch, parameters: parameters, scratch: scratch, into: activations)
    let (loss, delta) = (hyperparameters.loss, Float(hyperparameters.huberDelta))
    let gradients = activationGradients.values
    gradients.update(repeating: 0, count: rows.count * network.valueStride)
    let count = Float(rows.count)
    var sum: Float = 0
    for (row, index) in learning.order[rows].enumerated() {
      let output = row * network.valueStride + rollout.actions[index]
      let error = activations.values[output] - rollout.targets[index]
      gradients[output] = loss.derivative(error, delta: delta) / count
      sum += loss.value(error, delta: delta)
    }
    network.backward(
      batch, parameters: parameters, activations: activations, gradients: activationGradients,
      scratch: scratch, into: gradient)
    if let limit = hyperparameters.gradientClip {
      clipNorm(of: gradient, of: network, to: Float(limit))
    }
    optimizer.update(
      parameters, gradient: gradient, learningRate: hyperparameters.learningRate(at: progress),
      executor: executor)
    return sum / count
  }
}

/// The gradient steps of a rollout, of which some may be left.
private struct RolloutLearning {
  /// The steps of the rollout in the order of the present epoch.
  var order: [Int]
  /// Where in that order the next minibatch begins; 0 before an epoch's first.
  var position = 0
  /// Epochs left, the present one included.
  var epochsLeft = 0
  /// Sum of the losses of the minibatches so far.
  var loss = 0.0
  /// Their number.
  var updates = 0

  init(order: [Int]) { self.order = order }

  mutating func begin(epochs: Int) {
    (position, epochsLeft, loss, updates) = (0, epochs, 0, 0)
  }

  /// Draws the order of an epoch.
  ///
  /// Each index, from the last to the second, is exchanged with one that is drawn from those up to it,
  /// by NumPy's `integers`. NumPy's own `shuffle` draws otherwise.
  ///
  /// Source: R. Durstenfeld, "Algorithm 235: Random permutation", CACM 7(7), 1964.
  mutating func shuffle(using random: inout RandomSource) {
    order = Array(order.indices)
    for last in order.indices.dropFirst().reversed() {
      order.swapAt(Int(random.upTo(UInt64(last))), last)
    }
  }

  mutating func advance(to end: Int) {
    position = end == order.count ? 0 : end
    if position == 0 { epochsLeft -= 1 }
  }
}

extension Hyperparameters {
  /// Environments that a trial steps in turn.
  public var environmentCount: Int { algorithm.kind == .rollout ? environments : 1 }

  /// Steps of a rollout, of all environments.
  public var rolloutSize: Int { environmentCount * rollout }

  /// Steps of a rollout that each gradient step learns from.
  public var minibatchSize: Int { rolloutSize / minibatches }

  /// Whether all minibatches of a rollout are equally large; true where there are no rollouts.
  public var areMinibatchesEqual: Bool {
    algorithm.kind != .rollout || rolloutSize.isMultiple(of: minibatches)
  }

  /// Gradient steps of a training of rollouts within a number of environment steps.
  public func rolloutUpdates(steps: Double) -> Double {
    (steps / Double(rolloutSize)).rounded(.down) * Double(epochs * minibatches)
  }
}

// MARK: - Checkpoint

extension PQNAgent {
  /// Writes the whole state.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("agent")
    exploration.save(to: &archive)
    archive.write(parameters.count)
    parameters.save(to: &archive)
    optimizer.save(to: &archive)
    rollout.save(to: &archive)
    archive.write(learning.order)
    archive.write(learning.position)
    archive.write(learning.epochsLeft)
    archive.write(learning.loss)
    archive.write(learning.updates)
  }

  /// Restores the saved state.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("agent")
    try exploration.restore(from: &archive)
    _ = try archive.integer(in: parameters.count...parameters.count)
    try parameters.restore(from: &archive)
    try optimizer.restore(from: &archive)
    try rollout.restore(from: &archive, actionCount: network.actionCount)
    let order = try archive.integers()
    guard order.sorted() == Array(0..<rollout.capacity) else {
      throw archive.error("the order of a rollout is no permutation")
    }
    learning.order = order
    learning.position = try archive.integer(in: 0...rollout.capacity - 1)
    learning.epochsLeft = try archive.integer(in: 0...hyperparameters.epochs)
    learning.loss = try archive.real()
    learning.updates = try archive.integer(
      in: 0...hyperparameters.epochs * hyperparameters.minibatches)
    guard learning.position.isMultiple(of: hyperparameters.minibatchSize),
      isLearning == rollout.isFull
    else { throw archive.error("gradient steps are left that cannot be made") }
  }
}
