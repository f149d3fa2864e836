import DeepQ

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
      guard let length = MostSteps(values, surroundings), values.batchSize > length.count else {
        return nil
      }
      return
        "'batch_size' (\(values.batchSize)) is above \(length): the replay memory never holds a "
        + "batch, and no update is made"
    },
    ConfigurationCheck(keys: ["replay.warmup", "steps", "episodes"]) { values, surroundings in
      guard let length = MostSteps(values, surroundings) else { return nil }
      // The last of a number of steps is no time to begin; that of episodes may be.
      let first = length.isExact ? values.replayWarmup + 1 : values.replayWarmup
      guard first > length.count else { return nil }
      return "'replay.warmup' (\(values.replayWarmup)) leaves nothing of \(length) to learn in"
    },
    ConfigurationCheck(
      keys: ["train_every", "steps", "episodes", "replay.warmup", "batch_size"]
    ) { values, surroundings in
      guard let length = MostSteps(values, surroundings),
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
      guard let length = MostSteps(values, surroundings), values.nStep > length.count else {
        return nil
      }
      return
        "'n_step' (\(values.nStep)) is above \(length): no return of so many rewards is complete"
    },
  ]
}

/// The most environment steps that a training can have.
private struct MostSteps: CustomStringConvertible {
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
