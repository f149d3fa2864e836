/// The online network, its optimiser and buffers, and its frozen copy, the target network.
struct Learner: ~Copyable {
  private let hyperparameters: Hyperparameters
  /// Runs the parts of a gradient step; choosing an action is too little work to divide.
  private let executor: ParallelExecutor
  private let network: Network
  /// The meaning of the outputs, and their loss.
  private let valueHead: any ValueHead
  /// The trained parameters: of a noisy network, means and sigmas.
  private let parameters: FloatBuffer
  /// The target network's parameters; empty if there is none, and the online network bootstraps
  /// from itself.
  private let targetParameters: FloatBuffer
  private var optimizer: Optimizer
  private let gradient: FloatBuffer
  private let batch: ReplayBatch
  /// The noise that actions are chosen with, and that of each network in a gradient step.
  private let actingNoise: NoisyLayers
  private let noise: NoisyLayers
  private let nextNoise: NoisyLayers
  private let selectingNoise: NoisyLayers
  private let activations: Activations
  private let nextActivations: Activations
  /// Used by double DQN alone: the online network's outputs for the next observations.
  private let selectingActivations: Activations
  /// Used by Munchausen alone: the bootstrapping network's outputs for the observations.
  private let likelihoodActivations: Activations
  private let activationGradients: Activations
  private let scratch: NetworkScratch
  private let workspace: LossWorkspace
  private let acting: ActingNetwork
  /// The row of the next gradient step, where each is on one row: 0 if a batch has to be drawn
  /// first.
  private var nextRow = 0
  /// Sum of the losses of the rows before that.
  private var batchLoss = 0.0
  /// Whether the batch has indices and weights only, as after it was restored.
  private var needsRows = false

  /// A network with weights drawn from the initialisation stream; the target network starts equal.
  init(
    _ hyperparameters: Hyperparameters, in interface: EnvironmentInterface,
    executor: ParallelExecutor = .alone,
    using random: inout RandomSource
  ) {
    self.hyperparameters = hyperparameters
    self.executor = executor
    let isNoisy = hyperparameters.noisy
    network = hyperparameters.network(for: interface)
    valueHead = hyperparameters.valueHead()
    let drawn = hyperparameters.initialParameters(of: network, using: &random)
    parameters =
      isNoisy ? network.noisyParameters(means: drawn, sigma: hyperparameters.noisySigma) : drawn
    targetParameters = FloatBuffer(
      zeros: hyperparameters.targetUpdateEvery > 0 ? parameters.count : 0)
    if targetParameters.count > 0 { targetParameters.copy(parameters) }
    optimizer = Optimizer(hyperparameters.optimizer, count: parameters.count)
    gradient = FloatBuffer(zeros: parameters.count)
    let size = hyperparameters.batchSize
    batch = ReplayBatch(size: size, observation: interface.observation)
    actingNoise = NoisyLayers(network, isNoisy: isNoisy)
    noise = NoisyLayers(network, isNoisy: isNoisy)
    nextNoise = NoisyLayers(network, isNoisy: isNoisy)
    selectingNoise = NoisyLayers(network, isNoisy: isNoisy && hyperparameters.double)
    activations = Activations(network: network, batch: size)
    nextActivations = Activations(network: network, batch: size)
    selectingActivations = Activations(network: network, batch: hyperparameters.double ? size : 0)
    likelihoodActivations = Activations(
      network: network, batch: hyperparameters.munchausen.isOn ? size : 0)
    activationGradients = Activations(network: network, batch: size)
    scratch = NetworkScratch(network: network, batch: size, backwards: true, executor: executor)
    workspace = LossWorkspace(network, valueHead, batch: size)
    acting = ActingNetwork(hyperparameters, in: interface)
  }

  /// Chooses an action without noise: a random one with probability ε, else the one of the largest
  /// value.
  func act(
    on observation: ObservationBuffer, epsilon: Double, using random: inout RandomSource
  ) -> Int {
    acting.act(on: observation, parameters: parameters, epsilon: epsilon, using: &random)
  }

  /// Chooses an action as the training does: of a noisy network, with new noise.
  func explore(
    from observation: ObservationBuffer, epsilon: Double, using random: inout RandomSource
  ) -> Int {
    guard actingNoise.isOn else {
      return act(on: observation, epsilon: epsilon, using: &random)
    }
    actingNoise.perturb(parameters, using: &random)
    return acting.act(
      on: observation, parameters: actingNoise.perturbed, epsilon: epsilon, using: &random)
  }

  /// Whether gradient steps are left to make on the batch that was drawn last.
  var hasRowsLeft: Bool { nextRow > 0 }

  /// Makes one gradient step: on a batch drawn from the memory, or, where each is on one transition,
  /// on the next one of the batch that was drawn last.
  ///
  /// - Parameters:
  ///   - memory: its priorities are updated from the errors of the step.
  ///   - progress: the completed fraction of the training, 0...1, which the learning rate follows.
  ///   - random: the replay stream.
  /// - Returns: the sum of the losses of the batch, each before its step, and the number of steps;
  ///   zeros as long as the batch has rows left.
  mutating func update(
    from memory: inout ReplayMemory, progress: Double, using random: inout RandomSource
  ) -> (loss: Double, updates: Int) {
    let rows = nextRows(from: memory, progress: progress, using: &random)
    let observations = ObservationBatch(batch.observations, rows)
    perturb(using: &random)
    forward(observations, parameters, noise, into: activations)
    forwardTargets(observations, next: ObservationBatch(batch.nextObservations, rows))
    let loss = valueHead.meanLoss(of: lossInputs(rows))
    memory.updatePriorities(of: batch, rows: rows, errors: workspace.errors)
    backward(observations)
    if let limit = hyperparameters.gradientClip {
      clipNorm(of: gradient, of: network, to: Float(limit))
    }
    optimizer.update(
      parameters, gradient: gradient, learningRate: hyperparameters.learningRate(at: progress),
      executor: executor)

    batchLoss += Double(loss)
    nextRow = rows.upperBound == batch.count ? 0 : rows.upperBound
    if hasRowsLeft { return (0, 0) }
    return (batchLoss, hyperparameters.fit == .batch ? 1 : batch.count)
  }

  /// The rows of the next gradient step, in a batch that is drawn if none has rows left.
  private mutating func nextRows(
    from memory: borrowing ReplayMemory, progress: Double, using random: inout RandomSource
  ) -> Range<Int> {
    if !hasRowsLeft {
      memory.sample(
        replacement: hyperparameters.replayReplacement,
        importance: hyperparameters.priorities.importance(at: progress), using: &random,
        into: batch)
      batchLoss = 0
    } else if needsRows {
      memory.gather(into: batch)
      needsRows = false
    }
    return hyperparameters.fit == .batch ? 0..<batch.count : nextRow..<nextRow + 1
  }

  /// Draws new noise for every network of a gradient step: the online network's, the bootstrapping
  /// one's, and, for double DQN, the selecting one's.
  private func perturb(using random: inout RandomSource) {
    guard noise.isOn else { return }
    noise.perturb(parameters, using: &random)
    if targetParameters.count > 0 {
      nextNoise.perturb(targetParameters, using: &random)
    } else {
      nextNoise.perturb(parameters, using: &random)
    }
    if selectingNoise.isOn { selectingNoise.perturb(parameters, using: &random) }
  }

  /// Computes the outputs of a network for a batch, with its noise if it has any.
  private func forward(
    _ observations: ObservationBatch, _ parameters: borrowing FloatBuffer,
    _ noise: borrowing NoisyLayers, into activations: borrowing Activations
  ) {
    if noise.isOn {
      network.forward(
        observations, parameters: noise.perturbed, scratch: scratch, into: activations)
    } else {
      network.forward(observations, parameters: parameters, scratch: scratch, into: activations)
    }
  }

  /// Computes the gradient of the parameters from that of the outputs.
  private func backward(_ observations: ObservationBatch) {
    if noise.isOn {
      network.backward(
        observations, parameters: noise.perturbed, activations: activations,
        gradients: activationGradients, scratch: scratch, into: gradient)
      noise.writeSigmas(of: gradient)
    } else {
      network.backward(
        observations, parameters: parameters, activations: activations,
        gradients: activationGradients, scratch: scratch, into: gradient)
    }
  }

  /// Updates the target network from the online network, if it is due.
  func updateTarget(stepsTaken: Int) {
    let interval = hyperparameters.targetUpdateEvery
    guard interval > 0, stepsTaken % interval == 0 else { return }
    if hyperparameters.targetTau == 1 {
      targetParameters.copy(parameters)
    } else {
      polyakUpdate(
        from: parameters, tau: Float(hyperparameters.targetTau), into: targetParameters)
    }
  }

  /// Actions to choose from.
  var actionCount: Int { network.actionCount }

  /// Whether every parameter of the online network is finite.
  var isFinite: Bool { parameters.isFinite }

  /// The online network's parameters, layer by layer.
  func weights() -> [LayerWeights] { network.layerWeights(of: parameters) }

  /// Computes the online network's action values for the one-hot vectors of all states.
  func actionValues(stateCount: Int) -> ActionValues {
    acting.actionValues(stateCount: stateCount, parameters: parameters)
  }

  /// Computes the outputs that targets are made of: those of the target network, where there is one,
  /// for the next observations, and for Munchausen's also for the observations.
  private func forwardTargets(_ observations: ObservationBatch, next: ObservationBatch) {
    let needsLikelihood = hyperparameters.munchausen.isOn
    if targetParameters.count > 0 {
      forward(next, targetParameters, nextNoise, into: nextActivations)
      if needsLikelihood {
        forward(observations, targetParameters, nextNoise, into: likelihoodActivations)
      }
    } else {
      forward(next, parameters, nextNoise, into: nextActivations)
      if needsLikelihood {
        forward(observations, parameters, nextNoise, into: likelihoodActivations)
      }
    }
    if hyperparameters.double {
      forward(next, parameters, selectingNoise, into: selectingActivations)
    }
  }

  /// The operands of the loss of some rows, once all outputs are computed.
  private func lossInputs(_ rows: Range<Int>) -> LossInputs {
    let selecting =
      hyperparameters.double ? selectingActivations.values : nextActivations.values
    let munchausen = hyperparameters.munchausen
    return LossInputs(
      count: rows.count, head: network.head,
      outputs: activations.values, nextOutputs: nextActivations.values,
      selectingValues: expectedReturns(selecting, rows, into: workspace.selectingValues),
      actions: batch.actions.baseAddress.unsafelyUnwrapped + rows.lowerBound,
      rewards: batch.rewards.start + rows.lowerBound,
      discounts: batch.discounts.start + rows.lowerBound,
      weights: batch.weights.start + rows.lowerBound,
      munchausen: munchausen.isOn
        ? MunchausenPolicy(
          settings: munchausen,
          values: expectedReturns(
            likelihoodActivations.values, rows, into: workspace.likelihoodValues),
          scratch: workspace.policyScratch) : nil,
      gradients: activationGradients.values, errors: workspace.errors, scratch: workspace.scratch)
  }

  private func expectedReturns(
    _ outputs: UnsafeMutablePointer<Float>, _ rows: Range<Int>,
    into buffer: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    UnsafePointer(
      valueHead.expectedReturns(
        of: outputs, rows: rows.count, network.head, scratch: workspace.scratch, into: buffer))
  }
}

/// Makes a Polyak (soft) update of the target parameters: `θ⁻ ← θ⁻ + τ·(θ - θ⁻)`, one fused
/// multiply-add each.
func polyakUpdate(
  from online: borrowing FloatBuffer, tau: Float, into target: borrowing FloatBuffer
) {
  precondition(
    online.count == target.count && target.count % vectorWidth == 0,
    "\(online.count) parameters have \(target.count) targets, or not whole vectors")
  let (online, target, count) = (online.start, target.start, target.count)
  let tau = Vector(repeating: tau)
  for i in stride(from: 0, to: count, by: vectorWidth) {
    let old = target.vector(at: i)
    target.store(old.addingProduct(tau, online.vector(at: i) - old), at: i)
  }
}

// MARK: - Checkpoint

extension Learner {
  /// Writes the state that the next gradient step depends on, except the transitions in the memory.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("learner")
    archive.write(parameters.count)
    parameters.save(to: &archive)
    targetParameters.save(to: &archive)
    optimizer.save(to: &archive)
    archive.write(nextRow)
    guard hasRowsLeft else { return }
    archive.write(batchLoss)
    archive.write(Array(batch.indices))
    batch.weights.save(to: &archive)
  }

  /// Restores the saved state, with a memory of `memoryCount` transitions.
  mutating func restore(
    from archive: inout ArchiveReader, memoryCount: Int
  ) throws(ArchiveError) {
    try archive.mark("learner")
    _ = try archive.integer(in: parameters.count...parameters.count)
    try parameters.restore(from: &archive)
    try targetParameters.restore(from: &archive)
    try optimizer.restore(from: &archive)
    nextRow = try archive.integer(in: 0...(hyperparameters.fit == .sample ? batch.count - 1 : 0))
    needsRows = hasRowsLeft
    guard hasRowsLeft else { return }
    batchLoss = try archive.real()
    let indices = try archive.integers()
    guard indices.count == batch.count, indices.allSatisfy({ (0..<memoryCount).contains($0) })
    else { throw archive.error("a batch has transitions that the memory does not have") }
    for (row, index) in indices.enumerated() { batch.indices[row] = index }
    try batch.weights.restore(from: &archive)
  }
}
