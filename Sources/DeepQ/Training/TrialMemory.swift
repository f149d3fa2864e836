extension Trial {
  /// Bytes that a trial takes at most while it runs: replay memory, networks, optimiser, batches
  /// and curves.
  public static func bytesNeeded(by specification: TrialSpecification) -> Int {
    let interface = specification.environmentInterface
    let hyperparameters = specification.hyperparameters
    let shape = NetworkShape(
      observationCount: interface.observation.count, hidden: hyperparameters.hidden,
      actionCount: interface.actionCount, dueling: hyperparameters.dueling)
    let transitions = min(hyperparameters.replayCapacity, specification.largestStepCount)
    let memory = Experience.bytes(transitions: transitions, observation: interface.observation)
    // Parameters, target and gradient, then what the optimiser keeps.
    let parameters = shape.parameterCount * (3 + hyperparameters.optimizer.memoryBlocks)
    // Activations of the batch, of the next observations (twice for double DQN), and their
    // gradients; then the batch itself.
    let perObservation = 4 * shape.activationCount + 2 * interface.observation.count + 6
    let batch = hyperparameters.batchSize * perObservation
    return (memory + parameters + batch) * MemoryLayout<Float>.stride + fixedBytes
  }

  /// Curves, streams and what a thread needs, generously.
  private static var fixedBytes: Int { 1 << 20 }
}
