import DeepQ

extension ExportFormat {
  /// A folder with a file for each trial, which `safetensors` and PyTorch load.
  static let safetensors = ExportFormat(
    name: "safetensors", summary: "learned parameters, as a torch.nn.Sequential names them",
    writer: { SafetensorsExport(files: $1) })
}

/// Writes what each trial has learned: the parameters of its network, or its table of action values.
private struct SafetensorsExport: ExportWriter {
  private let files: ExportFiles
  /// Trials whose file holds no parameters.
  private(set) var omittedTrials = 0
  /// Trials whose file holds those of an earlier evaluation.
  private var withEarlierWeights = 0

  init(files: ExportFiles) { self.files = files }

  mutating func add(_ trial: ExportedTrial) throws {
    let tensors = LearnedTensors.tensors(of: trial)
    guard !tensors.isEmpty else {
      omittedTrials += 1
      return
    }
    if trial.record.result.weightsStep != nil { withEarlierWeights += 1 }
    let file = try SafetensorsFile(
      tensors: tensors, metadata: try LearnedTensors.metadata(of: trial))
    try files.write(file.bytes, to: trial.record.id + ".safetensors")
  }

  func finish() {}

  var omissions: [String] {
    var sentences: [String] = []
    if omittedTrials > 0 {
      sentences.append(
        "Without parameters, and so without a file: \(counted(omittedTrials, "trial")). They "
          + "failed, or were run with 'output: {weights: none}'.")
    }
    if withEarlierWeights > 0 {
      sentences.append(
        "With the parameters of their best evaluation: \(counted(withEarlierWeights, "trial")), "
          + "run with 'output: {weights: best}'.")
    }
    return sentences
  }
}

/// What a trial has learned, as named arrays.
enum LearnedTensors {
  /// The parameters of a network; without a network, the table of action values,
  /// `[states, actions]`.
  ///
  /// Empty where the trial's file holds neither. Names are those in the `torch.nn.Sequential` of
  /// the layers: `0.weight`, `0.bias`, `2.weight` and so on, because an activation function follows
  /// each layer but the last, before that its normalisation if there is one, and a flattening the
  /// last convolution. The sigmas of a noisy layer are `0.weight_sigma` and `0.bias_sigma`; the moments
  /// of normalised observations `observation.mean` and `observation.variance`.
  static func tensors(of trial: ExportedTrial) -> [SafetensorsFile.Tensor] {
    let result = trial.record.result
    guard trial.specification.algorithm.hasNetwork else {
      return result.actionValues.map { table in
        [
          SafetensorsFile.Tensor(
            name: "action_value", shape: [table.stateCount, table.actionCount],
            values: table.elements)
        ]
      } ?? []
    }
    let moments = result.weights.filter(\.isObservationMoments).flatMap { layer in
      [("mean", layer.weight), ("variance", layer.bias)].map { name, values in
        SafetensorsFile.Tensor(
          name: "observation.\(name)", shape: layer.weightShape, values: values)
      }
    }
    let layers = result.weights.filter { !$0.isObservationMoments }
    let isNormalized = trial.specification.hyperparameters.layerNormalization != .none
    return moments
      + numbered(layers, isNormalized: isNormalized).flatMap {
        index, layer -> [SafetensorsFile.Tensor] in
        let suffix = layer.isSigma ? "_sigma" : ""
        return [
          SafetensorsFile.Tensor(
            name: "\(index).weight\(suffix)", shape: layer.weightShape, values: layer.weight),
          SafetensorsFile.Tensor(
            name: "\(index).bias\(suffix)", shape: layer.biasShape, values: layer.bias),
        ]
      }
  }

  /// Layers with their index in a `torch.nn.Sequential`; sigmas have that of their layer, gain and bias
  /// of a normalisation the next one.
  private static func numbered(
    _ layers: [LayerWeights], isNormalized: Bool
  ) -> [(index: Int, layer: LayerWeights)] {
    // A layer, its normalisation and its activation function.
    let step = isNormalized ? 3 : 2
    var index = -step
    var wasConvolution = false
    return layers.map { layer in
      if layer.isNormalization { return (index + 1, layer) }
      if layer.isSigma { return (index, layer) }
      index += wasConvolution && !layer.isConvolution ? step + 1 : step
      wasConvolution = layer.isConvolution
      return (index, layer)
    }
  }

  /// Texts about the trial: what it is, the hashes of what it produced, and what its tensors are.
  static func metadata(of trial: ExportedTrial) throws -> [String: String] {
    let record = trial.record
    var texts = [
      // What readers look for to know whose layout it is.
      "format": "pt",
      "trial": record.id,
      "configuration": record.configuration,
      "replicate": "\(record.replicate)",
      "seed": "\(record.rootSeed)",
      "environment": record.environment,
      "algorithm": record.algorithm,
      "steps": "\(record.result.weightsStep ?? record.result.steps)",
      "weights_sha256": record.weightsDigest,
      "result_sha256": record.resultDigest,
      "canonical_text": record.canonicalText,
      "hyperparameters": try ExportJSON.text(
        Dictionary(uniqueKeysWithValues: record.hyperparameters.map { ($0.name, $0.value) })),
    ]
    if trial.specification.algorithm.hasNetwork {
      texts["network"] = network(of: trial).joined(separator: ", ")
    }
    return texts
  }

  /// The layers as `torch.nn` writes them: `Linear(4, 24)`, `ReLU()`.
  private static func network(of trial: ExportedTrial) -> [String] {
    let layers = trial.record.result.weights.filter {
      !$0.isSigma && !$0.isNormalization && !$0.isObservationMoments
    }
    let hyperparameters = trial.specification.hyperparameters
    let convolutions = hyperparameters.convolution
    let size = NetworkSize(hyperparameters, in: trial.specification.environment.interface)
    var texts: [String] = []
    for (index, layer) in layers.enumerated() {
      let shape = layer.weightShape
      if layer.isConvolution, convolutions.indices.contains(index) {
        texts.append(
          "Conv2d(\(shape[1]), \(shape[0]), \(shape[2]), stride=\(convolutions[index].stride))")
      } else {
        if index > 0, layers[index - 1].isConvolution { texts.append("Flatten()") }
        texts.append("Linear(\(shape[1]), \(shape[0]))")
      }
      guard index + 1 < layers.count else { break }
      if let shape = size?.outputShapes[index] {
        texts += normalization(hyperparameters.layerNormalization, of: shape)
      }
      texts.append(hyperparameters.activation.torchName + "()")
    }
    return texts
  }

  /// The normalisation of outputs of a shape, if there is one.
  private static func normalization(
    _ normalization: LayerNormalization, of shape: [Int]
  ) -> [String] {
    let numbers = "[" + shape.map { "\($0)" }.joined(separator: ", ") + "]"
    return switch normalization {
    case .none: []
    case .affine: ["LayerNorm(\(numbers))"]
    case .plain: ["LayerNorm(\(numbers), elementwise_affine=False)"]
    }
  }
}

extension ActivationFunction {
  /// Its class in `torch.nn`.
  fileprivate var torchName: String {
    switch self {
    case .relu: "ReLU"
    case .tanh: "Tanh"
    case .elu: "ELU"
    case .silu: "SiLU"
    case .leakyReLU: "LeakyReLU"
    }
  }
}

extension LayerWeights {
  fileprivate var isSigma: Bool { name.hasSuffix(LayerWeights.sigmaSuffix) }
  fileprivate var isConvolution: Bool { weightShape.count == 4 }
}
