/// The outputs of every layer for a batch, kept from the forward pass for the backward pass.
///
/// There is room for whole vectors of observations; those that a batch does not have stay zero.
struct Activations: ~Copyable {
  /// One block for each layer, an output for each observation, in the order of the layers.
  let buffer: FloatBuffer
  /// Where each layer's block begins.
  let offsets: [Int]

  /// Room for a batch of at most `batch` observations.
  init(shape: NetworkShape, batch: Int) {
    var offsets: [Int] = []
    var offset = 0
    for layer in shape.layers {
      offsets.append(offset)
      offset += layer.outputCount * paddedToVectors(batch)
    }
    self.offsets = offsets
    buffer = FloatBuffer(zeros: offset)
  }

  /// The outputs of layer `index`.
  func output(of index: Int) -> UnsafeMutablePointer<Float> { buffer.start + offsets[index] }

  /// The outputs of the last layer: the action values, `[batch, valueStride]`.
  var values: UnsafeMutablePointer<Float> { output(of: offsets.count - 1) }
}

/// What a pass through the network needs beside its operands; nothing in it outlives the pass.
struct NetworkScratch: ~Copyable {
  /// The observations as the first layer reads them, where they are bytes: one image for a
  /// convolution, which takes them one by one, or all of them.
  let images: FloatBuffer
  /// The first layer's parameters, where it reads bytes.
  let scaledParameters: FloatBuffer
  /// For the backward passes.
  let backward: FloatBuffer

  /// Room for passes of at most `batch` observations; `backwards` if gradients are wanted too.
  init(shape: NetworkShape, batch: Int, backwards: Bool) {
    let first = shape.layers[0]
    if let image = shape.observation.image {
      let isConvolved = if case .convolution = first { true } else { false }
      images = FloatBuffer(zeros: image.count * (isConvolved ? 1 : batch))
      scaledParameters = FloatBuffer(zeros: first.parameterCount)
    } else {
      images = FloatBuffer(zeros: 0)
      scaledParameters = FloatBuffer(zeros: 0)
    }
    let count = shape.layers.map { $0.scratchCount(batch: batch) }.max() ?? 0
    backward = FloatBuffer(zeros: backwards ? count : 0)
  }

  /// Floats in all.
  var count: Int { images.count + scaledParameters.count + backward.count }
}

/// A batch of observations, one after the other, in the elements of their shape.
struct ObservationBatch {
  var start: UnsafeRawPointer
  var count: Int

  /// All of a storage.
  init(_ observations: borrowing ObservationStorage) {
    start = UnsafeRawPointer(observations.start)
    count = observations.count
  }

  /// One observation.
  init(_ observation: ObservationBuffer) {
    start = UnsafeRawPointer(observation.start)
    count = 1
  }

  /// The numbers of plain observations.
  var floats: UnsafePointer<Float> { start.assumingMemoryBound(to: Float.self) }

  /// The bytes of images.
  var bytes: UnsafePointer<UInt8> { start.assumingMemoryBound(to: UInt8.self) }
}
