/// The online network with all that its gradient steps need, and its frozen copy, the target
/// network.
struct Learner: ~Copyable {
  private let hyperparameters: Hyperparameters
  /// Runs the parts of a gradient step; choosing an action is too little work to divide.
  private let executor: ParallelExecutor
  private let network: Network
  /// What the outputs mean, and how they learn.
  private let valueHead: any ValueHead
  /// The parameters that are learned: of a noisy network means and spreads.
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
  /// Used by double DQN alone: what the online network makes of the next observations.
  private let selectingActivations: Activations
  /// Used by Munchausen alone: what the bootstrapping network makes of the observations.
  private let likelihoodActivations: Activations
  private let activationGradients: Activations
  private let scratch: NetworkScratch
  private let workspace: LossWorkspace
  private let acting: ActingNetwork
  /// The row of the batch that the next gradient step is on, where each is on one row: 0 if a batch
  /// is to be drawn first.
  private var nextRow = 0
  /// Sum of the losses of the rows before that.
  private var batchLoss = 0.0
  /// Whether the batch has its rows' numbers and weights alone, as after it was restored.
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
    let drawn = network.initialParameters(hyperparameters.initialization, using: &random)
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
  /// The learning rate follows `progress`, the share of the training that is done, 0...1.
  ///
  /// - Returns: the sum of the losses of the batch, each before its step, and the number of steps;
  ///   nothing as long as the batch has rows left.
  mutating func update(
    from memory: inout ReplayMemory, progress: Double, using random: inout RandomSource
  ) -> (loss: Double, updates: Int) {
    if !hasRowsLeft { drawBatch(from: memory, progress: progress, using: &random) }
    switch hyperparameters.fit {
    case .batch:
      return (step(on: 0..<batch.count, of: &memory, progress: progress, using: &random), 1)
    case .sample:
      if needsRows {
        memory.gather(into: batch)
        needsRows = false
      }
      batchLoss += step(on: nextRow..<nextRow + 1, of: &memory, progress: progress, using: &random)
      nextRow += 1
      guard nextRow == batch.count else { return (0, 0) }
      nextRow = 0
      return (batchLoss, batch.count)
    }
  }

  private mutating func drawBatch(
    from memory: borrowing ReplayMemory, progress: Double, using random: inout RandomSource
  ) {
    memory.sample(
      replacement: hyperparameters.replayReplacement,
      importance: hyperparameters.priorities.importance(at: progress), using: &random, into: batch)
    batchLoss = 0
  }

  /// Makes one gradient step on some rows of the batch; returns their mean loss before it.
  private mutating func step(
    on rows: Range<Int>, of memory: inout ReplayMemory, progress: Double,
    using random: inout RandomSource
  ) -> Double {
    perturb(using: &random)
    let observations = ObservationBatch(batch.observations, rows)
    forward(observations, parameters, noise, into: activations)
    bootstrap(rows)
    let loss = writeOutputGradients(rows)
    memory.learned(from: batch, rows: rows, errors: workspace.errors)
    backward(observations)
    if let limit = hyperparameters.gradientClip {
      clipNorm(of: gradient, of: network, to: Float(limit))
    }
    optimizer.update(
      parameters, gradient: gradient, learningRate: hyperparameters.learningRate(at: progress),
      executor: executor)
    return Double(loss)
  }

  /// Draws new noise for every network of a gradient step: the online network's, the bootstrapping
  /// one's, and, for double DQN, the choosing one's.
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
      noise.writeSpreads(of: gradient)
    } else {
      network.backward(
        observations, parameters: parameters, activations: activations,
        gradients: activationGradients, scratch: scratch, into: gradient)
    }
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
  var actionCount: Int { network.actionCount }

  /// Whether every parameter of the online network is finite.
  var isFinite: Bool { parameters.isFinite }

  /// The online network's parameters, layer by layer.
  func weights() -> [LayerWeights] { network.layerWeights(of: parameters) }

  /// What the online network makes of the one-hot vectors of all states.
  func actionValues(stateCount: Int) -> ActionValues {
    let observation = ObservationStorage(.vector(stateCount))
    var values = ActionValues(stateCount: stateCount, actionCount: network.actionCount)
    for state in 0..<stateCount {
      observation.buffer.floats[state] = 1
      let outputs = acting.values(of: observation.buffer, parameters: parameters)
      for action in 0..<network.actionCount { values[state, action] = Double(outputs[action]) }
      observation.buffer.floats[state] = 0
    }
    return values
  }

  /// Computes what the targets are made of: the outputs of the target network, where there is one,
  /// for the next observations.
  private func bootstrap(_ rows: Range<Int>) {
    let next = ObservationBatch(batch.nextObservations, rows)
    let present = ObservationBatch(batch.observations, rows)
    let needsPresent = hyperparameters.munchausen.isOn
    if targetParameters.count > 0 {
      forward(next, targetParameters, nextNoise, into: nextActivations)
      if needsPresent { forward(present, targetParameters, nextNoise, into: likelihoodActivations) }
    } else {
      forward(next, parameters, nextNoise, into: nextActivations)
      if needsPresent { forward(present, parameters, nextNoise, into: likelihoodActivations) }
    }
    if hyperparameters.double {
      forward(next, parameters, selectingNoise, into: selectingActivations)
    }
  }

  /// Writes the gradient of the rows' mean loss by the outputs; returns that loss.
  private func writeOutputGradients(_ range: Range<Int>) -> Float {
    let selecting =
      hyperparameters.double ? selectingActivations.values : nextActivations.values
    let munchausen = hyperparameters.munchausen
    return valueHead.learn(
      LossInputs(
        count: range.count, head: network.head,
        outputs: activations.values, nextOutputs: nextActivations.values,
        selectingValues: expectedReturns(selecting, range, room: workspace.selectingValues),
        actions: batch.actions.baseAddress.unsafelyUnwrapped + range.lowerBound,
        rewards: batch.rewards.start + range.lowerBound,
        discounts: batch.discounts.start + range.lowerBound,
        weights: batch.weights.start + range.lowerBound,
        munchausen: munchausen.isOn
          ? MunchausenPolicy(
            settings: munchausen,
            values: expectedReturns(
              likelihoodActivations.values, range, room: workspace.likelihoodValues),
            scratch: workspace.policyScratch) : nil,
        gradients: activationGradients.values, errors: workspace.errors, scratch: workspace.scratch)
    )
  }

  private func expectedReturns(
    _ outputs: UnsafeMutablePointer<Float>, _ range: Range<Int>,
    room: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    UnsafePointer(
      valueHead.expectedReturns(
        of: outputs, rows: range.count, network.head, scratch: workspace.scratch, room: room))
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
  /// Writes what the next gradient step depends on beside the transitions in the memory: everything
  /// else is overwritten by it.
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

  /// Goes on where the saved one was, with a memory of so many transitions.
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
