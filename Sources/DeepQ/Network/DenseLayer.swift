import CVector

/// The place of one dense layer's parameters, and its forward and backward pass.
///
/// Weights stand transposed, `[inputs, outputs]` with rows padded to whole vectors, so that the
/// vector of the forward pass runs over outputs; the bias follows. Padding is zero at the start and
/// stays zero: its gradient is.
struct DenseLayer: Equatable, Sendable {
  /// Numbers in one input.
  let inputs: Int
  /// Numbers in one output.
  let outputs: Int
  /// Whether outputs pass through a rectifier.
  let rectified: Bool
  /// Where the layer's parameters begin in the network's block.
  let offset: Int
  /// Outputs rounded up to whole vectors: the stride of weights, outputs and output gradients.
  let stride: Int

  /// A layer whose parameters begin at `offset`.
  init(inputs: Int, outputs: Int, rectified: Bool, offset: Int) {
    self.inputs = inputs
    self.outputs = outputs
    self.rectified = rectified
    self.offset = offset
    stride = paddedToVectors(outputs)
  }

  /// Where the bias begins in the network's block.
  var biasOffset: Int { offset + inputs * stride }
  /// Floats that the parameters take, padding included.
  var parameterCount: Int { (inputs + 1) * stride }

  /// Computes the layer's output for a batch: `output = activation(input · Wᵀ + bias)`.
  ///
  ///     output[b, o] = activation(bias[o] + Σᵢ input[b, i] · weight[o, i])
  ///
  /// - Parameters:
  ///   - input: `[batch, inputs]`, rows `inputStride` apart.
  ///   - inputStride: at least `inputs`.
  ///   - batch: rows of input and output.
  ///   - parameters: the network's block.
  ///   - output: `[batch, stride]`, overwritten; columns from `outputs` on become 0.
  ///
  /// **Order** and **rounding**: those of `multiply`, with `bias[o]` first, then `i = 0, 1, …,
  /// inputs - 1`.
  func forward(
    input: UnsafePointer<Float>, inputStride: Int, batch: Int, parameters: UnsafePointer<Float>,
    into output: UnsafeMutablePointer<Float>
  ) {
    multiply(
      rows: batch, depth: inputs, columns: stride,
      left: ScalarOperand(start: input, rowStride: inputStride, depthStride: 1),
      right: VectorOperand(start: parameters + offset, stride: stride),
      initial: parameters + biasOffset, activation: rectified ? .relu : .linear,
      into: VectorOperand(start: output, stride: stride))
  }

  /// Computes the gradients of weights and biases from those of the outputs.
  ///
  ///     dweight[o, i] = Σ_b input[b, i] · doutput[b, o]          dbias[o] = Σ_b doutput[b, o]
  ///
  /// - Parameters:
  ///   - input: what the forward pass was given.
  ///   - inputStride: at least `inputs`.
  ///   - batch: rows of input and output gradient.
  ///   - outputGradient: `[batch, stride]`, already through the rectifier; 0 in the padding.
  ///   - gradient: the network's gradient block; this layer's part is overwritten.
  ///
  /// **Order.** Each sum starts at +0 and runs over `b = 0, 1, …, batch - 1`: weights by fused
  /// multiply-add, biases by addition.
  func backwardParameters(
    input: UnsafePointer<Float>, inputStride: Int, batch: Int,
    outputGradient: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    multiply(
      rows: inputs, depth: batch, columns: stride,
      left: ScalarOperand(start: input, rowStride: 1, depthStride: inputStride),
      right: VectorOperand(start: outputGradient, stride: stride), initial: nil,
      into: VectorOperand(start: gradient + offset, stride: stride))
    let bias = gradient + biasOffset
    for column in Swift.stride(from: 0, to: stride, by: vectorWidth) {
      var sum = Vector(repeating: 0)
      for b in 0..<batch { sum += outputGradient.vector(at: b * stride + column) }
      bias.store(sum, at: column)
    }
  }

  /// Computes the gradient of the layer's inputs, and takes it through the rectifier that made
  /// them.
  ///
  ///     dinput[b, i] = input[b, i] > 0 ? Σ_o doutput[b, o] · weight[o, i] : 0
  ///
  /// - Parameters:
  ///   - batch: rows of all matrices.
  ///   - outputGradient: `[batch, stride]`.
  ///   - parameters: the network's block.
  ///   - input: the rectified outputs of the layer below, rows `paddedToVectors(inputs)` apart.
  ///   - transposed: room for `stride` rows of `paddedToVectors(inputs)` floats; overwritten.
  ///   - inputGradient: `[batch, paddedToVectors(inputs)]`, overwritten.
  ///
  /// **Order.** Each sum starts at +0 and takes one fused multiply-add for `o = 0, 1, …, outputs -
  /// 1`.
  func backwardInputs(
    batch: Int, outputGradient: UnsafePointer<Float>, parameters: UnsafePointer<Float>,
    rectifiedInput input: UnsafePointer<Float>, transposed: UnsafeMutablePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>
  ) {
    let inputStride = paddedToVectors(inputs)
    transposeWeights(of: parameters, into: transposed, stride: inputStride)
    multiply(
      rows: batch, depth: outputs, columns: inputStride,
      left: ScalarOperand(start: outputGradient, rowStride: stride, depthStride: 1),
      right: VectorOperand(start: UnsafePointer(transposed), stride: inputStride), initial: nil,
      into: VectorOperand(start: inputGradient, stride: inputStride))
    for index in Swift.stride(from: 0, to: batch * inputStride, by: vectorWidth) {
      let passed = inputGradient.vector(at: index)
      let isActive = input.vector(at: index) .> 0
      inputGradient.store(passed.replacing(with: 0, where: .!isActive), at: index)
    }
  }

  /// Writes the weights as `[self.stride, stride]`: one row per output, with zeros from `inputs`
  /// on, then rows of padding.
  private func transposeWeights(
    of parameters: UnsafePointer<Float>, into transposed: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let weights = parameters + offset
    let whole = inputs - inputs % vectorWidth
    for o in Swift.stride(from: 0, to: self.stride, by: vectorWidth) {
      for i in Swift.stride(from: 0, to: whole, by: vectorWidth) {
        cvector_transpose(
          weights + (i * self.stride + o), self.stride, transposed + (o * stride + i), stride)
      }
    }
    for o in 0..<outputs {
      for i in whole..<stride {
        transposed[o * stride + i] = i < inputs ? weights[i * self.stride + o] : 0
      }
    }
  }
}
