import DeepQ

/// A rule about several hyperparameters at once, that every configuration has to keep.
struct ConfigurationCheck: Sendable {
  /// The keys that it is about; the first that the file gives is where a breach is reported.
  let keys: [String]
  /// The kinds of algorithms that it is about.
  var kinds: [Algorithm.Kind] = [.network]
  /// What is wrong with a configuration, if anything is.
  let problem: @Sendable (Hyperparameters, EnvironmentInterface) -> String?

  /// Networks with more parameters than this do not fit what a trial may take.
  static let mostParameters = 100_000_000

  /// All the rules.
  static let all = [
    ConfigurationCheck(keys: ["algorithm"], kinds: [.table, .planning]) { values, environment in
      guard !values.algorithm.accepts(environment) else { return nil }
      return "'\(values.algorithm.id)' needs an environment of finitely many states"
    },
    ConfigurationCheck(keys: ["gamma", "algorithm"], kinds: [.planning]) { values, _ in
      guard values.algorithm == .policyIteration, values.gamma == 1 else { return nil }
      return "'policy-iteration' evaluates policies that never end, which 'gamma' 1 gives no value"
    },
    ConfigurationCheck(keys: ["epsilon.end", "epsilon.start"], kinds: [.network, .table]) {
      values, _ in
      guard values.epsilon.end > values.epsilon.start else { return nil }
      return "'epsilon.end' (\(shortest(values.epsilon.end))) is above 'epsilon.start' "
        + "(\(shortest(values.epsilon.start)))"
    },
    ConfigurationCheck(keys: ["epsilon.decay", "epsilon.schedule"], kinds: [.network, .table]) {
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
    ConfigurationCheck(keys: ["batch_size", "replay.capacity"]) { values, _ in
      guard values.batchSize > values.replayCapacity else { return nil }
      return "'batch_size' (\(values.batchSize)) is above 'replay.capacity' "
        + "(\(values.replayCapacity))"
    },
    ConfigurationCheck(keys: ["replay.warmup", "steps"]) { values, _ in
      guard case .steps(let steps) = values.length, values.replayWarmup >= steps else { return nil }
      return
        "'replay.warmup' (\(values.replayWarmup)) leaves nothing of 'steps' (\(steps)) to learn in"
    },
    ConfigurationCheck(keys: ["double", "target.update_every"]) { values, _ in
      guard values.double, values.targetUpdateEvery == 0 else { return nil }
      return "'double' needs a target network, but 'target.update_every' is 0"
    },
    ConfigurationCheck(keys: ["c51.v_max", "c51.v_min"]) { values, _ in
      let settings = values.distribution
      guard settings.kind == .categorical, settings.lowest >= settings.highest else { return nil }
      return "'c51.v_min' (\(shortest(settings.lowest))) is not below 'c51.v_max' "
        + "(\(shortest(settings.highest)))"
    },
    ConfigurationCheck(keys: ["network.convolution"]) { values, environment in
      guard !values.convolution.isEmpty else { return nil }
      guard case .image(_, var rows, var columns, _) = environment.observation else {
        return "the environment's observations are not images, so there is nothing to convolve"
      }
      for convolution in values.convolution {
        guard convolution.fits(rows: rows, columns: columns) else {
          return "\(convolution) does not fit into what it is given, \(rows)x\(columns)"
        }
        rows = convolution.outputLength(of: rows)
        columns = convolution.outputLength(of: columns)
      }
      return nil
    },
    ConfigurationCheck(keys: ["network.hidden", "network.convolution"]) { values, environment in
      guard let size = NetworkSize(values, in: environment), size.parameters > mostParameters
      else { return nil }
      return "the network has \(size.parameters) parameters, more than \(mostParameters)"
    },
  ]
}
