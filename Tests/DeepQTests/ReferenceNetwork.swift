@testable import DeepQ

/// A whole network of naive twins.
///
/// Bytes of images go in as whole numbers, and the first layer's weights as what they are over 255,
/// each rounded once to `Float`: that is what a network of ours does.
struct ReferenceNetwork<Number: BinaryFloatingPoint> {
  enum Layer {
    case convolution(ReferenceConvolution<Number>)
    case dense(ReferenceLayer<Number>)
  }

  var layers: [Layer]
  /// What follows each layer but a rectifier.
  var hidden: [ReferenceHiddenOutput<Number>?]
  var dueling: Bool

  init(_ weights: [LayerWeights], shape: Network) {
    let normalizations = weights.filter(\.isNormalization)
    hidden = shape.hiddenOutputs.enumerated().map { index, hidden in
      hidden.map {
        ReferenceHiddenOutput(
          $0, weights: normalizations.isEmpty ? nil : normalizations[index])
      }
    }
    layers = zip(weights.filter { !$0.isNormalization }, shape.layers).map { weights, layer in
      let (weight, bias) = (weights.weight.map { Number($0) }, weights.bias.map { Number($0) })
      switch layer {
      case .dense(let layer):
        // What follows an image is summed place by place, and torch counts channel by channel.
        let order = (0..<weights.weightShape[1])
          .sorted { layer.inputGrid.offset(of: $0) < layer.inputGrid.offset(of: $1) }
        return .dense(
          ReferenceLayer(
            inputs: weights.weightShape[1], outputs: weights.weightShape[0], weight: weight,
            bias: bias, order: order))
      case .convolution(let layer):
        return .convolution(
          ReferenceConvolution(
            channels: layer.input.channels, rows: layer.input.rows, columns: layer.input.columns,
            filters: layer.output.channels, kernel: layer.kernel, stride: layer.stride,
            weight: weight, bias: bias))
      }
    }
    dueling = shape.dueling
  }

  func values(_ observations: [Number], batch: Int) -> [Number] {
    var output = observations
    for (index, layer) in layers.enumerated() {
      switch layer {
      case .convolution(let layer):
        output = layer.forward(output, batch: batch, rectified: hidden[index] == nil)
      case .dense(let layer):
        output = layer.forward(
          output, batch: batch, rectified: hidden[index] == nil && index < layers.count - 1)
      }
      if let hidden = hidden[index] {
        let count = output.count / batch
        output = (0..<batch).flatMap { b in
          hidden.forward(Array(output[(b * count)..<((b + 1) * count)]))
        }
      }
    }
    guard dueling else { return output }
    let heads = output.count / batch
    return (0..<batch).flatMap { b in
      let head = Array(output[(b * heads)..<((b + 1) * heads)])
      let mean = head[1...].reduce(0, +) / Number(heads - 1)
      return head[1...].map { head[0] + ($0 - mean) }
    }
  }

  /// The weights and biases of a layer, to read and to change.
  subscript(layer: Int) -> (weight: [Number], bias: [Number]) {
    get {
      switch layers[layer] {
      case .convolution(let layer): (layer.weight, layer.bias)
      case .dense(let layer): (layer.weight, layer.bias)
      }
    }
    set {
      switch layers[layer] {
      case .convolution(var changed):
        (changed.weight, changed.bias) = newValue
        layers[layer] = .convolution(changed)
      case .dense(var changed):
        (changed.weight, changed.bias) = newValue
        layers[layer] = .dense(changed)
      }
    }
  }

  /// One gain of the normalisation of a layer.
  subscript(gain layer: Int, index: Int) -> Number {
    get { hidden[layer]?.gain[index] ?? 0 }
    set { hidden[layer]?.gain[index] = newValue }
  }

  /// One bias of the normalisation of a layer.
  subscript(bias layer: Int, index: Int) -> Number {
    get { hidden[layer]?.bias[index] ?? 0 }
    set { hidden[layer]?.bias[index] = newValue }
  }
}
