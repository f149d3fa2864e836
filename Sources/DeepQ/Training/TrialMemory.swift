extension Trial {
  /// Bytes that a trial takes at most while it runs: replay memory, networks, optimiser, batches
  /// and curves.
  public static func bytesNeeded(
    by specification: TrialSpecification, frameCompression: FrameCompression = .none
  ) -> Int {
    let interface = specification.environmentInterface
    if specification.algorithm.kind != .network { return tableBytes(of: specification) }
    let hyperparameters = specification.hyperparameters
    let shape = hyperparameters.networkShape(for: interface)
    let transitions = min(hyperparameters.replayCapacity, specification.largestStepCount)
    let memory = Experience.bytes(
      transitions: transitions, observation: interface.observation, compression: frameCompression,
      prioritized: hyperparameters.priorities.exponent > 0)
    // Parameters, target and gradient, then what the optimiser keeps; and the parameters with each
    // noise.
    let isNoisy = hyperparameters.noisy
    let parameters =
      FloatBuffer.bytes(count: shape.parameterCount(isNoisy: isNoisy))
      * (3 + hyperparameters.optimizer.memoryBlocks)
      + (isNoisy ? 4 * FloatBuffer.bytes(count: shape.parameterCount) : 0)
    // Activations of the batch, of the next observations (twice for double DQN), and their
    // gradients, and the likelihoods of Munchausen; expected returns; then the batch itself.
    let size = hyperparameters.batchSize
    let batch =
      5 * FloatBuffer.bytes(count: paddedToVectors(size) * shape.activationCount)
      + FloatBuffer.bytes(count: size * (2 * shape.valueStride + 7))
    let observations = 2 * size * interface.observation.byteCount
    let scratch = FloatBuffer.bytes(count: shape.scratchCount(batch: size))
    // Emulators, of the training and of an evaluation.
    let emulators = specification.environmentDefinition.framesPerStep(specification.environment)
      .map { _ in 8 << 20 }
    return memory + observations + parameters + batch + scratch + (emulators ?? 0) + fixedBytes
  }

  /// A dozen tables of values and of what they are computed from, and a column for each sweep.
  private static func tableBytes(of specification: TrialSpecification) -> Int {
    let interface = specification.environmentInterface
    let pairs = interface.observation.count * interface.actionCount
    return (16 * pairs + 3 * specification.hyperparameters.maxSweeps) * MemoryLayout<Double>.stride
      + fixedBytes
  }

  /// Curves, streams and what a thread needs, generously.
  private static var fixedBytes: Int { 1 << 20 }
}
