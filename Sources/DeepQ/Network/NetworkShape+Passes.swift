extension NetworkShape {
  /// Computes the action values of a batch into the last block of `activations`.
  func forward(
    _ batch: ObservationBatch, parameters: borrowing FloatBuffer,
    scratch: borrowing NetworkScratch, into activations: borrowing Activations
  ) {
    for (index, layer) in layers.enumerated() {
      let output = activations.output(of: index)
      guard index > 0 else {
        forwardFirst(batch, parameters: parameters, scratch: scratch, into: output)
        continue
      }
      let input = UnsafePointer(activations.output(of: index - 1))
      let inputStride = layers[index - 1].outputCount
      switch layer {
      case .dense(let layer):
        layer.forward(
          input: input, inputStride: inputStride, batch: batch.count, parameters: parameters.start,
          into: output)
      case .convolution(let layer):
        for b in 0..<batch.count {
          layer.forward(
            input + b * inputStride, weights: parameters.start + layer.offset,
            bias: parameters.start + layer.biasOffset, into: output + b * layer.output.count)
        }
      }
    }
    if dueling { DuelingHead(self).combine(activations.values, batch: batch.count) }
  }

  /// Computes the outputs of the first layer, which reads the observations.
  private func forwardFirst(
    _ batch: ObservationBatch, parameters: borrowing FloatBuffer,
    scratch: borrowing NetworkScratch, into output: UnsafeMutablePointer<Float>
  ) {
    let layer = layers[0]
    guard let image = observation.image else {
      guard case .dense(let layer) = layer else { preconditionFailure("numbers are not convolved") }
      layer.forward(
        input: batch.floats, inputStride: observation.count, batch: batch.count,
        parameters: parameters.start, into: output)
      return
    }
    let scaled = scratch.scaledParameters.start
    PixelInput.divide(parameters.start, count: layer.weightCount, into: scaled)
    let bias = parameters.start + layer.weightCount
    switch layer {
    case .dense(let layer):
      (scaled + layer.biasOffset).update(from: bias, count: layer.stride)
      interleave(batch, as: image, into: scratch)
      layer.forward(
        input: scratch.images.start, inputStride: image.count, batch: batch.count,
        parameters: scaled, into: output)
    case .convolution(let layer):
      for b in 0..<batch.count {
        PixelInput.interleave(
          batch.bytes + b * observation.count, shape: image, into: scratch.images.start)
        layer.forward(
          scratch.images.start, weights: scaled, bias: bias, into: output + b * layer.output.count)
      }
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
  ///   - scratch: made for gradients.
  ///   - parameterGradient: overwritten.
  func backward(
    _ batch: ObservationBatch, parameters: borrowing FloatBuffer,
    activations: borrowing Activations, gradients: borrowing Activations,
    scratch: borrowing NetworkScratch, into parameterGradient: borrowing FloatBuffer
  ) {
    if dueling { DuelingHead(self).separate(gradients.values, batch: batch.count) }
    for index in layers.indices.reversed() where index > 0 {
      let outputGradient = UnsafePointer(gradients.output(of: index))
      let input = UnsafePointer(activations.output(of: index - 1))
      let inputStride = layers[index - 1].outputCount
      let inputGradient = gradients.output(of: index - 1)
      switch layers[index] {
      case .dense(let layer):
        layer.backwardParameters(
          input: input, inputStride: inputStride, batch: batch.count,
          outputGradient: outputGradient, scratch: scratch.backward.start,
          into: parameterGradient.start)
        layer.backwardInputs(
          batch: batch.count, outputGradient: outputGradient, parameters: parameters.start,
          rectifiedInput: input, inputStride: inputStride, scratch: scratch.backward.start,
          into: inputGradient)
      case .convolution(let layer):
        for b in 0..<batch.count {
          layer.backwardWeights(
            input + b * inputStride, outputGradient: outputGradient + b * layer.output.count,
            isFirst: b == 0, into: parameterGradient.start + layer.offset)
        }
        layer.backwardBias(outputGradient, batch: batch.count, into: parameterGradient.start)
        layer.backwardInputs(
          batch: batch.count, outputGradient: outputGradient,
          weights: parameters.start + layer.offset, rectifiedInput: input,
          scratch: scratch.backward.start, into: inputGradient)
      }
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
    let layer = layers[0]
    guard let image = observation.image else {
      guard case .dense(let layer) = layer else { preconditionFailure("numbers are not convolved") }
      layer.backwardParameters(
        input: batch.floats, inputStride: observation.count, batch: batch.count,
        outputGradient: outputGradient, scratch: scratch.backward.start, into: gradient)
      return
    }
    switch layer {
    case .dense(let layer):
      interleave(batch, as: image, into: scratch)
      layer.backwardParameters(
        input: scratch.images.start, inputStride: image.count, batch: batch.count,
        outputGradient: outputGradient, scratch: scratch.backward.start, into: gradient)
    case .convolution(let layer):
      for b in 0..<batch.count {
        PixelInput.interleave(
          batch.bytes + b * observation.count, shape: image, into: scratch.images.start)
        layer.backwardWeights(
          scratch.images.start, outputGradient: outputGradient + b * layer.output.count,
          isFirst: b == 0, into: gradient)
      }
      layer.backwardBias(outputGradient, batch: batch.count, into: gradient)
    }
    PixelInput.divide(gradient, count: layer.weightCount, into: gradient)
  }

  private func interleave(
    _ batch: ObservationBatch, as image: ImageShape, into scratch: borrowing NetworkScratch
  ) {
    for b in 0..<batch.count {
      PixelInput.interleave(
        batch.bytes + b * observation.count, shape: image,
        into: scratch.images.start + b * image.count)
    }
  }
}
