/// A network that maps an observation to one output, or several, per action: its layers, and their
/// passes forward and backward.
///
/// The parameters are apart, in a block that each pass is given.
struct Network: Equatable, Sendable {
  /// What the network sees.
  let observation: ObservationShape
  /// Actions to choose from.
  let actionCount: Int
  /// Outputs for each action: one value, or what its distribution is made of.
  let outputsPerAction: Int
  /// Whether the last layer gives a state value and advantages, from which the action values are
  /// made.
  let dueling: Bool
  /// The layers, first to last.
  let layers: [Layer]
  /// Floats that all parameters take, padding included.
  let parameterCount: Int

  /// Convolutions and hidden layers with rectifiers, then a linear layer.
  ///
  /// - Precondition: only images are convolved, and every window fits.
  init(
    observation: ObservationShape, convolution: [ConvolutionSettings] = [], hidden: [Int],
    actionCount: Int, outputsPerAction: Int = 1, dueling: Bool
  ) {
    self.observation = observation
    self.actionCount = actionCount
    self.outputsPerAction = outputsPerAction
    self.dueling = dueling
    var layers: [Layer] = []
    var offset = 0
    func add(_ layer: Layer) {
      layers.append(layer)
      offset += layer.parameterCount
    }
    var image = observation.image
    for settings in convolution {
      guard let input = image else { preconditionFailure("only images can be convolved") }
      let layer = ConvolutionLayer(input: input, settings: settings, offset: offset)
      add(.convolution(layer))
      image = layer.output
    }
    var inputs = image.map(InputGrid.init) ?? InputGrid(numbers: observation.count)
    let head = (dueling ? actionCount + 1 : actionCount) * outputsPerAction
    for (index, outputs) in (hidden + [head]).enumerated() {
      add(
        .dense(
          DenseLayer(
            inputs: inputs, outputs: outputs, rectified: index < hidden.count, offset: offset)))
      inputs = InputGrid(numbers: outputs)
    }
    self.layers = layers
    parameterCount = offset
  }

  /// Floats that the outputs of all layers take for one observation.
  var activationCount: Int { layers.reduce(0) { $0 + $1.outputCount } }

  /// How the last outputs stand.
  var head: HeadShape { HeadShape(actionCount: actionCount, stride: valueStride) }

  /// Floats between the outputs for one observation and the next.
  var valueStride: Int { layers[layers.count - 1].outputCount }
}

/// How the last outputs of a network stand.
struct HeadShape {
  let actionCount: Int
  /// Floats from the outputs for one observation to those for the next.
  let stride: Int
}

/// One layer of a network.
enum Layer: Equatable, Sendable {
  case convolution(ConvolutionLayer)
  case dense(DenseLayer)

  /// How the weights stand.
  var layout: PanelLayout {
    switch self {
    case .convolution(let layer): layer.layout
    case .dense(let layer): layer.layout
    }
  }

  /// Floats of the weights, which come before the bias.
  var weightCount: Int { layout.count }

  /// Floats that the parameters take, padding included: weights, then one bias for each column.
  var parameterCount: Int { layout.count + layout.columns }

  /// Floats that the output for one observation takes, padding included.
  var outputCount: Int {
    switch self {
    case .convolution(let layer): layer.output.count
    case .dense(let layer): layer.stride
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

extension ObservationShape {
  /// An image as the first layer reads it; `nil` if the observation is plain numbers.
  var image: ImageShape? {
    switch self {
    case .vector: nil
    case .image(let channels, let rows, let columns, _):
      ImageShape(channels: channels, channelStride: channels, rows: rows, columns: columns)
    }
  }
}

extension InputGrid {
  /// The places of an image.
  init(_ image: ImageShape) {
    self.init(
      places: image.places, channels: image.channels, channelStride: image.channelStride)
  }
}
