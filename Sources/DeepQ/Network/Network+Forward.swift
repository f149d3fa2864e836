extension Network {
  /// Computes the action values of a batch into the last block of `activations`.
  func forward(
    _ batch: ObservationBatch, parameters: borrowing FloatBuffer,
    scratch: borrowing NetworkScratch, into activations: borrowing Activations
  ) {
    forwardFirst(
      batch, parameters: parameters.start, scratch: scratch, into: activations.output(of: 0))
    for index in layers.indices.dropFirst() {
      let input = UnsafePointer(activations.output(of: index - 1))
      let inputStride = layers[index - 1].outputCount
      let output = activations.output(of: index)
      let parameters = UnsafePointer(parameters.start)
      let rooms = scratch.layer
      switch layers[index] {
      case .dense(let layer):
        scratch.executor.share(layer.layout.panelCount) { panels, part in
          layer.forward(
            input: input, inputStride: inputStride, batch: batch.count, parameters: parameters,
            panels: panels, scratch: rooms[part], into: output)
        }
      case .convolution(let layer):
        scratch.executor.share(batch.count) { images, _ in
          for b in images {
            layer.forward(
              input + b * inputStride, weights: parameters + layer.offset,
              bias: parameters + layer.biasOffset, into: output + b * layer.output.count)
          }
        }
      }
    }
    if dueling { DuelingHead(self).combine(activations.values, batch: batch.count) }
  }

  /// Computes the outputs of the first layer, which reads the observations.
  private func forwardFirst(
    _ batch: ObservationBatch, parameters: UnsafePointer<Float>,
    scratch: borrowing NetworkScratch, into output: UnsafeMutablePointer<Float>
  ) {
    switch (layers[0], observation.image) {
    case (.dense(let layer), nil):
      let rooms = scratch.layer
      scratch.executor.share(layer.layout.panelCount) { panels, part in
        layer.forward(
          input: batch.floats, inputStride: observation.count, batch: batch.count,
          parameters: parameters, panels: panels, scratch: rooms[part], into: output)
      }
    case (.dense(let layer), let image?):
      let scaled = scaledParameters(parameters, in: scratch)
      interleave(batch, as: image, into: scratch)
      layer.forward(
        input: scratch.images[0], inputStride: image.count, batch: batch.count, parameters: scaled,
        panels: 0..<layer.layout.panelCount, scratch: scratch.layer[0], into: output)
    case (.convolution(let layer), let image?):
      let scaled = scaledParameters(parameters, in: scratch)
      let rooms = scratch.images
      scratch.executor.share(batch.count) { images, part in
        let room = rooms[part]
        for b in images {
          PixelInput.interleave(batch.bytes + b * observation.count, shape: image, into: room)
          layer.forward(
            room, weights: scaled, bias: scaled + layer.biasOffset,
            into: output + b * layer.output.count)
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
