/// The outputs of every layer for a batch, kept from the forward pass for the backward pass.
///
/// There is room for whole vectors of observations; those that a batch does not have stay zero.
struct Activations: ~Copyable {
  /// One block for each layer, an output for each observation, in the order of the layers.
  let buffer: FloatBuffer
  /// Where each layer's block begins.
  let offsets: [Int]

  /// Room for a batch of at most `batch` observations.
  init(network: Network, batch: Int) {
    var offsets: [Int] = []
    var offset = 0
    for layer in network.layers {
      offsets.append(offset)
      offset += layer.outputCount * paddedToVectors(batch)
    }
    self.offsets = offsets
    buffer = FloatBuffer(zeros: offset)
  }

  /// The outputs of layer `index`.
  func output(of index: Int) -> UnsafeMutablePointer<Float> { buffer.start + offsets[index] }

  /// The outputs of the last layer, `[batch, valueStride]`: the action values, or what they are made
  /// of.
  var values: UnsafeMutablePointer<Float> { output(of: offsets.count - 1) }
}

/// A batch of observations, one after the other, in the elements of their shape.
struct ObservationBatch {
  var start: UnsafeRawPointer
  var count: Int

  /// The numbers of plain observations.
  var floats: UnsafePointer<Float> { start.assumingMemoryBound(to: Float.self) }

  /// The bytes of images.
  var bytes: UnsafePointer<UInt8> { start.assumingMemoryBound(to: UInt8.self) }
}

extension ObservationBatch {
  /// All of a storage.
  init(_ observations: borrowing ObservationStorage) {
    start = UnsafeRawPointer(observations.start)
    count = observations.count
  }

  /// Some of a storage.
  init(_ observations: borrowing ObservationStorage, _ rows: Range<Int>) {
    precondition(rows.upperBound <= observations.count, "\(rows) of \(observations.count)")
    start = UnsafeRawPointer(
      observations.start + rows.lowerBound * observations.shape.byteCount)
    count = rows.count
  }

  /// One observation.
  init(_ observation: ObservationBuffer) {
    start = UnsafeRawPointer(observation.start)
    count = 1
  }
}
