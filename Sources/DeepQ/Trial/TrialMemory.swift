extension Trial {
  /// Bytes that a trial takes at most while it trains: replay memory, networks, optimiser, batches,
  /// and the curves of as many episodes as are planned for.
  ///
  /// What it takes to save and to store it comes on top.
  public static func bytesNeeded(
    by specification: TrialSpecification, frameCompression: FrameCompression = .none
  ) -> Int {
    let tables = tableBytes(of: specification) + curveBytes(of: specification) + fixedBytes
    guard specification.algorithm.hasNetwork else { return tables }
    let interface = specification.environment.interface
    let hyperparameters = specification.hyperparameters
    let network = hyperparameters.network(for: interface)
    // Activations of the batch, of the next observations (twice for double DQN), and their
    // gradients, and the likelihoods of Munchausen; expected returns; then the batch itself.
    let size =
      switch specification.algorithm.kind {
      case .rollout: hyperparameters.minibatchSize
      case .stream: 1
      case .network, .table, .planning: hyperparameters.batchSize
      }
    let batch =
      5 * FloatBuffer.bytes(count: paddedToVectors(size) * network.activationCount)
      + FloatBuffer.bytes(count: size * (2 * network.valueStride + 7))
    let observations = 2 * size * interface.observation.byteCount
    let scratch = FloatBuffer.bytes(count: network.scratchCount(batch: size))
    // Parameters, target and gradient, then the optimiser's memory; and the parameters with each
    // noise.
    let isNoisy = hyperparameters.noisy
    let parameters =
      parameterBytes(of: specification) * (3 + hyperparameters.optimizer.memoryBlocks)
      + (isNoisy ? 4 * FloatBuffer.bytes(count: network.parameterCount) : 0)
    // Emulators, of the training and of an evaluation.
    let emulators = specification.environment.definition.framesPerStep(specification.environment)
      .map { _ in (hyperparameters.environmentCount + 1) * 4 << 20 }
    return tables + replayBytes(of: specification, frameCompression: frameCompression)
      + observations + parameters + batch + scratch + (emulators ?? 0)
      + rolloutBytes(of: specification)
  }

  /// Bytes of a trial's replay memory once it is full; 0 where it has none.
  public static func replayBytes(
    of specification: TrialSpecification, frameCompression: FrameCompression
  ) -> Int {
    guard specification.algorithm.kind == .network else { return 0 }
    let hyperparameters = specification.hyperparameters
    return ReplayMemory.bytes(
      transitions: min(hyperparameters.replayCapacity, specification.maxStepCount),
      episodeSteps: max(1, min(16, specification.episodeLimit ?? 16)),
      observation: specification.environment.interface.observation, compression: frameCompression,
      prioritized: hyperparameters.priorities.exponent > 0)
  }

  /// Bytes of the steps that a trial learns from at once; 0 where it has a replay memory.
  private static func rolloutBytes(of specification: TrialSpecification) -> Int {
    guard specification.algorithm.kind == .rollout else { return 0 }
    let step = specification.environment.interface.observation.byteCount + 64
    return specification.hyperparameters.rolloutSize * step
  }

  /// Bytes of a trial's checkpoint at most, without those of its transitions.
  public static func checkpointBytes(of specification: TrialSpecification) -> Int {
    let hyperparameters = specification.hyperparameters
    let blocks =
      specification.algorithm.hasNetwork ? 2 + hyperparameters.optimizer.memoryBlocks : 0
    let tables = specification.environment.interface.stateCount.map {
      4 * MemoryLayout<Double>.stride * $0 * specification.environment.interface.actionCount
    }
    return blocks * parameterBytes(of: specification) + (tables ?? 0)
      + rolloutBytes(of: specification)
      + curveBytes(of: specification) + fixedBytes
  }

  /// Bytes of one copy of the network's parameters.
  private static func parameterBytes(of specification: TrialSpecification) -> Int {
    guard specification.algorithm.hasNetwork else { return 0 }
    let hyperparameters = specification.hyperparameters
    let network = hyperparameters.network(for: specification.environment.interface)
    return FloatBuffer.bytes(count: network.parameterCount(isNoisy: hyperparameters.noisy))
  }

  /// The environment of finitely many states as a table, four times (the training's, an
  /// evaluation's, that of the optimal values and that of a planning), each with up to three outcomes
  /// for a state and an action; a dozen tables of values; and a column for each sweep.
  private static func tableBytes(of specification: TrialSpecification) -> Int {
    let interface = specification.environment.interface
    guard let states = interface.stateCount else { return 0 }
    let outcomes = 3 * MemoryLayout<FiniteMDP.Outcome>.stride + MemoryLayout<Int>.stride
    let pair = 4 * outcomes + 12 * MemoryLayout<Double>.stride
    let isPlanned = specification.algorithm.kind == .planning
    let sweeps = isPlanned ? specification.hyperparameters.maxSweeps : 0
    return states * interface.actionCount * pair + 3 * sweeps * MemoryLayout<Double>.stride
  }

  /// Five numbers and two truth values for an episode; a list of its own for each evaluation.
  ///
  /// Numbers of steps and episodes are at most 10⁹ each, so that no sum here overflows.
  private static func curveBytes(of specification: TrialSpecification) -> Int {
    let evaluation =
      MemoryLayout<Evaluation>.stride + 64
      + MemoryLayout<Double>.stride * specification.evaluation.episodes
    let evaluations = evaluation.multipliedReportingOverflow(by: specification.maxEvaluationCount)
    let episodes = specification.plannedEpisodeCount * EpisodeCurves.bytesPerEpisode
    let maxBytes = Int.max / 64
    return evaluations.overflow
      ? maxBytes : min(maxBytes, min(maxBytes, evaluations.partialValue) + episodes)
  }

  /// Streams and what a thread needs, generously.
  private static var fixedBytes: Int { 1 << 20 }
}

extension EpisodeCurves {
  /// Bytes of an episode's five numbers and two truth values.
  public static let bytesPerEpisode = 5 * MemoryLayout<Double>.stride + 2
  /// Episodes that memory is planned for where a number of steps says only how many there could be.
  public static let usualCount = 5_000_000
  /// Episodes after which a trial fails, because no file has room for more.
  public static let maxCount = 45_000_000
}

extension TrialSpecification {
  /// The largest number of bytes that the curves of the first `steps` steps of the training take.
  public func maxCurveBytes(afterSteps steps: Int) -> Int {
    steps / minEpisodeSteps * EpisodeCurves.bytesPerEpisode
  }

  /// Training episodes that memory is planned for: as many as the trial can have, where that is known
  /// or not beyond all usual numbers.
  ///
  /// A training of 10⁹ steps hardly has 10⁹ episodes. What comes on top of five million has to be
  /// watched while the trial runs.
  public var plannedEpisodeCount: Int {
    if algorithm.kind == .planning { return 0 }
    return switch hyperparameters.length {
    case .steps(let steps): min(steps / minEpisodeSteps, EpisodeCurves.usualCount)
    case .episodes(let episodes): episodes
    }
  }

  /// The largest number of evaluations of the trial, that at its end included.
  ///
  /// Where nothing limits an episode, a thousand steps are taken for the mean length.
  public var maxEvaluationCount: Int {
    guard evaluation.every > 0, algorithm.kind != .planning else { return 1 }
    let steps =
      switch hyperparameters.length {
      case .steps(let steps): Double(steps)
      case .episodes(let episodes): Double(episodes) * Double(episodeLimit ?? 1_000)
      }
    return 1 + Int(min(steps / Double(evaluation.every), 1e18))
  }
}
