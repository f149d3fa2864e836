import DeepQ

/// A rule about several hyperparameters at once, that every configuration has to keep.
struct ConfigurationCheck: Sendable {
  /// The keys that it is about; the first that the file gives is where a breach is reported.
  let keys: [String]
  /// The kinds of algorithms that it is about.
  var kinds: [Algorithm.Kind] = [.network]
  /// What is wrong with a configuration, if anything is.
  let problem: @Sendable (Hyperparameters, Surroundings) -> String?

  /// What a configuration is checked against beside itself.
  struct Surroundings: Sendable {
    /// What an agent sees and does; `nil` where the environment itself is wrong.
    var interface: EnvironmentInterface?
    /// Steps that an episode has at most; `nil` if nothing says.
    var episodeLimit: Int?

    init(interface: EnvironmentInterface?, maxEpisodeSteps: Int?) {
      self.interface = interface
      episodeLimit = [maxEpisodeSteps, interface?.maxSteps].compactMap { $0 }.min()
    }
  }

  /// Networks with more parameters than this do not fit what a trial may take.
  static let maxParameters = 100_000_000

  /// All the rules.
  static let all = general + learning + rollouts

  private static let general = [
    ConfigurationCheck(keys: ["algorithm"], kinds: [.table, .planning]) { values, surroundings in
      guard let interface = surroundings.interface, !values.algorithm.accepts(interface) else {
        return nil
      }
      return "'\(values.algorithm.id)' needs an environment of finitely many states"
    },
    ConfigurationCheck(keys: ["gamma", "algorithm"], kinds: [.planning]) { values, _ in
      guard values.algorithm == .policyIteration, values.gamma == 1 else { return nil }
      return "'policy-iteration' evaluates policies that never end, which 'gamma' 1 gives no value"
    },
    ConfigurationCheck(keys: ["epsilon.end", "epsilon.start"], kinds: Algorithm.Kind.learners) {
      values, _ in
      guard values.epsilon.end > values.epsilon.start else { return nil }
      return "'epsilon.end' (\(shortest(values.epsilon.end))) is above 'epsilon.start' "
        + "(\(shortest(values.epsilon.start)))"
    },
    ConfigurationCheck(
      keys: ["epsilon.decay", "epsilon.schedule"], kinds: Algorithm.Kind.learners
    ) {
      values, _ in
      let decay = values.epsilon.decay
      switch values.epsilon.shape {
      case .exponential where decay > 1:
        return "'epsilon.decay' (\(shortest(decay))) would let an exponential schedule grow; "
          + "expected a factor above 0, at most 1"
      case .linear where decay < 1:
        return "'epsilon.decay' (\(shortest(decay))) is no duration for a linear schedule; "
          + "expected at least 1 \(values.epsilon.unit.rawValue)"
      default: return nil
      }
    },
    ConfigurationCheck(keys: ["learning_rate"], kinds: Algorithm.Kind.networks) { values, _ in
      guard !Float(values.learningRate).isNormal else { return nil }
      return
        "'learning_rate' (\(shortest(values.learningRate))) is 0 in single precision, in which "
        + "networks compute"
    },
    ConfigurationCheck(keys: ["double", "target.update_every"]) { values, _ in
      guard values.double, values.targetUpdateEvery == 0 else { return nil }
      return "'double' needs a target network, but 'target.update_every' is 0"
    },
    ConfigurationCheck(keys: ["c51.v_max", "c51.v_min", "c51.atoms"]) { values, _ in
      let settings = values.distribution
      guard !settings.areAtomsRepresentable else { return nil }
      let low = "'c51.v_min' (\(shortest(settings.vMin)))"
      let high = "'c51.v_max' (\(shortest(settings.vMax)))"
      if settings.vMin >= settings.vMax { return "\(low) is not below \(high)" }
      if !(Float(settings.vMax) - Float(settings.vMin)).isFinite {
        return "the distance from \(low) to \(high) is infinite in single precision, in which "
          + "networks compute"
      }
      return
        "\(low) and \(high) are too close for 'c51.atoms' (\(settings.atoms)) different returns "
        + "in single precision, in which networks compute"
    },
    ConfigurationCheck(keys: ["network.convolution"], kinds: Algorithm.Kind.networks) {
      values, surroundings in
      switch surroundings.interface?.observation.misfit(of: values.convolution) {
      case nil: return nil
      case .noImage:
        return "the environment's observations are not images, so there is nothing to convolve"
      case .window(let convolution, let rows, let columns):
        return "\(convolution) does not fit into what it is given, \(rows)x\(columns)"
      }
    },
    ConfigurationCheck(
      keys: ["network.hidden", "network.convolution"], kinds: Algorithm.Kind.networks
    ) { values, surroundings in
      guard let interface = surroundings.interface,
        let size = NetworkSize(values, in: interface), size.parameters > maxParameters
      else { return nil }
      return "the network has \(size.parameters) parameters, more than \(maxParameters)"
    },
  ]
}

/// Rules without which a network would never make an update.
///
/// A network learns at a step if the training has come past `replay.warmup`, the replay memory
/// holds a batch, and `train_every` is due. Where the number of steps is not known, what could
/// learn is accepted.
extension ConfigurationCheck {
  static let learning = [
    ConfigurationCheck(keys: ["batch_size", "replay.capacity"]) { values, _ in
      guard values.batchSize > values.replayCapacity else { return nil }
      return "'batch_size' (\(values.batchSize)) is above 'replay.capacity' "
        + "(\(values.replayCapacity)): the replay memory never holds a batch, and no update is made"
    },
    ConfigurationCheck(keys: ["batch_size", "steps", "episodes"]) { values, surroundings in
      guard let length = MaxSteps(values, surroundings), values.batchSize > length.count else {
        return nil
      }
      return
        "'batch_size' (\(values.batchSize)) is above \(length): the replay memory never holds a "
        + "batch, and no update is made"
    },
    ConfigurationCheck(keys: ["replay.warmup", "steps", "episodes"]) { values, surroundings in
      guard let length = MaxSteps(values, surroundings) else { return nil }
      // The last of a number of steps is no time to begin; that of episodes may be.
      let first = length.isExact ? values.replayWarmup + 1 : values.replayWarmup
      guard first > length.count else { return nil }
      return "'replay.warmup' (\(values.replayWarmup)) leaves nothing of \(length) to learn in"
    },
    ConfigurationCheck(
      keys: ["train_every", "steps", "episodes", "replay.warmup", "batch_size"]
    ) { values, surroundings in
      guard let length = MaxSteps(values, surroundings),
        case .steps(let interval) = values.trainEvery
      else { return nil }
      let first = max(values.replayWarmup, values.batchSize)
      // Otherwise another rule reports it.
      guard first <= length.count else { return nil }
      if interval > length.count {
        return "'train_every' (\(interval)) is above \(length): no update is made"
      }
      let last = length.count / interval * interval
      guard last < first else { return nil }
      let cause =
        values.replayWarmup >= values.batchSize
        ? "'replay.warmup' (\(values.replayWarmup)) is over"
        : "the replay memory holds a batch ('batch_size' is \(values.batchSize))"
      return
        "'train_every' (\(interval)) comes for the last time at step \(last) of \(length), before "
        + "\(cause): no update is made"
    },
    ConfigurationCheck(keys: ["n_step", "steps", "episodes"]) { values, surroundings in
      guard let length = MaxSteps(values, surroundings), values.nStep > length.count else {
        return nil
      }
      return
        "'n_step' (\(values.nStep)) is above \(length): no return of so many rewards is complete"
    },
  ]
}

/// Rules about rollouts of parallel environments.
extension ConfigurationCheck {
  static let rollouts = [
    ConfigurationCheck(keys: ["minibatches", "rollout", "environments"], kinds: [.rollout]) {
      values, _ in
      guard !values.areMinibatchesEqual else { return nil }
      return "'minibatches' (\(values.minibatches)) does not divide \(steps(of: values))"
    },
    ConfigurationCheck(keys: ["rollout", "environments", "steps", "episodes"], kinds: [.rollout]) {
      values, surroundings in
      guard let length = MaxSteps(values, surroundings), values.rolloutSize > length.count else {
        return nil
      }
      return "\(steps(of: values)) are more than \(length): no update is made"
    },
  ]

  private static func steps(of values: Hyperparameters) -> String {
    "the \(values.rolloutSize) steps of a rollout ('environments' \(values.environments) times "
      + "'rollout' \(values.rollout))"
  }
}

/// The most environment steps that a training can have.
struct MaxSteps: CustomStringConvertible, Sendable {
  let count: Int
  /// The number of episodes and the most steps of one; `nil` where steps are counted.
  private let episodes: (count: Int, limit: Int)?

  /// Whether a training that is not solved before has as many.
  var isExact: Bool { episodes == nil }

  /// What the experiment file says of it.
  var description: String {
    guard let episodes else { return "'steps' (\(count))" }
    return "'episodes' (\(episodes.count)) of at most \(episodes.limit) steps"
  }

  /// `nil` if nothing says.
  init?(_ values: Hyperparameters, _ surroundings: ConfigurationCheck.Surroundings) {
    switch values.length {
    case .steps(let steps):
      count = steps
      episodes = nil
    case .episodes(let number):
      guard let limit = surroundings.episodeLimit else { return nil }
      let product = number.multipliedReportingOverflow(by: limit)
      guard !product.overflow else { return nil }
      count = product.partialValue
      episodes = (number, limit)
    }
  }
}
