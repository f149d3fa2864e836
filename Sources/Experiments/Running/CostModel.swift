public import DeepQ
import HDF5

/// An estimate of what a trial will cost, from its specification alone.
///
/// It counts the multiply-adds of the network and multiplies them by nominal speeds, so it is right
/// in proportion (a wider network, a longer training) and only roughly right in seconds.
/// `ProgressReporter` corrects the scale by what it sees.
public struct CostModel: Equatable, Sendable {
  /// Multiply-adds a second on one core, over all sizes of layers (50 GFLOP/s).
  public var multiplyAddsPerSecond = 25e9
  /// Seconds for an environment step, choosing an action and remembering the transition, without
  /// the network.
  public var secondsPerStep = 1e-6
  /// Seconds for a frame of an emulator, on top.
  public var secondsPerFrame = 52e-6
  /// Seconds for a gradient step, without the network: sampling, bookkeeping.
  public var secondsPerUpdate = 1e-6
  /// Seconds for an atom of each action of a transition, in C51: exponentials, projection.
  public var secondsPerAtom = 8e-9
  /// Seconds for a quantile and one of the target's, of a transition, in QR-DQN.
  public var secondsPerPairOfQuantiles = 4e-10
  /// Optimiser's work on one parameter, in multiply-adds: square root and division make it costly.
  public var optimizerMultiplyAdds = 10.0
  /// Seconds for one state and action in a sweep over the table of all of them.
  public var secondsPerBackup = 6e-9
  /// Length of an episode where nothing says, in steps.
  public var unlimitedEpisodeSteps = 1_000.0

  /// Bytes of a trial's file without any values.
  public var bytesAroundValues = 20_000.0

  /// How the images of replay memories are kept.
  public var frameCompression: FrameCompression
  /// Whether the parameters of the best evaluation are kept beside the present ones.
  public var keepsBestWeights: Bool

  /// The nominal constants.
  public init(frameCompression: FrameCompression = .none, keepsBestWeights: Bool = false) {
    self.frameCompression = frameCompression
    self.keepsBestWeights = keepsBestWeights
  }

  /// The costs of an experiment's trials.
  public init(of experiment: Experiment) {
    self.init(
      frameCompression: experiment.run.replayCompression,
      keepsBestWeights: experiment.output.weights == .best)
  }

  /// What the whole of a trial costs.
  public func cost(of specification: TrialSpecification) -> TrialCost {
    let size = networkSize(of: specification)
    var memory = TrialMemory(
      of: specification, fileBytes: fileBytes(of: specification, size),
      frameCompression: frameCompression)
    if keepsBestWeights { memory.addState(bytes: 4 * (size?.parameters ?? 0)) }
    return TrialCost(
      work: work(of: specification, steps: plannedSteps(of: specification), isWhole: true),
      memory: memory)
  }

  /// Seconds that the whole of a trial takes on one core.
  public func seconds(of specification: TrialSpecification) -> Double {
    work(of: specification, steps: plannedSteps(of: specification), isWhole: true).seconds
  }

  /// Seconds until a trial has taken that many steps; the whole trial has the final evaluation on
  /// top.
  public func seconds(of specification: TrialSpecification, afterSteps steps: Int) -> Double {
    let taken = min(Double(steps), plannedSteps(of: specification))
    return work(of: specification, steps: taken, isWhole: false).seconds
  }

  /// Seconds that finding the optimal values takes, once for all trials of a discount factor.
  public func optimumSeconds(
    of environment: EnvironmentSpecification, _ sweeps: TableSweeps
  ) -> Double {
    Double(sweeps.optimum) * secondsPerSweep(of: environment)
  }

  /// Seconds of a sweep over the states and actions of an environment; 0 where they are not finitely
  /// many.
  private func secondsPerSweep(of environment: EnvironmentSpecification) -> Double {
    let interface = environment.interface
    guard let states = interface.stateCount else { return 0 }
    return Double(states * interface.actionCount) * secondsPerBackup
  }

  /// Seconds that a trial of an environment of finitely many states takes beside its steps: for what
  /// the policy of each evaluation is worth, and for planning.
  public func tableSeconds(of specification: TrialSpecification, _ sweeps: TableSweeps) -> Double {
    let every = Double(specification.evaluation.every)
    let evaluations = 1 + (every > 0 ? plannedSteps(of: specification) / every : 0)
    let isPlanned = specification.algorithm.kind == .planning
    let planned = isPlanned ? min(specification.hyperparameters.maxSweeps, sweeps.optimum) : 0
    let total = Double(planned) + evaluations * Double(sweeps.policy)
    return total * secondsPerSweep(of: specification.environment)
  }

  /// Seconds that trials take on several workers: no fewer than the longest of them.
  public func wallSeconds(total: Double, longest: Double, workers: Int) -> Double {
    max(longest, total / Double(workers))
  }

  private func work(
    of specification: TrialSpecification, steps: Double, isWhole: Bool
  ) -> TrialWork {
    let updates = updates(of: specification, steps: steps)
    let evaluated = evaluationSteps(of: specification, steps: steps, isWhole: isWhole)
    let multiplyAdds =
      (networkSize(of: specification)?.multiplyAdds ?? 0) * (steps + evaluated)
      + multiplyAddsPerUpdate(of: specification) * updates
    let perStep = secondsPerStep + secondsPerFrame * Double(frames(of: specification))
    return TrialWork(
      steps: steps, updates: updates, evaluationSteps: evaluated, multiplyAdds: multiplyAdds,
      seconds: multiplyAdds / multiplyAddsPerSecond + (steps + evaluated) * perStep
        + updates * (secondsPerUpdate + distributionSeconds(of: specification)))
  }

  /// Multiply-adds of a gradient step.
  ///
  /// Next values from the target network, values from the online one, and backwards once for the
  /// weights and once for the inputs, which the first layer need not; double learning has the online
  /// network look at the next observation too, Munchausen the target network at the present one.
  func multiplyAddsPerUpdate(of specification: TrialSpecification) -> Double {
    guard let size = networkSize(of: specification) else { return 0 }
    let learner = specification.hyperparameters
    if learner.algorithm.kind == .rollout {
      // Forwards and backwards, and once in all epochs forwards for the targets.
      let passes = 3 + 1 / Double(learner.epochs)
      let multiplyAdds = passes * size.multiplyAdds - size.firstMultiplyAdds
      return Double(learner.minibatchSize) * multiplyAdds
        + Double(size.parameters) * optimizerMultiplyAdds
    }
    let passes = 4.0 + (learner.double ? 1 : 0) + (learner.munchausen.isOn ? 1 : 0)
    let isBatch = learner.algorithm.kind == .network && learner.fit == .batch
    let rows = isBatch ? learner.batchSize : 1
    let multiplyAdds = passes * size.multiplyAdds - size.firstMultiplyAdds
    return Double(rows) * multiplyAdds + Double(size.parameters) * optimizerMultiplyAdds
  }

  /// Seconds of a gradient step that distributions take beside the network.
  private func distributionSeconds(of specification: TrialSpecification) -> Double {
    let learner = specification.hyperparameters
    let rows = Double(learner.fit == .batch ? learner.batchSize : 1)
    guard learner.algorithm.kind == .network else { return 0 }
    switch learner.distribution.kind {
    case .none: return 0
    case .categorical:
      let actions = Double(specification.environment.interface.actionCount)
      return rows * actions * Double(learner.distribution.atoms) * secondsPerAtom
    case .quantile:
      let quantiles = Double(learner.distribution.quantiles)
      return rows * quantiles * quantiles * secondsPerPairOfQuantiles
    }
  }

  /// Frames of an emulator in one step; 0 where there is none.
  private func frames(of specification: TrialSpecification) -> Int {
    let environment = specification.environment
    return environment.definition.framesPerStep(environment) ?? 0
  }

  /// Bytes of a trial's file at most: its weights, the curves of as many episodes as are planned for,
  /// its evaluations, and what surrounds them.
  private func fileBytes(of specification: TrialSpecification, _ size: NetworkSize?) -> Double {
    let episodes = Double(specification.plannedEpisodeCount)
    let columns = Double(EpisodeCurves.bytesPerEpisode / 8)
    let flags = Double(EpisodeCurves.bytesPerEpisode % 8)
    let curves = columns * storedBytes(8 * episodes) + flags * storedBytes(episodes)
    let evaluations = Double(specification.maxEvaluationCount)
    let returns = evaluations * Double(specification.evaluation.episodes)
    let measures = 3 * storedBytes(8 * evaluations) + storedBytes(8 * returns)
    let spreads = specification.hyperparameters.noisy ? 2.0 : 1
    let weights = (size?.layerParameters ?? []).reduce(0.0) {
      $0 + spreads * storedBytes(4 * Double($1))
    }
    return weights + tableBytes(of: specification) + curves + measures + bytesAroundValues
  }

  /// Bytes that values take in a file: those of more than a chunk fill whole chunks.
  private func storedBytes(_ bytes: Double) -> Double {
    let chunk = Double(HDF5Limits.chunkBytes)
    return bytes <= chunk ? bytes : (bytes / chunk).rounded(.up) * chunk
  }

  /// Bytes of the tables of an environment of finitely many states, and of a planning's sweeps.
  private func tableBytes(of specification: TrialSpecification) -> Double {
    let interface = specification.environment.interface
    guard let states = interface.stateCount else { return 0 }
    let isPlanned = specification.algorithm.kind == .planning
    let sweeps = isPlanned ? specification.hyperparameters.maxSweeps : 0
    return Double(16 * states * interface.actionCount) + Double(24 * sweeps)
  }

  /// The trial's network; `nil` if it has none.
  private func networkSize(of specification: TrialSpecification) -> NetworkSize? {
    guard specification.algorithm.hasNetwork else { return nil }
    return NetworkSize(specification.hyperparameters, in: specification.environment.interface)
  }

  /// Environment steps in the whole training; for a number of episodes, with episodes of middling
  /// length.
  ///
  /// A planning has no steps, and takes no time worth counting.
  func plannedSteps(of specification: TrialSpecification) -> Double {
    if specification.algorithm.kind == .planning { return 0 }
    return switch specification.hyperparameters.length {
    case .steps(let steps): Double(steps)
    case .episodes(let episodes): Double(episodes) * expectedEpisodeLength(of: specification)
    }
  }

  /// Gradient steps within the first `steps` environment steps.
  private func updates(of specification: TrialSpecification, steps: Double) -> Double {
    let learner = specification.hyperparameters
    switch learner.algorithm.kind {
    case .stream, .table, .planning: return steps
    case .rollout: return learner.rolloutUpdates(steps: steps)
    case .network: break
    }
    let interval =
      switch learner.trainEvery {
      case .steps(let interval): Double(interval)
      case .episode: expectedEpisodeLength(of: specification)
      }
    let learning = max(0, steps - Double(learner.replayWarmup))
    let batches = (learning / interval).rounded(.down) * Double(learner.gradientSteps)
    return learner.fit == .batch ? batches : batches * Double(learner.batchSize)
  }

  /// Environment steps in the evaluations so far: a learned policy's episodes run to the limit, if
  /// all goes well.
  private func evaluationSteps(
    of specification: TrialSpecification, steps: Double, isWhole: Bool
  ) -> Double {
    let schedule = specification.evaluation
    let between =
      schedule.every > 0 ? ((steps - (isWhole ? 1 : 0)) / Double(schedule.every)).rounded(.down) : 0
    let limit = specification.environment.maxEpisodeSteps.map(Double.init)
    return (max(0, between) + (isWhole ? 1 : 0)) * Double(schedule.episodes)
      * (limit ?? unlimitedEpisodeSteps)
  }

  private func expectedEpisodeLength(of specification: TrialSpecification) -> Double {
    let limit = specification.environment.maxEpisodeSteps.map { Double($0) / 2 }
    return max(1, limit ?? unlimitedEpisodeSteps)
  }
}

/// What a trial is estimated to cost.
public struct TrialCost: Equatable, Sendable {
  /// What there is to do.
  public var work: TrialWork
  /// What it takes of the memory and of the disk.
  public var memory: TrialMemory

  /// Environment steps of the training.
  public var steps: Double { work.steps }
  /// Gradient steps.
  public var updates: Double { work.updates }
  /// Environment steps of the evaluations.
  public var evaluationSteps: Double { work.evaluationSteps }
  /// Multiply-adds of the network.
  public var multiplyAdds: Double { work.multiplyAdds }
  /// Seconds on one core.
  public var seconds: Double { work.seconds }
  /// Memory while it runs, and while it is stored.
  public var bytes: Int { memory.bytes }
  /// Bytes of its file at most.
  public var fileBytes: Double { memory.fileBytes }
}

/// What there is to do in a trial.
public struct TrialWork: Equatable, Sendable {
  /// Environment steps of the training.
  public var steps: Double
  /// Gradient steps.
  public var updates: Double
  /// Environment steps of the evaluations.
  public var evaluationSteps: Double
  /// Multiply-adds of the network.
  public var multiplyAdds: Double
  /// Seconds on one core.
  public var seconds: Double
}
