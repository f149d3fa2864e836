/// One layer's parameters in the layout of `torch.nn`.
public struct LayerWeights: Equatable, Sendable {
  /// Two digits that number the layer, then its kind: `00_dense`; `00_dense_norm` for its
  /// normalisation.
  public var name: String
  /// Shape of `weight`: dense `[outputs, inputs]`, convolution `[filters, channels, rows,
  /// columns]`; that of the layer's output for a normalisation, `[outputs]` or `[channels, rows,
  /// columns]`.
  public var weightShape: [Int]
  /// Weights, or gains of a normalisation, row-major.
  public var weight: [Float]
  /// One bias for each output, of a normalisation in the order of `weight`.
  public var bias: [Float]

  /// Creates a layer's record.
  public init(name: String, weightShape: [Int], weight: [Float], bias: [Float]) {
    self.name = name
    self.weightShape = weightShape
    self.weight = weight
    self.bias = bias
  }

  /// Whether these are gain and bias of a normalisation.
  public var isNormalization: Bool { name.hasSuffix(Self.normalizationSuffix) }

  /// The shape of `bias`.
  public var biasShape: [Int] { isNormalization ? weightShape : Array(weightShape.prefix(1)) }
}

/// The distribution of a layer's initial weights and biases; gains start at 1.
public enum Initialization: String, CaseIterable, Sendable {
  /// Weights uniform in ±√(6 / (inputs + outputs)), biases 0 (Glorot and Bengio 2010); Keras's
  /// default.
  case glorotUniform = "glorot_uniform"
  /// Weights uniform in ±√(6 / inputs), biases 0 (He et al. 2015).
  case heUniform = "he_uniform"
  /// Weights and biases uniform in ±√(1 / inputs); the default of PyTorch's `Linear` and `Conv2d`.
  case pyTorch = "pytorch"
  /// Weights uniform in ±√(1 / inputs), a share of those of each output 0, biases 0 (Elsayed et al.
  /// 2024).
  case sparse
}

extension Initialization {
  /// The bound of the uniform distribution that a layer's parameters are drawn from.
  func limit(inputs: Int, outputs: Int) -> Double {
    switch self {
    case .glorotUniform: (6 / Double(inputs + outputs)).squareRoot()
    case .heUniform: (6 / Double(inputs)).squareRoot()
    case .pyTorch, .sparse: (1 / Double(inputs)).squareRoot()
    }
  }

  /// Whether biases are drawn too; otherwise they are 0.
  var drawsBiases: Bool { self == .pyTorch }
}

extension Network {
  /// Draws initial parameters: layer by layer, for each output in order its weights in the order of
  /// `torch.nn`, then the layer's biases if they are drawn.
  ///
  /// Of sparse ones, after the weights of a layer, for each output in order, `⌈sparsity · inputs⌉` of
  /// its inputs are drawn without replacement, whose weights become 0.
  func initialParameters(
    _ initialization: Initialization, sparsity: Double = 0, using random: inout RandomSource
  ) -> FloatBuffer {
    let parameters = FloatBuffer(zeros: parameterCount)
    for layer in layers {
      let limit = initialization.limit(inputs: layer.fanIn, outputs: layer.fanOut)
      layer.forEachWeight { parameters.start[$0] = Float(random.uniform(-limit, limit)) }
      if initialization == .sparse {
        layer.clearWeights(of: parameters, share: sparsity, using: &random)
      }
      guard initialization.drawsBiases else { continue }
      for output in 0..<layer.weightShape[0] {
        parameters.start[layer.biasOffset + output] = Float(random.uniform(-limit, limit))
      }
    }
    for hidden in hiddenOutputs {
      hidden?.forEachGain { parameters.start[$0] = 1 }
    }
    return parameters
  }

  /// The parameters in the layout of `torch.nn`, layer by layer.
  ///
  /// After a layer come gain and bias of its normalisation. Of a noisy network these are the means;
  /// after those of a dense layer come its sigmas, in the same layout.
  func layerWeights(of parameters: borrowing FloatBuffer) -> [LayerWeights] {
    let isNoisy = parameters.count > parameterCount
    var result: [LayerWeights] = []
    for (index, layer) in layers.enumerated() {
      let name = layer.name(at: index)
      result.append(layer.weights(name: name, of: parameters.start))
      if let hidden = hiddenOutputs[index], hidden.parameterCount > 0 {
        result.append(
          hidden.weights(
            name: name + LayerWeights.normalizationSuffix, shape: layer.outputShape,
            of: parameters.start))
      }
      if isNoisy, case .dense = layer {
        result.append(
          layer.weights(
            name: name + LayerWeights.sigmaSuffix, of: parameters.start + parameterCount))
      }
    }
    return result
  }

  /// The parameters of layers that `layerWeights(of:)` has written, without sigmas; `nil` if they
  /// are not of such a network.
  func parameters(from saved: [LayerWeights]) -> FloatBuffer? {
    let weights = saved.filter {
      !$0.name.hasSuffix(LayerWeights.sigmaSuffix) && !$0.isObservationMoments
    }
    let (ofLayers, ofNormalizations) = (
      weights.filter { !$0.isNormalization }, weights.filter(\.isNormalization)
    )
    let normalizations = hiddenOutputs.compactMap { $0 }.filter { $0.parameterCount > 0 }
    guard ofLayers.count == layers.count, ofNormalizations.count == normalizations.count
    else { return nil }
    let parameters = FloatBuffer(zeros: parameterCount)
    for (hidden, saved) in zip(normalizations, ofNormalizations) {
      guard saved.weight.count == hidden.grid.numbers, saved.bias.count == hidden.grid.numbers
      else { return nil }
      var next = 0
      hidden.forEachGain {
        parameters.start[$0] = saved.weight[next]
        parameters.start[$0 + hidden.count] = saved.bias[next]
        next += 1
      }
    }
    for (layer, saved) in zip(layers, ofLayers) {
      let shape = layer.weightShape
      guard saved.weightShape == shape, saved.weight.count == shape.reduce(1, *),
        saved.bias.count == shape[0]
      else { return nil }
      var next = 0
      layer.forEachWeight {
        parameters.start[$0] = saved.weight[next]
        next += 1
      }
      for (output, bias) in saved.bias.enumerated() {
        parameters.start[layer.biasOffset + output] = bias
      }
    }
    return parameters
  }
}

extension LayerWeights {
  /// Suffix of the names of sigmas in stored files.
  public static let sigmaSuffix = "_spread"
  /// Suffix of the names of normalisations.
  public static let normalizationSuffix = "_norm"
  /// The entry of the moments of observations, which is no layer: means as weights, variances as
  /// biases.
  public static let observationMoments = "observation_moments"

  /// Whether these are the moments of observations.
  public var isObservationMoments: Bool { name == Self.observationMoments }
}

extension HiddenOutput {
  /// Calls `body` with the offset of each gain in the network's block, in the order of `torch.nn`.
  func forEachGain(_ body: (Int) -> Void) {
    guard parameterCount > 0 else { return }
    for index in 0..<grid.numbers { body(offset + grid.offset(of: index)) }
  }

  /// Its gain and bias, from the network's block.
  fileprivate func weights(
    name: String, shape: [Int], of parameters: UnsafeMutablePointer<Float>
  ) -> LayerWeights {
    var (gain, bias): ([Float], [Float]) = ([], [])
    forEachGain {
      gain.append(parameters[$0])
      bias.append(parameters[$0 + count])
    }
    return LayerWeights(name: name, weightShape: shape, weight: gain, bias: bias)
  }
}

extension Layer {
  /// Its name in a trial's file: names in order are layers in order.
  fileprivate func name(at index: Int) -> String {
    let number = index < 10 ? "0\(index)" : "\(index)"
    return switch self {
    case .convolution: "\(number)_convolution"
    case .dense: "\(number)_dense"
    }
  }

  /// Its weights and biases, from the network's block.
  fileprivate func weights(
    name: String, of parameters: UnsafeMutablePointer<Float>
  ) -> LayerWeights {
    var weight: [Float] = []
    weight.reserveCapacity(weightShape.reduce(1, *))
    forEachWeight { weight.append(parameters[$0]) }
    let bias = (0..<weightShape[0]).map { parameters[biasOffset + $0] }
    return LayerWeights(name: name, weightShape: weightShape, weight: weight, bias: bias)
  }

  /// The shape of the weights in `torch.nn`.
  var weightShape: [Int] {
    switch self {
    case .convolution(let layer):
      [layer.output.channels, layer.input.channels, layer.kernel, layer.kernel]
    case .dense(let layer): [layer.outputs, layer.inputGrid.numbers]
    }
  }

  /// The shape of the output for one observation in `torch.nn`.
  var outputShape: [Int] {
    switch self {
    case .convolution(let layer):
      [layer.output.channels, layer.output.rows, layer.output.columns]
    case .dense(let layer): [layer.outputs]
    }
  }

  /// Offset of the bias in the network's block.
  fileprivate var biasOffset: Int {
    switch self {
    case .convolution(let layer): layer.biasOffset
    case .dense(let layer): layer.biasOffset
    }
  }

  /// Makes a share of the weights of each output 0, rounded up.
  fileprivate func clearWeights(
    of parameters: borrowing FloatBuffer, share: Double, using random: inout RandomSource
  ) {
    var offsets: [Int] = []
    forEachWeight { offsets.append($0) }
    let count = min(fanIn, Int((share * Double(fanIn)).rounded(.up)))
    var chosen = [Int](repeating: 0, count: count)
    for output in 0..<weightShape[0] {
      chosen.withUnsafeMutableBufferPointer { random.sample(from: fanIn, into: $0) }
      for input in chosen { parameters.start[offsets[output * fanIn + input]] = 0 }
    }
  }

  /// Inputs of one output.
  fileprivate var fanIn: Int { weightShape[1...].reduce(1, *) }

  /// Outputs that depend on one input, a convolution's border aside.
  fileprivate var fanOut: Int { weightShape[0] * weightShape[2...].reduce(1, *) }

  /// Calls `body` with the offset of each weight in the network's block, in the order of `torch.nn`.
  fileprivate func forEachWeight(_ body: (Int) -> Void) {
    switch self {
    case .convolution(let layer):
      for filter in 0..<layer.output.channels {
        for channel in 0..<layer.input.channels {
          for row in 0..<layer.kernel {
            for column in 0..<layer.kernel {
              body(
                layer.weightOffset(filter: filter, channel: channel, row: row, column: column))
            }
          }
        }
      }
    case .dense(let layer):
      for output in 0..<layer.outputs {
        for input in 0..<layer.inputGrid.numbers {
          body(layer.weightOffset(output: output, input: input))
        }
      }
    }
  }
}
