/// What follows the products of a hidden layer or convolution where that is not a ReLU alone: layer
/// normalisation, if any, then the activation function.
///
///     x̂ = (z - mean z) / √(var z + 1e-5)          u = gain · x̂ + bias          y = activation(u)
///
/// Mean and variance are those of all outputs of the layer for one observation: of a convolution,
/// all channels of all positions, as in `torch.nn.LayerNorm([channels, rows, columns])`. Gain and
/// bias have an element for each output.
///
/// Source: J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization", 2016, equations 3 and 4.
struct HiddenOutput: Equatable, Sendable {
  let activation: ActivationFunction
  let normalization: LayerNormalization
  /// The layout of the outputs for one observation.
  let grid: InputGrid
  /// Floats between the outputs for one observation and the next; at least `count`.
  let rowStride: Int
  /// Offset of the gain in the network's block; the bias follows.
  let offset: Int

  /// Added to the variance: the value of `torch.nn.LayerNorm`.
  static let epsilon: Float = 1e-5

  /// Floats of the outputs for one observation, padding included.
  var count: Int { grid.count }
  /// Floats that gain and bias take.
  var parameterCount: Int { normalization == .affine ? 2 * count : 0 }
  /// Offset of the bias in the network's block.
  var biasOffset: Int { offset + count }

  /// Computes the outputs of some observations of a batch.
  ///
  /// **Order.** The mean is the sum of eight partials, of which partial `l` adds the outputs of
  /// channels `≡ l (mod 8)` (of a dense layer, outputs) position by position, over their number;
  /// partials are added in halves. The variance is the same of the squared differences from the mean,
  /// by fused multiply-add. Each difference is then multiplied by `1 / √(variance + 1e-5)`, and gain and
  /// bias take one fused multiply-add.
  ///
  /// - Parameters:
  ///   - rows: the observations.
  ///   - saved: `[batch, rowStride]`, the sums of the layer with 0 in the padding; they become `x̂`.
  ///   - scales: `[batch]`, overwritten with `1 / √(variance + 1e-5)` where there is a normalisation.
  ///   - parameters: the network's block.
  ///   - output: `[batch, rowStride]`, overwritten; 0 in the padding.
  func forward(
    rows: Range<Int>, saved: UnsafeMutablePointer<Float>, scales: UnsafeMutablePointer<Float>,
    parameters: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    for row in rows {
      let x = saved + row * rowStride
      if normalization != .none { scales[row] = normalize(x) }
      for i in stride(from: 0, to: count, by: vectorWidth) {
        output.store(
          activation.value(operand(x.vector(at: i), at: i, parameters)), at: row * rowStride + i)
      }
    }
  }

  /// Normalises the outputs for one observation in place; returns their scale.
  private func normalize(_ x: UnsafeMutablePointer<Float>) -> Float {
    var sums = Vector(repeating: 0)
    for i in stride(from: 0, to: count, by: vectorWidth) { sums += x.vector(at: i) }
    let mean = Vector(repeating: sums.sumOfHalves / Float(grid.numbers))
    var squares = Vector(repeating: 0)
    forEachVector { i, padding in
      let difference = (x.vector(at: i) - mean).replacing(with: 0, where: padding)
      squares.addProduct(difference, difference)
      x.store(difference, at: i)
    }
    let variance = squares.sumOfHalves / Float(grid.numbers)
    let scale = 1 / (variance + Self.epsilon).squareRoot()
    for i in stride(from: 0, to: count, by: vectorWidth) { x.store(x.vector(at: i) * scale, at: i) }
    return scale
  }

  /// The operand of the activation function.
  @inline(__always)
  private func operand(
    _ x: Vector, at index: Int, _ parameters: UnsafePointer<Float>
  ) -> Vector {
    guard normalization == .affine else { return x }
    return parameters.vector(at: biasOffset + index)
      .addingProduct(parameters.vector(at: offset + index), x)
  }

  /// Calls `body` with the offset of each vector and the lanes of it that are padding.
  @inline(__always)
  private func forEachVector(_ body: (_ offset: Int, _ padding: SIMDMask<SIMD8<Int32>>) -> Void) {
    let lanes = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
    for position in 0..<grid.positions {
      for channel in stride(from: 0, to: grid.channelStride, by: vectorWidth) {
        let padding = lanes .>= Int32(truncatingIfNeeded: grid.channels - channel)
        body(position * grid.channelStride + channel, padding)
      }
    }
  }
}

// MARK: - Backward

extension HiddenOutput {
  /// Turns the gradient of the outputs into that of the layer's sums, in place, and computes the
  /// gradients of gain and bias.
  ///
  ///     du = dy · activation'(u)          dgain = Σ_b du · x̂          dbias = Σ_b du
  ///     dx̂ = du · gain          dz = ((dx̂ - mean dx̂) - x̂ · mean(dx̂ · x̂)) / √(var z + 1e-5)
  ///
  /// **Order.** Sums over the batch start at +0 and add `b = 0, 1, …`, `dgain` by fused multiply-add.
  /// Means are added as in `forward`.
  ///
  /// - Parameters:
  ///   - batch: observations.
  ///   - saved: that of the forward pass, afterwards.
  ///   - scales: that of the forward pass.
  ///   - output: that of the forward pass.
  ///   - parameters: the network's block.
  ///   - executor: divides the work.
  ///   - gradient: `[batch, rowStride]`, that of the outputs, with anything in the padding; becomes that of
  ///     the sums, 0 in the padding.
  ///   - parameterGradient: the network's gradient block; this layer's gain and bias are overwritten.
  func backward(
    batch: Int, saved: UnsafePointer<Float>, scales: UnsafePointer<Float>,
    output: UnsafePointer<Float>, parameters: UnsafePointer<Float>, executor: ParallelExecutor,
    gradient: UnsafeMutablePointer<Float>, into parameterGradient: UnsafeMutablePointer<Float>
  ) {
    executor.share(batch) { rows, _ in
      for row in rows {
        let start = row * rowStride
        forEachVector { i, padding in
          let operand = operand(saved.vector(at: start + i), at: i, parameters)
          let changed = activation.gradient(
            gradient.vector(at: start + i), at: operand, value: output.vector(at: start + i))
          gradient.store(changed.replacing(with: 0, where: padding), at: start + i)
        }
      }
    }
    guard normalization != .none else { return }
    if normalization == .affine {
      executor.share(count, grain: vectorWidth) { range, _ in
        for i in stride(from: range.lowerBound, to: range.upperBound, by: vectorWidth) {
          var (gain, bias) = (Vector(repeating: 0), Vector(repeating: 0))
          for row in 0..<batch {
            let du = gradient.vector(at: row &* rowStride &+ i)
            gain.addProduct(du, saved.vector(at: row &* rowStride &+ i))
            bias += du
          }
          parameterGradient.store(gain, at: offset + i)
          parameterGradient.store(bias, at: biasOffset + i)
        }
      }
    }
    executor.share(batch) { rows, _ in
      for row in rows {
        backwardNormalization(
          saved + row * rowStride, scale: scales[row], parameters: parameters,
          gradient: gradient + row * rowStride)
      }
    }
  }

  /// Turns the gradient of `u` for one observation into that of `z`, in place.
  private func backwardNormalization(
    _ x: UnsafePointer<Float>, scale: Float, parameters: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    var (sums, products) = (Vector(repeating: 0), Vector(repeating: 0))
    for i in stride(from: 0, to: count, by: vectorWidth) {
      var dx = gradient.vector(at: i)
      if normalization == .affine { dx *= parameters.vector(at: offset + i) }
      sums += dx
      products.addProduct(dx, x.vector(at: i))
      gradient.store(dx, at: i)
    }
    let mean = Vector(repeating: sums.sumOfHalves / Float(grid.numbers))
    let projection = Vector(repeating: products.sumOfHalves / Float(grid.numbers))
    forEachVector { i, padding in
      let rest = (gradient.vector(at: i) - mean).addingProduct(-x.vector(at: i), projection)
      gradient.store((rest * scale).replacing(with: 0, where: padding), at: i)
    }
  }
}

/// The layer normalisation of the hidden layers and convolutions, before their activation function.
public enum LayerNormalization: String, CaseIterable, Sendable {
  /// There is none.
  case none
  /// With a learned gain and bias for each output.
  case affine
  /// Without learned parameters.
  case plain
}
