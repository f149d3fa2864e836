public import DeepQ

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
  /// Seconds for a gradient step, without the network: sampling, bookkeeping.
  public var secondsPerUpdate = 1e-6
  /// Optimiser's work on one parameter, in multiply-adds: square root and division make it costly.
  public var optimizerMultiplyAdds = 10.0
  /// Length of an episode where nothing says, in steps.
  public var unlimitedEpisodeSteps = 1_000.0

  /// The nominal constants.
  public init() {}

  /// What the whole of a trial costs.
  public func cost(of specification: TrialSpecification) -> TrialCost {
    cost(of: specification, steps: plannedSteps(of: specification), isWhole: true)
  }

  /// Seconds until a trial has taken that many steps; the whole trial has the final evaluation on
  /// top.
  public func seconds(of specification: TrialSpecification, afterSteps steps: Int) -> Double {
    let taken = min(Double(steps), plannedSteps(of: specification))
    return cost(of: specification, steps: taken, isWhole: false).seconds
  }

  /// Seconds that trials take on several workers: no fewer than the longest of them.
  public func wallSeconds(total: Double, longest: Double, workers: Int) -> Double {
    max(longest, total / Double(workers))
  }

  private func cost(
    of specification: TrialSpecification, steps: Double, isWhole: Bool
  ) -> TrialCost {
    let learner = specification.hyperparameters
    let updates = updates(of: specification, steps: steps)
    let evaluated = evaluationSteps(of: specification, steps: steps, isWhole: isWhole)
    // Next values from the target network, values from the online one, and backwards once for the
    // weights and once for the inputs, which the first layer need not; double learning has the
    // online network look at the next observation too.
    let size = networkSize(of: specification)
    let forward = size?.multiplyAdds ?? 0
    let passes = (learner.double ? 5 : 4) * forward - (size?.firstMultiplyAdds ?? 0)
    let perUpdate =
      Double(learner.batchSize) * passes + Double(size?.parameters ?? 0) * optimizerMultiplyAdds
    let multiplyAdds = forward * (steps + evaluated) + perUpdate * updates
    return TrialCost(
      steps: steps, updates: updates, evaluationSteps: evaluated, multiplyAdds: multiplyAdds,
      seconds: multiplyAdds / multiplyAddsPerSecond + (steps + evaluated) * secondsPerStep
        + updates * secondsPerUpdate,
      bytes: Trial.bytesNeeded(by: specification))
  }

  /// The trial's network; `nil` if its environment is not known.
  private func networkSize(of specification: TrialSpecification) -> NetworkSize? {
    guard let definition = Environments.definition(of: specification.environment.id) else {
      return nil
    }
    return NetworkSize(
      specification.hyperparameters, in: definition.interface(specification.environment))
  }

  /// Environment steps in the whole training; for a number of episodes, with episodes of middling
  /// length.
  func plannedSteps(of specification: TrialSpecification) -> Double {
    switch specification.hyperparameters.length {
    case .steps(let steps): Double(steps)
    case .episodes(let episodes): Double(episodes) * middlingEpisode(of: specification)
    }
  }

  /// Gradient steps within the first `steps` environment steps.
  private func updates(of specification: TrialSpecification, steps: Double) -> Double {
    let learner = specification.hyperparameters
    let interval =
      switch learner.trainEvery {
      case .steps(let interval): Double(interval)
      case .episode: middlingEpisode(of: specification)
      }
    let learning = max(0, steps - Double(learner.replayWarmup))
    return (learning / interval).rounded(.down) * Double(learner.gradientSteps)
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

  private func middlingEpisode(of specification: TrialSpecification) -> Double {
    let limit = specification.environment.maxEpisodeSteps.map { Double($0) / 2 }
    return max(1, limit ?? unlimitedEpisodeSteps)
  }
}

/// What a trial is estimated to cost.
public struct TrialCost: Equatable, Sendable {
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
  /// Memory while it runs.
  public var bytes: Int
}
