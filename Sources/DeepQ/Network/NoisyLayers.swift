/// Noise on the parameters of a network's dense layers, by which it explores.
///
/// Each parameter has a mean μ and a standard deviation σ (sigma), and the network computes with
/// `μ + σ · noise`. The noise of a weight is the product of one factor for its input and one for its
/// output, that of a bias is its output's factor; each factor is `f(x) = sign(x)·√|x|` of a standard normal draw x
/// (factorised noise). Convolutions have none.
///
/// Means and sigmas are one block of twice `parameterCount` floats, the means first, so that
/// elementwise operations such as an optimiser's apply to both.
///
/// Source: M. Fortunato et al., "Noisy Networks for Exploration", ICLR 2018, equations 9 to 11.
struct NoisyLayers: ~Copyable, @unchecked Sendable {
  private let network: Network
  private let layers: [NoisyLayer]
  /// Of each dense layer the factors of the inputs, then of the outputs; 0 in the padding.
  private let factors: FloatBuffer
  /// Scratch memory for the draws of one layer.
  private let draws: FloatBuffer
  /// The parameters with noise: `μ + σ · noise`.
  let perturbed: FloatBuffer

  /// Noise for a network; without layers if it is not noisy.
  init(_ network: Network, isNoisy: Bool) {
    self.network = network
    let dense = isNoisy ? network.denseLayers : []
    factors = FloatBuffer(
      zeros: dense.reduce(0) { $0 + paddedToVectors($1.inputs) + $1.stride })
    draws = FloatBuffer(zeros: dense.map { $0.inputGrid.numbers + $0.outputs }.max() ?? 0)
    perturbed = FloatBuffer(zeros: isNoisy ? network.parameterCount : 0)
    var next = factors.start
    layers = dense.map { layer in
      let inputs = next
      let outputs = inputs + paddedToVectors(layer.inputs)
      next = outputs + layer.stride
      return NoisyLayer(layer: layer, inputs: inputs, outputs: outputs)
    }
  }

  /// Whether there is any noise.
  var isOn: Bool { perturbed.count > 0 }

  /// Draws new noise and computes `perturbed`.
  ///
  /// **Order.** Draws come layer by layer, for the inputs in the order of `torch.nn`, then for the
  /// outputs. A weight's noise is rounded once, then mean and sigma take one fused multiply-add.
  func perturb(_ parameters: borrowing FloatBuffer, using random: inout RandomSource) {
    let means = parameters.start
    let sigmas = parameters.start + network.parameterCount
    let result = perturbed.start
    result.update(from: means, count: network.parameterCount)
    for layer in layers {
      draw(for: layer, using: &random)
      layer.forEachVector { offset, noise in
        result.store(
          means.vector(at: offset).addingProduct(sigmas.vector(at: offset), noise), at: offset)
      }
    }
  }

  /// Writes the gradient of the sigmas, into the second half of the block, from that of the perturbed
  /// parameters, in the first half, which is also that of the means.
  func writeSigmas(of gradient: borrowing FloatBuffer) {
    let means = gradient.start
    let sigmas = gradient.start + network.parameterCount
    for layer in layers {
      layer.forEachVector { offset, noise in
        sigmas.store(means.vector(at: offset) * noise, at: offset)
      }
    }
  }

  private func draw(for noisy: NoisyLayer, using random: inout RandomSource) {
    let grid = noisy.layer.inputGrid
    let drawn = UnsafeMutableBufferPointer(
      start: draws.start, count: grid.numbers + noisy.layer.outputs)
    random.fillNormal(drawn)
    // In the order of `grid.offset(of:)`, without its divisions.
    for channel in 0..<grid.channels {
      for position in 0..<grid.positions {
        noisy.inputs[position * grid.channelStride + channel] = factor(
          drawn[channel * grid.positions + position])
      }
    }
    for index in 0..<noisy.layer.outputs {
      noisy.outputs[index] = factor(drawn[grid.numbers + index])
    }
  }

  /// `sign(x)·√|x|`.
  private func factor(_ draw: Float) -> Float {
    Float(signOf: draw, magnitudeOf: abs(draw).squareRoot())
  }
}

/// A dense layer and the factors of its noise.
private struct NoisyLayer {
  let layer: DenseLayer
  /// `[inputs]`, in the layout of the layer's inputs.
  let inputs: UnsafeMutablePointer<Float>
  /// `[stride]`.
  let outputs: UnsafeMutablePointer<Float>

  /// Calls `body` for each vector of the parameters with its offset in the network's block and its
  /// noise.
  @inline(__always)
  func forEachVector(_ body: (_ offset: Int, _ noise: Vector) -> Void) {
    let layout = layer.layout
    for index in 0..<layout.panelCount {
      let panel = layout.panel(index)
      for row in 0..<layout.rows {
        let start = layer.offset + panel.offset + row * panel.width
        for column in stride(from: 0, to: panel.width, by: vectorWidth) {
          body(start + column, outputs.vector(at: panel.column + column) * inputs[row])
        }
      }
    }
    for column in stride(from: 0, to: layer.stride, by: vectorWidth) {
      body(layer.biasOffset + column, outputs.vector(at: column))
    }
  }
}

extension Network {
  /// Floats of all parameters, sigmas included if dense layers are noisy.
  func parameterCount(isNoisy: Bool) -> Int { isNoisy ? 2 * parameterCount : parameterCount }

  /// Initial parameters of a noisy network: the given means, and sigmas of `sigma / √inputs`.
  func noisyParameters(means: borrowing FloatBuffer, sigma: Double) -> FloatBuffer {
    let parameters = FloatBuffer(zeros: 2 * parameterCount)
    parameters.start.update(from: means.start, count: parameterCount)
    let sigmas = parameters.start + parameterCount
    for layer in denseLayers {
      let value = Float(sigma / Double(layer.inputGrid.numbers).squareRoot())
      for output in 0..<layer.outputs {
        for input in 0..<layer.inputGrid.numbers {
          sigmas[layer.weightOffset(output: output, input: input)] = value
        }
        sigmas[layer.biasOffset + output] = value
      }
    }
    return parameters
  }

  /// The dense layers, first to last.
  fileprivate var denseLayers: [DenseLayer] {
    layers.compactMap { if case .dense(let layer) = $0 { layer } else { nil } }
  }
}
