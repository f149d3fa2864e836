import DeepQ
import HDF5

/// Names that the writing and the reading of a trial's file share.
enum TrialLayout {
  /// Raised when a reader of the old layout would misread the new one.
  static let formatVersion: Int64 = 1
  static let randomGenerator = "PCG64 (XSL-RR 128/64), SeedSequence"
  /// What `solved_at_episode` says of a trial that never solved its task.
  static let neverSolved: Int64 = -1
}

extension TrialRecord {
  /// The trial as it is laid out in its file.
  var record: Record {
    let record = recordWithoutDigest
    let digest = record.digest()
    var digests = [("result_sha256", wholeDigests?.result ?? digest)]
    // What is left of a trial has a hash of its own, by which damage is found.
    if wholeDigests != nil { digests.append(("kept_sha256", digest)) }
    return Record(
      attributes: record.attributes
        + digests.map { RecordAttribute(object: "/", name: $0.0, value: .text($0.1)) },
      fields: record.fields)
  }

  /// Everything but the hash over everything.
  var recordWithoutDigest: Record {
    Record(
      attributes: rootAttributes + groupAttributes,
      fields: episodeFields + evaluationFields + measureFields + tableFields + planningFields
        + weightFields + randomFields)
  }

  private var rootAttributes: [RecordAttribute] {
    var values: [(String, RecordValue)] = [
      ("format_version", .int64(TrialLayout.formatVersion)),
      ("trial", .text(id)),
      ("configuration", .text(configuration)),
      ("replicate", .int64(Int64(replicate))),
      ("root_seed", .uint64(rootSeed)),
      ("random_generator", .text(TrialLayout.randomGenerator)),
      ("canonical_text", .text(canonicalText)),
      ("environment", .text(environment)),
      ("algorithm", .text(algorithm)),
      ("status", .text(result.failure == nil ? "done" : "failed")),
      ("failure", .text(result.failure ?? "")),
      ("steps", .int64(Int64(result.steps))),
      ("updates", .int64(Int64(result.updates))),
      (
        "solved_at_episode",
        .int64(result.solvedAtEpisode.map { Int64($0) } ?? TrialLayout.neverSolved)
      ),
      ("weights_sha256", .text(weightsDigest)),
    ]
    if let step = result.weightsStep { values.append(("weights_step", .int64(Int64(step)))) }
    return values.map { RecordAttribute(object: "/", name: $0, value: $1) }
  }

  /// The settings, and a sentence for each group, so that every group is there even if it is empty.
  private var groupAttributes: [RecordAttribute] {
    let sentences = [
      ("/episodes", "training episodes that ended, in order: one element each"),
      ("/evaluations", "evaluations of the learned policy, in order: one row each"),
      ("/random", "final state of each random stream; 'order' is the order of their derivation"),
      (
        "/weights",
        "\(result.weightsStep == nil ? "final parameters" : "parameters after weights_step") "
          + "by layer, in the layout of torch.nn"
      ),
    ]
    let order = result.randomStates.map(\.name).joined(separator: " ")
    return sentences.map { RecordAttribute(object: $0, name: "description", value: .text($1)) }
      + [RecordAttribute(object: "/random", name: "order", value: .text(order))]
      + hyperparameters.map {
        RecordAttribute(object: "/hyperparameters", name: $0.name, value: $0.value)
      }
  }

  private var episodeFields: [RecordField] {
    let episodes = result.episodes
    return [
      episode(
        "return", .float64(episodes.returns.canonical), "1", "undiscounted sum of rewards"),
      episode("length", .int64(episodes.lengths.map { Int64($0) }), "step", "environment steps"),
      episode(
        "step", .int64(episodes.steps.map { Int64($0) }), "step",
        "environment steps since the start of the training, at the end of the episode"),
      episode(
        "epsilon", .float64(episodes.epsilons.canonical), "1",
        "exploration rate at the end of the episode"),
      episode(
        "loss", .float64(episodes.losses.canonical), "1",
        "mean loss of the updates during the episode; not a number where there were none"),
      episode(
        "terminated", .bools(episodes.terminated), "1", "1 where the task itself ended the episode"),
      episode(
        "truncated", .bools(episodes.truncated), "1",
        "1 where a limit outside the task ended the episode"),
    ]
  }

  private func episode(
    _ name: String, _ values: FieldValues, _ units: String, _ description: String
  ) -> RecordField {
    RecordField(
      path: "/episodes/\(name)", shape: [result.episodes.returns.count], values: values,
      units: units, description: description)
  }

  private var evaluationFields: [RecordField] {
    let evaluations = result.evaluations
    return [
      RecordField(
        path: "/evaluations/step", shape: [evaluations.count],
        values: .int64(evaluations.map { Int64($0.step) }), units: "step",
        description: "training steps taken before the evaluation"),
      RecordField(
        path: "/evaluations/return", shape: [evaluations.count, evaluationEpisodes],
        values: .float64(evaluations.flatMap(\.returns).canonical), units: "1",
        description: "undiscounted return: one row an evaluation, one column an episode"),
    ]
  }

  private var weightFields: [RecordField] {
    result.weights.flatMap { layer in
      [
        RecordField(
          path: "/weights/\(layer.name)/weight", shape: layer.weightShape,
          values: .float32(layer.weight.canonical), units: "1",
          description: layer.isObservationMoments
            ? "means of the observations"
            : layer.isNormalization ? "gains: one an output" : "weights: one row an output"),
        RecordField(
          path: "/weights/\(layer.name)/bias", shape: layer.biasShape,
          values: .float32(layer.bias.canonical), units: "1",
          description: layer.isObservationMoments
            ? "variances of the observations" : "one bias an output"),
      ]
    }
  }

  private var randomFields: [RecordField] {
    result.randomStates.map { stream in
      RecordField(
        path: "/random/\(stream.name)", shape: [stream.words.count],
        values: .uint64(stream.words), units: "1",
        description:
          "state high, state low, increment high, increment low, whether a 32-bit half is buffered, that half"
      )
    }
  }
}

/// What the files of trials in environments of finitely many states have beside the others.
extension TrialRecord {
  /// How far the evaluated values were from the optimal ones; not a number where that is unknown.
  var measureFields: [RecordField] {
    let evaluations = result.evaluations
    guard evaluations.contains(where: { $0.valueError != nil || $0.regret != nil }) else {
      return []
    }
    return [
      RecordField(
        path: "/evaluations/value_error", shape: [evaluations.count],
        values: .float64(evaluations.map { $0.valueError ?? .nan }.canonical), units: "1",
        description:
          "largest difference of an action value from the optimal one, over what an episode can come to"
      ),
      RecordField(
        path: "/evaluations/regret", shape: [evaluations.count],
        values: .float64(evaluations.map { $0.regret ?? .nan }.canonical), units: "1",
        description:
          "expected discounted return that the greedy policy loses against an optimal one"),
    ]
  }

  /// The action values, learned and optimal.
  var tableFields: [RecordField] {
    table("action_value", result.actionValues, "action values at the end: one row a state")
      + table(
        "optimal_action_value", result.optimalActionValues,
        "action values of an optimal policy: one row a state")
  }

  private func table(
    _ name: String, _ values: ActionValues?, _ description: String
  ) -> [RecordField] {
    guard let values else { return [] }
    return [
      RecordField(
        path: "/table/\(name)", shape: [values.stateCount, values.actionCount],
        values: .float64(values.elements.canonical), units: "1", description: description)
    ]
  }

  /// How the sweeps of a planning went.
  var planningFields: [RecordField] {
    guard let planning = result.planning else { return [] }
    func curve(_ name: String, _ values: [Double], _ description: String) -> RecordField {
      RecordField(
        path: "/planning/\(name)", shape: [values.count], values: .float64(values.canonical),
        units: "1", description: description)
    }
    return [
      curve("residual", planning.residuals, "largest change of an action value by the sweep"),
      curve(
        "error_bound", planning.errorBounds,
        "how far the optimal action values can be: gamma / (1 - gamma) times the residual"),
      curve(
        "value_error", planning.valueErrors, "how far the optimal action values are"),
    ]
  }
}
