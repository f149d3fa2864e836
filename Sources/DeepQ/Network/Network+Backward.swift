extension Network {
  /// Computes the gradient of all parameters from that of the action values.
  ///
  /// - Parameters:
  ///   - batch: the observations of the forward pass.
  ///   - parameters: those of the forward pass.
  ///   - activations: those of the forward pass; hidden layers only are read.
  ///   - gradients: its last block holds the gradient of the action values, zero in the padding,
  ///     and is overwritten like the others.
  ///   - scratch: made for gradients.
  ///   - parameterGradient: overwritten.
  func backward(
    _ batch: ObservationBatch, parameters: borrowing FloatBuffer,
    activations: borrowing Activations, gradients: borrowing Activations,
    scratch: borrowing NetworkScratch, into parameterGradient: borrowing FloatBuffer
  ) {
    if dueling { DuelingHead(self).separate(gradients.values, batch: batch.count) }
    for index in layers.indices.dropFirst().reversed() {
      let input = activations.output(of: index - 1)
      let pass = LayerBackwardPass(
        batch: batch.count, input: input,
        rectifiedInput: hiddenOutputs[index - 1] == nil ? UnsafePointer(input) : nil,
        inputStride: layers[index - 1].outputStride, outputGradient: gradients.output(of: index),
        parameters: parameters.start, gradient: parameterGradient.start)
      switch layers[index] {
      case .dense(let layer):
        pass.dense(layer, scratch: scratch, into: gradients.output(of: index - 1))
      case .convolution(let layer):
        pass.convolution(layer, scratch: scratch, into: gradients.output(of: index - 1))
      }
      hiddenOutputs[index - 1]?.backward(
        batch: batch.count, saved: activations.sums(of: index - 1),
        scales: activations.scales(of: index - 1), output: input, parameters: parameters.start,
        executor: scratch.executor, gradient: gradients.output(of: index - 1),
        into: parameterGradient.start)
    }
    backwardFirst(
      batch, outputGradient: gradients.output(of: 0), scratch: scratch,
      into: parameterGradient.start)
  }

  /// Computes the gradient of the first layer's parameters; observations need none.
  private func backwardFirst(
    _ batch: ObservationBatch, outputGradient: UnsafePointer<Float>,
    scratch: borrowing NetworkScratch, into gradient: UnsafeMutablePointer<Float>
  ) {
    switch (layers[0], observation.image) {
    case (.dense(let layer), nil):
      layer.backwardWeights(
        input: batch.floats, inputStride: observation.count, batch: batch.count,
        outputGradient: outputGradient, panels: 0..<layer.layout.panelCount,
        scratch: scratch.layer[0], into: gradient)
      layer.backwardBias(outputGradient, batch: batch.count, into: gradient)
    case (.dense(let layer), let image?):
      interleave(batch, as: image, into: scratch)
      layer.backwardWeights(
        input: scratch.images[0], inputStride: image.count, batch: batch.count,
        outputGradient: outputGradient, panels: 0..<layer.layout.panelCount,
        scratch: scratch.layer[0], into: gradient)
      layer.backwardBias(outputGradient, batch: batch.count, into: gradient)
      PixelInput.divide(gradient, count: layer.layout.count, into: gradient)
    case (.convolution(let layer), let image?):
      layer.backwardBias(outputGradient, batch: batch.count, into: gradient)
      let (images, sparse) = (scratch.images, scratch.sparsePixels)
      let leavesOutZeros = layer.mayLeaveOutZeros(gradient: gradient)
      scratch.executor.share(layer.layout.rows, grain: 6) { range, part in
        let (pixels, sparse) = (images[part], sparse[part])
        for b in 0..<batch.count {
          let bytes = batch.bytes + b * observation.count
          let outputGradient = outputGradient + b * layer.output.batchStride
          // Of few pixels no thread computes a part only.
          if leavesOutZeros, range.count == layer.layout.rows, let few = sparse.nonzero(of: bytes) {
            layer.backwardWeights(
              few, outputGradient: outputGradient, isFirst: b == 0, into: gradient)
          } else {
            PixelInput.interleave(bytes, shape: image, into: pixels)
            layer.backwardWeights(
              pixels, outputGradient: outputGradient, range: range, isFirst: b == 0, into: gradient)
          }
        }
      }
      PixelInput.divide(gradient, count: layer.layout.count, into: gradient)
    case (.convolution, nil): preconditionFailure("only images can be convolved")
    }
  }
}

/// The backward pass of one layer above the first.
private struct LayerBackwardPass {
  let batch: Int
  /// The outputs of the layer below.
  let input: UnsafeMutablePointer<Float>
  /// The same if they are those of a ReLU, which the pass goes back through; else `nil`.
  let rectifiedInput: UnsafePointer<Float>?
  let inputStride: Int
  let outputGradient: UnsafeMutablePointer<Float>
  let parameters: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>

  func dense(
    _ layer: DenseLayer, scratch: borrowing NetworkScratch,
    into inputGradient: UnsafeMutablePointer<Float>
  ) {
    let blocks = scratch.layer
    scratch.executor.share(layer.layout.panelCount) { panels, part in
      layer.backwardWeights(
        input: input, inputStride: inputStride, batch: batch, outputGradient: outputGradient,
        panels: panels, scratch: blocks[part], into: gradient)
    }
    layer.backwardBias(outputGradient, batch: batch, into: gradient)
    scratch.executor.share(layer.inputs, grain: 24) { range, part in
      layer.backwardInputs(
        batch: batch, outputGradient: outputGradient, parameters: parameters,
        rectifiedInput: rectifiedInput, inputStride: inputStride, range: range,
        scratch: blocks[part], into: inputGradient)
    }
  }

  func convolution(
    _ layer: ConvolutionLayer, scratch: borrowing NetworkScratch,
    into inputGradient: UnsafeMutablePointer<Float>
  ) {
    let blocks = scratch.layer
    scratch.executor.share(layer.layout.rows, grain: 6) { range, _ in
      for b in 0..<batch {
        layer.backwardWeights(
          input + b * inputStride, outputGradient: outputGradient + b * layer.output.batchStride,
          range: range, isFirst: b == 0, into: gradient + layer.offset)
      }
    }
    layer.backwardBias(outputGradient, batch: batch, into: gradient)
    scratch.executor.share(layer.input.rows) { rows, part in
      layer.backwardInputs(
        batch: batch, outputGradient: outputGradient, weights: parameters + layer.offset,
        rectifiedInput: rectifiedInput, rows: rows, scratch: blocks[part], into: inputGradient)
    }
  }
}
