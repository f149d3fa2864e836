/// The shape of a network that maps an observation to one value per action.
struct NetworkShape: Equatable, Sendable {
  /// Numbers in one observation.
  let observationCount: Int
  /// Actions, and so values.
  let actionCount: Int
  /// Whether the last layer gives a state value and advantages, from which the action values are
  /// made.
  let dueling: Bool
  /// The layers, first to last.
  let layers: [DenseLayer]
  /// Floats that all parameters take, padding included.
  let parameterCount: Int

  /// Hidden layers with rectifiers, then a linear layer.
  init(observationCount: Int, hidden: [Int], actionCount: Int, dueling: Bool) {
    self.observationCount = observationCount
    self.actionCount = actionCount
    self.dueling = dueling
    var layers: [DenseLayer] = []
    var offset = 0
    var inputs = observationCount
    let head = dueling ? actionCount + 1 : actionCount
    for (index, outputs) in (hidden + [head]).enumerated() {
      let layer = DenseLayer(
        inputs: inputs, outputs: outputs, rectified: index < hidden.count, offset: offset)
      layers.append(layer)
      offset += layer.parameterCount
      inputs = outputs
    }
    self.layers = layers
    parameterCount = offset
  }

  /// Floats that the outputs of all layers take for one observation.
  var activationCount: Int { layers.reduce(0) { $0 + $1.stride } }

  /// Floats between the action values of one observation and the next.
  var valueStride: Int { layers[layers.count - 1].stride }
}

/// The outputs of every layer for a batch, kept from the forward pass for the backward pass.
struct Activations: ~Copyable {
  /// One block for each layer, `[batch, stride]`, in the order of the layers.
  let buffer: FloatBuffer
  /// Where each layer's block begins.
  let offsets: [Int]

  /// Room for a batch of at most `batch` observations.
  init(shape: NetworkShape, batch: Int) {
    var offsets: [Int] = []
    var offset = 0
    for layer in shape.layers {
      offsets.append(offset)
      offset += layer.stride * batch
    }
    self.offsets = offsets
    buffer = FloatBuffer(zeros: offset)
  }

  /// The outputs of layer `index`.
  func output(of index: Int) -> UnsafeMutablePointer<Float> { buffer.start + offsets[index] }

  /// The outputs of the last layer: the action values, `[batch, valueStride]`.
  var values: UnsafeMutablePointer<Float> { output(of: offsets.count - 1) }
}

/// A batch of observations, `[count, observationCount]`, row after row.
struct ObservationBatch {
  var start: UnsafePointer<Float>
  var count: Int

  init(start: UnsafePointer<Float>, count: Int) {
    self.start = start
    self.count = count
  }

  /// All of a storage.
  init(_ observations: borrowing ObservationStorage) {
    self.init(start: UnsafePointer(observations.numbers), count: observations.count)
  }

  /// One observation.
  init(_ observation: ObservationBuffer) {
    self.init(start: UnsafePointer(observation.numbers), count: 1)
  }
}

extension NetworkShape {
  /// Computes the action values of a batch into the last block of `activations`.
  ///
  /// A dueling network's values are `Q(s, a) = V(s) + (A(s, a) - mean A(s, ·))` (Wang et al. 2016,
  /// equation 9), the mean summed over actions in order and divided by their number; they take the
  /// place of the head's outputs, from column 0 on.
  func forward(
    _ batch: ObservationBatch, parameters: borrowing FloatBuffer,
    into activations: borrowing Activations
  ) {
    var input = batch.start
    var inputStride = observationCount
    for (index, layer) in layers.enumerated() {
      let output = activations.output(of: index)
      layer.forward(
        input: input, inputStride: inputStride, batch: batch.count, parameters: parameters.start,
        into: output)
      input = UnsafePointer(output)
      inputStride = layer.stride
    }
    if dueling {
      for b in 0..<batch.count { combineStreams(activations.values + b * valueStride) }
    }
  }

  /// Computes the gradient of all parameters from that of the action values.
  ///
  /// - Parameters:
  ///   - batch: the observations of the forward pass.
  ///   - parameters: those of the forward pass.
  ///   - activations: what the forward pass left; hidden layers only are read.
  ///   - gradients: its last block holds the gradient of the action values, zero in the padding,
  ///     and is overwritten like the others.
  ///   - transposed: room for the weights of the largest layer, transposed.
  ///   - parameterGradient: overwritten.
  func backward(
    _ batch: ObservationBatch, parameters: borrowing FloatBuffer,
    activations: borrowing Activations, gradients: borrowing Activations,
    transposed: borrowing FloatBuffer, into parameterGradient: borrowing FloatBuffer
  ) {
    if dueling {
      for b in 0..<batch.count { separateStreams(gradients.values + b * valueStride) }
    }
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let outputGradient = UnsafePointer(gradients.output(of: index))
      let below = index > 0 ? UnsafePointer(activations.output(of: index - 1)) : batch.start
      layer.backwardParameters(
        input: below, inputStride: index > 0 ? layers[index - 1].stride : observationCount,
        batch: batch.count, outputGradient: outputGradient, into: parameterGradient.start)
      if index > 0 {
        layer.backwardInputs(
          batch: batch.count, outputGradient: outputGradient, parameters: parameters.start,
          rectifiedInput: below, transposed: transposed.start,
          into: gradients.output(of: index - 1))
      }
    }
  }

  /// Floats that the largest layer's transposed weights take.
  var transposedCount: Int {
    layers.map { $0.stride * paddedToVectors($0.inputs) }.max() ?? 0
  }

  /// Turns the head's outputs `[V, A₀, A₁, …]` of one observation into `[Q₀, Q₁, …, 0]`.
  private func combineStreams(_ head: UnsafeMutablePointer<Float>) {
    let value = head[0]
    var sum: Float = 0
    for a in 0..<actionCount { sum += head[a + 1] }
    let mean = sum / Float(actionCount)
    for a in 0..<actionCount { head[a] = value + (head[a + 1] - mean) }
    head[actionCount] = 0
  }

  /// Turns the gradient of `[Q₀, Q₁, …]` into that of the head's outputs `[V, A₀, A₁, …]`.
  ///
  ///     dV = Σ_a dQ_a          dA_a = dQ_a - (Σ_a dQ_a) / actions
  private func separateStreams(_ gradient: UnsafeMutablePointer<Float>) {
    var sum: Float = 0
    for a in 0..<actionCount { sum += gradient[a] }
    let mean = sum / Float(actionCount)
    for a in (0..<actionCount).reversed() { gradient[a + 1] = gradient[a] - mean }
    gradient[0] = sum
  }
}

extension NetworkShape {
  /// Draws initial parameters: layer by layer, for each output in order its weights in order of the
  /// inputs; biases are 0.
  func initialParameters(
    _ initialization: Initialization, using random: inout RandomSource
  ) -> FloatBuffer {
    let parameters = FloatBuffer(zeros: parameterCount)
    for layer in layers {
      let limit = initialization.limit(inputs: layer.inputs, outputs: layer.outputs)
      for o in 0..<layer.outputs {
        for i in 0..<layer.inputs {
          parameters.start[layer.offset + i * layer.stride + o] = Float(
            random.uniform(-limit, limit))
        }
      }
    }
    return parameters
  }

  /// The parameters in the layout of `torch.nn`, layer by layer.
  func layerWeights(of parameters: borrowing FloatBuffer) -> [LayerWeights] {
    var result: [LayerWeights] = []
    for (index, layer) in layers.enumerated() {
      var weight: [Float] = []
      weight.reserveCapacity(layer.inputs * layer.outputs)
      for o in 0..<layer.outputs {
        for i in 0..<layer.inputs {
          weight.append(parameters.start[layer.offset + i * layer.stride + o])
        }
      }
      let bias = (0..<layer.outputs).map { parameters.start[layer.biasOffset + $0] }
      let place = index < 10 ? "0\(index)" : "\(index)"
      result.append(
        LayerWeights(
          name: "\(place)_dense", weightShape: [layer.outputs, layer.inputs], weight: weight,
          bias: bias))
    }
    return result
  }
}
