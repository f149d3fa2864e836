/// A network that maps an observation to one output, or several, per action: its layers, and their pass
/// forward; `Network+Backward.swift` has the pass backward.
///
/// The parameters are apart, in a block that each pass is given.
struct Network: Equatable, Sendable {
  /// The shape of the observations.
  let observation: ObservationShape
  /// Actions to choose from.
  let actionCount: Int
  /// Outputs for each action: its value, or the parameters of its distribution.
  let outputsPerAction: Int
  /// Whether the last layer computes a state value and advantages, which are combined to action
  /// values.
  let dueling: Bool
  /// The layers, first to last.
  let layers: [Layer]
  /// What follows the products of each layer; `nil` for the last layer, and for a ReLU without
  /// normalisation, which the products themselves apply.
  let hiddenOutputs: [HiddenOutput?]
  /// Floats that all parameters take, padding included.
  let parameterCount: Int

  /// Convolutions and hidden layers, each with the normalisation and activation function, then a
  /// linear layer.
  ///
  /// - Precondition: only images are convolved, and every window fits.
  init(
    observation: ObservationShape, convolution: [ConvolutionSettings] = [], hidden: [Int],
    actionCount: Int, outputsPerAction: Int = 1, dueling: Bool,
    activation: ActivationFunction = .relu, normalization: LayerNormalization = .none
  ) {
    self.observation = observation
    self.actionCount = actionCount
    self.outputsPerAction = outputsPerAction
    self.dueling = dueling
    let rectifies = activation == .relu && normalization == .none
    var layers: [Layer] = []
    var hiddenOutputs: [HiddenOutput?] = []
    var offset = 0
    /// Adds a layer; of a hidden one, `grid` is the layout of its outputs.
    func add(_ layer: Layer, grid: InputGrid? = nil) {
      layers.append(layer)
      offset += layer.parameterCount
      let hidden =
        rectifies
        ? nil
        : grid.map {
          HiddenOutput(
            activation: activation, normalization: normalization, grid: $0,
            rowStride: layer.outputStride, offset: offset)
        }
      hiddenOutputs.append(hidden)
      offset += hidden?.parameterCount ?? 0
    }
    var image = observation.image
    guard let outputs = try? observation.outputs(of: convolution) else {
      preconditionFailure("\(convolution) cannot be applied to \(observation)")
    }
    for (settings, output) in zip(convolution, outputs) {
      if let input = image {
        add(
          .convolution(
            ConvolutionLayer(
              input: input, settings: settings, rectified: rectifies, offset: offset)),
          grid: InputGrid(output))
      }
      image = output
    }
    var inputs = image.map(InputGrid.init) ?? InputGrid(numbers: observation.count)
    let head = (dueling ? actionCount + 1 : actionCount) * outputsPerAction
    for (index, outputs) in (hidden + [head]).enumerated() {
      let isHidden = index < hidden.count
      add(
        .dense(
          DenseLayer(
            inputs: inputs, outputs: outputs, rectified: isHidden && rectifies, offset: offset)),
        grid: isHidden
          ? InputGrid(positions: 1, channels: outputs, channelStride: paddedToVectors(outputs))
          : nil)
      inputs = InputGrid(numbers: outputs)
    }
    self.layers = layers
    self.hiddenOutputs = hiddenOutputs
    parameterCount = offset
  }

  /// Floats that the outputs of all layers take for one observation, and what is saved for the
  /// backward pass.
  var activationCount: Int {
    layers.reduce(0) { $0 + $1.outputStride }
      + hiddenOutputs.reduce(0) { $0 + ($1.map { $0.rowStride + 1 } ?? 0) }
  }

  /// The layout of the last outputs.
  var head: HeadShape { HeadShape(actionCount: actionCount, stride: valueStride) }

  /// Floats between the outputs for one observation and the next.
  var valueStride: Int { layers[layers.count - 1].outputStride }
}

// MARK: - Forward

extension Network {
  /// Computes the action values of a batch into the last block of `activations`.
  func forward(
    _ batch: ObservationBatch, parameters: borrowing FloatBuffer,
    scratch: borrowing NetworkScratch, into activations: borrowing Activations
  ) {
    forwardFirst(
      batch, parameters: parameters.start, scratch: scratch, into: activations.sums(of: 0))
    finish(0, batch.count, parameters.start, scratch.executor, activations)
    for index in layers.indices.dropFirst() {
      let input = UnsafePointer(activations.output(of: index - 1))
      let inputStride = layers[index - 1].outputStride
      let output = activations.sums(of: index)
      let parameters = UnsafePointer(parameters.start)
      let blocks = scratch.layer
      switch layers[index] {
      case .dense(let layer):
        scratch.executor.share(layer.layout.panelCount) { panels, part in
          layer.forward(
            input: input, inputStride: inputStride, batch: batch.count, parameters: parameters,
            panels: panels, scratch: blocks[part], into: output)
        }
      case .convolution(let layer):
        scratch.executor.share(batch.count) { images, _ in
          for b in images {
            layer.forward(
              input + b * inputStride, weights: parameters + layer.offset,
              bias: parameters + layer.biasOffset, into: output + b * layer.output.batchStride)
          }
        }
      }
      finish(index, batch.count, parameters, scratch.executor, activations)
    }
    if dueling { DuelingHead(self).combine(activations.values, batch: batch.count) }
  }

  /// Computes the outputs of a layer from its sums, where they are not the same.
  private func finish(
    _ index: Int, _ batch: Int, _ parameters: UnsafePointer<Float>, _ executor: ParallelExecutor,
    _ activations: borrowing Activations
  ) {
    guard let hidden = hiddenOutputs[index] else { return }
    let (saved, scales) = (activations.sums(of: index), activations.scales(of: index))
    let output = activations.output(of: index)
    executor.share(batch) { rows, _ in
      hidden.forward(
        rows: rows, saved: saved, scales: scales, parameters: parameters, into: output)
    }
  }

  /// Computes the sums of the first layer, which reads the observations.
  private func forwardFirst(
    _ batch: ObservationBatch, parameters: UnsafePointer<Float>,
    scratch: borrowing NetworkScratch, into output: UnsafeMutablePointer<Float>
  ) {
    switch (layers[0], observation.image) {
    case (.dense(let layer), nil):
      let blocks = scratch.layer
      scratch.executor.share(layer.layout.panelCount) { panels, part in
        layer.forward(
          input: batch.floats, inputStride: observation.count, batch: batch.count,
          parameters: parameters, panels: panels, scratch: blocks[part], into: output)
      }
    case (.dense(let layer), let image?):
      let scaled = scaledParameters(parameters, in: scratch)
      interleave(batch, as: image, into: scratch)
      layer.forward(
        input: scratch.images[0], inputStride: image.count, batch: batch.count, parameters: scaled,
        panels: 0..<layer.layout.panelCount, scratch: scratch.layer[0], into: output)
    case (.convolution(let layer), let image?):
      let scaled = scaledParameters(parameters, in: scratch)
      let (blocks, sparse) = (scratch.images, scratch.sparsePixels)
      let bias = scaled + layer.biasOffset
      let leavesOutZeros = layer.mayLeaveOutZeros(weights: scaled, bias: bias)
      scratch.executor.share(batch.count) { images, part in
        let (pixels, sparse) = (blocks[part], sparse[part])
        for b in images {
          let bytes = batch.bytes + b * observation.count
          let output = output + b * layer.output.batchStride
          if leavesOutZeros, let few = sparse.nonzero(of: bytes) {
            layer.forward(few, weights: scaled, bias: bias, into: output)
          } else {
            PixelInput.interleave(bytes, shape: image, into: pixels)
            layer.forward(pixels, weights: scaled, bias: bias, into: output)
          }
        }
      }
    case (.convolution, nil): preconditionFailure("only images can be convolved")
    }
  }

  /// The parameters of a first layer that reads bytes: its weights over 255, and its bias.
  private func scaledParameters(
    _ parameters: UnsafePointer<Float>, in scratch: borrowing NetworkScratch
  ) -> UnsafePointer<Float> {
    let scaled = scratch.scaledParameters.start
    let layout = layers[0].layout
    PixelInput.divide(parameters, count: layout.count, into: scaled)
    (scaled + layout.count).update(from: parameters + layout.count, count: layout.columns)
    return UnsafePointer(scaled)
  }

  /// Writes all observations as the first layer reads them.
  func interleave(
    _ batch: ObservationBatch, as image: ImageShape, into scratch: borrowing NetworkScratch
  ) {
    for b in 0..<batch.count {
      PixelInput.interleave(
        batch.bytes + b * observation.count, shape: image, into: scratch.images[b])
    }
  }
}

/// The layout of a network's last outputs.
struct HeadShape {
  let actionCount: Int
  /// Floats from the outputs for one observation to those for the next.
  let stride: Int
}

/// One layer of a network.
enum Layer: Equatable, Sendable {
  case convolution(ConvolutionLayer)
  case dense(DenseLayer)

  /// The layout of the weights.
  var layout: PanelLayout {
    switch self {
    case .convolution(let layer): layer.layout
    case .dense(let layer): layer.layout
    }
  }

  /// Floats that the parameters take, padding included: weights, then one bias for each column.
  var parameterCount: Int { layout.count + layout.columns }

  /// Floats between the output for one observation and that for the next.
  var outputStride: Int {
    switch self {
    case .convolution(let layer): layer.output.batchStride
    case .dense(let layer): layer.stride
    }
  }

  /// Positions of the output for which the weights are applied: those of an image, else 1.
  var outputPositions: Int {
    switch self {
    case .convolution(let layer): layer.output.positions
    case .dense: 1
    }
  }

  /// Floats that passes forwards and backwards need.
  func scratchCount(batch: Int) -> Int {
    switch self {
    case .convolution(let layer): layer.inputScratchCount
    case .dense(let layer): layer.scratchCount(batch: batch)
    }
  }

  /// Floats that passes forwards need.
  func forwardScratchCount(batch: Int) -> Int {
    switch self {
    case .convolution: 0
    case .dense(let layer): layer.isNarrow(batch: batch) ? layer.narrowScratchCount : 0
    }
  }
}

extension InputGrid {
  /// The layout of an image.
  init(_ image: ImageShape) {
    self.init(
      positions: image.positions, channels: image.channels, channelStride: image.channelStride)
  }
}
