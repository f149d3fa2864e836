/// The online network with all that its gradient steps need, and its frozen copy, the target
/// network.
struct Learner: ~Copyable {
  private let hyperparameters: Hyperparameters
  /// Those who share a gradient step; choosing an action is too little work to share.
  private let crew: Crew
  private let shape: NetworkShape
  private let parameters: FloatBuffer
  /// The target network's parameters; empty if there is none, and the online network bootstraps
  /// from itself.
  private let targetParameters: FloatBuffer
  private var optimizer: Optimizer
  private let gradient: FloatBuffer
  private let batch: ReplayBatch
  private let activations: Activations
  private let nextActivations: Activations
  /// Used by double DQN alone: what the online network makes of the next observations.
  private let selectingActivations: Activations
  private let activationGradients: Activations
  private let scratch: NetworkScratch
  private let actingActivations: Activations
  private let actingScratch: NetworkScratch

  /// A network with weights drawn from the initialisation stream; the target network starts equal.
  init(
    _ hyperparameters: Hyperparameters, in interface: EnvironmentInterface, crew: Crew = .alone,
    using random: inout RandomSource
  ) {
    self.hyperparameters = hyperparameters
    self.crew = crew
    shape = hyperparameters.networkShape(for: interface)
    parameters = shape.initialParameters(hyperparameters.initialization, using: &random)
    targetParameters = FloatBuffer(
      zeros: hyperparameters.targetUpdateEvery > 0 ? shape.parameterCount : 0)
    if targetParameters.count > 0 { targetParameters.copy(parameters) }
    optimizer = Optimizer(hyperparameters.optimizer, count: shape.parameterCount)
    gradient = FloatBuffer(zeros: shape.parameterCount)
    let size = hyperparameters.batchSize
    batch = ReplayBatch(size: size, observation: interface.observation)
    activations = Activations(shape: shape, batch: size)
    nextActivations = Activations(shape: shape, batch: size)
    selectingActivations = Activations(shape: shape, batch: hyperparameters.double ? size : 0)
    activationGradients = Activations(shape: shape, batch: size)
    scratch = NetworkScratch(shape: shape, batch: size, backwards: true, crew: crew)
    actingActivations = Activations(shape: shape, batch: 1)
    actingScratch = NetworkScratch(shape: shape, batch: 1, backwards: false)
  }

  /// Chooses an action: a random one with probability ε, else the one of the largest value.
  ///
  /// One draw decides whether to explore, and a second one, only then, which action to take.
  func act(
    on observation: ObservationBuffer, epsilon: Double, using random: inout RandomSource
  ) -> Int {
    if random.unit() < epsilon { return random.integer(below: shape.actionCount) }
    shape.forward(
      ObservationBatch(observation), parameters: parameters, scratch: actingScratch,
      into: actingActivations)
    return greedyAction(actingActivations.values, count: shape.actionCount)
  }

  /// Learns from a batch drawn from the memory: one gradient step, or one for each transition.
  ///
  /// The learning rate follows `progress`, the share of the training that is done, 0...1.
  ///
  /// - Returns: the sum of the losses, each before its step, and the number of steps.
  mutating func update(
    from memory: borrowing Experience, progress: Double, using random: inout RandomSource
  ) -> (loss: Double, updates: Int) {
    memory.sample(
      replacement: hyperparameters.replayReplacement, using: &random, into: batch)
    switch hyperparameters.fit {
    case .batch: return (Double(step(on: 0..<batch.count, progress: progress)), 1)
    case .sample:
      var loss = 0.0
      for row in 0..<batch.count { loss += Double(step(on: row..<row + 1, progress: progress)) }
      return (loss, batch.count)
    }
  }

  /// Makes one gradient step on some rows of the batch; returns their mean loss before it.
  private mutating func step(on rows: Range<Int>, progress: Double) -> Float {
    let observations = ObservationBatch(batch.observations, rows)
    shape.forward(observations, parameters: parameters, scratch: scratch, into: activations)
    bootstrap(rows)
    let loss = writeValueGradients(rows)
    shape.backward(
      observations, parameters: parameters, activations: activations,
      gradients: activationGradients, scratch: scratch, into: gradient)
    if let limit = hyperparameters.gradientClip {
      clipNorm(of: gradient, of: shape, to: Float(limit))
    }
    optimizer.update(
      parameters, gradient: gradient, learningRate: hyperparameters.learningRate(at: progress),
      crew: crew)
    return loss
  }

  /// Lets the target network follow the online network, if it is time to.
  func updateTarget(stepsTaken: Int) {
    let interval = hyperparameters.targetUpdateEvery
    guard interval > 0, stepsTaken % interval == 0 else { return }
    if hyperparameters.targetTau == 1 {
      targetParameters.copy(parameters)
    } else {
      blend(parameters, into: targetParameters, share: Float(hyperparameters.targetTau))
    }
  }

  /// Actions to choose from.
  var actionCount: Int { shape.actionCount }

  /// The online network's parameters, layer by layer.
  func weights() -> [LayerWeights] { shape.layerWeights(of: parameters) }

  /// What the online network makes of the one-hot vectors of all states.
  func actionValues(stateCount: Int) -> ActionValues {
    let observation = ObservationStorage(.vector(stateCount))
    var values = ActionValues(stateCount: stateCount, actionCount: shape.actionCount)
    for state in 0..<stateCount {
      observation.buffer.floats[state] = 1
      shape.forward(
        ObservationBatch(observation.buffer), parameters: parameters, scratch: actingScratch,
        into: actingActivations)
      for action in 0..<shape.actionCount {
        values[state, action] = Double(actingActivations.values[action])
      }
      observation.buffer.floats[state] = 0
    }
    return values
  }

  /// Computes the action values of the next observations: the target network's where there is one.
  private func bootstrap(_ rows: Range<Int>) {
    let next = ObservationBatch(batch.nextObservations, rows)
    if targetParameters.count > 0 {
      shape.forward(next, parameters: targetParameters, scratch: scratch, into: nextActivations)
    } else {
      shape.forward(next, parameters: parameters, scratch: scratch, into: nextActivations)
    }
    if hyperparameters.double {
      shape.forward(next, parameters: parameters, scratch: scratch, into: selectingActivations)
    }
  }

  /// Writes the gradient of the rows' mean loss by the action values; returns that loss.
  ///
  /// **Order.** Losses are summed over the rows in order, then divided by their number; each
  /// gradient is the loss's derivative divided by that number.
  private func writeValueGradients(_ rows: Range<Int>) -> Float {
    let stride = shape.valueStride
    let delta = Float(hyperparameters.huberDelta)
    let size = Float(rows.count)
    let gradients = activationGradients.values
    gradients.update(repeating: 0, count: rows.count * stride)
    var sum: Float = 0
    for (b, row) in rows.enumerated() {
      let nextValues = nextActivations.values + b * stride
      let selecting =
        hyperparameters.double ? selectingActivations.values + b * stride : nextValues
      let nextAction = greedyAction(selecting, count: shape.actionCount)
      let target = temporalDifferenceTarget(
        reward: batch.rewards.start[row], discount: batch.discounts.start[row],
        value: nextValues[nextAction])
      let action = batch.actions[row]
      let error = activations.values[b * stride + action] - target
      sum += hyperparameters.loss.value(error, delta: delta)
      gradients[b * stride + action] =
        hyperparameters.loss.derivative(error, delta: delta) / size
    }
    return sum / size
  }
}

/// Moves every target parameter towards the online one: `θ⁻ ← θ⁻ + τ·(θ - θ⁻)`, one fused
/// multiply-add each.
func blend(
  _ online: borrowing FloatBuffer, into target: borrowing FloatBuffer, share: Float
) {
  precondition(
    online.count == target.count && target.count % vectorWidth == 0,
    "\(online.count) parameters have \(target.count) targets, or not whole vectors")
  let (online, target, count) = (online.start, target.start, target.count)
  let share = Vector(repeating: share)
  for i in stride(from: 0, to: count, by: vectorWidth) {
    let old = target.vector(at: i)
    target.store(old.addingProduct(share, online.vector(at: i) - old), at: i)
  }
}

// MARK: - Checkpoint

extension Learner {
  /// Writes what the next gradient step depends on beside the batch: everything else is
  /// overwritten by it.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("learner")
    archive.write(parameters.count)
    parameters.save(to: &archive)
    targetParameters.save(to: &archive)
    optimizer.save(to: &archive)
  }

  /// Goes on where the saved one was.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("learner")
    _ = try archive.integer(in: parameters.count...parameters.count)
    try parameters.restore(from: &archive)
    try targetParameters.restore(from: &archive)
    try optimizer.restore(from: &archive)
  }
}
