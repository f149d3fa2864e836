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
  var dueling: Bool

  init(_ weights: [LayerWeights], shape: Network) {
    layers = zip(weights, shape.layers).map { weights, layer in
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
      case .convolution(let layer): output = layer.forward(output, batch: batch)
      case .dense(let layer):
        output = layer.forward(output, batch: batch, rectified: index < layers.count - 1)
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
}
