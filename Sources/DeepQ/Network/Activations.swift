/// The outputs of every layer for a batch, and what else the backward pass needs of the forward pass.
///
/// The capacity is a whole number of vectors of observations; those beyond the batch stay zero.
struct Activations: ~Copyable {
  /// One block for each layer, an output for each observation, in the order of the layers.
  let buffer: FloatBuffer
  /// Offset of each layer's block.
  let offsets: [Int]
  /// Offset of the block of each layer's sums: that of its outputs, unless a `HiddenOutput` makes these
  /// of the sums.
  private let sumOffsets: [Int]
  /// Offset of the scales of each layer's normalisation, one for each observation.
  private let scaleOffsets: [Int]

  /// Buffers for batches of at most `batch` observations.
  init(network: Network, batch: Int) {
    var offsets: [Int] = []
    var offset = 0
    for layer in network.layers {
      offsets.append(offset)
      offset += layer.outputStride * paddedToVectors(batch)
    }
    self.offsets = offsets
    var (sumOffsets, scaleOffsets) = (offsets, offsets)
    for (index, hidden) in network.hiddenOutputs.enumerated() {
      guard let hidden else { continue }
      sumOffsets[index] = offset
      scaleOffsets[index] = offset + hidden.rowStride * paddedToVectors(batch)
      offset = scaleOffsets[index] + paddedToVectors(batch)
    }
    self.sumOffsets = sumOffsets
    self.scaleOffsets = scaleOffsets
    buffer = FloatBuffer(zeros: offset)
  }

  /// The outputs of layer `index`.
  func output(of index: Int) -> UnsafeMutablePointer<Float> { buffer.start + offsets[index] }

  /// The sums of layer `index`, normalised once its outputs are computed; where a ReLU alone follows, or
  /// nothing, its outputs.
  func sums(of index: Int) -> UnsafeMutablePointer<Float> { buffer.start + sumOffsets[index] }

  /// What the sums of layer `index` were multiplied by to normalise them, for each observation.
  func scales(of index: Int) -> UnsafeMutablePointer<Float> { buffer.start + scaleOffsets[index] }

  /// The outputs of the last layer, `[batch, valueStride]`: the action values, or the outputs that
  /// they are computed from.
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

/// The scratch memory of passes through a network; none of its contents outlives a pass.
struct NetworkScratch: ~Copyable {
  /// Divides the passes among threads.
  let executor: ParallelExecutor
  /// The observations as the first layer reads them, where they are bytes: one image for each of
  /// the threads if it is a convolution, which takes them one by one, or else all of them.
  private let imageBlock: FloatBuffer
  private let imageCount: Int
  /// What finds the pixels that are not 0, for each thread, where a convolution reads them.
  let sparsePixels: [SparsePixels]
  /// The first layer's parameters, where it reads bytes.
  let scaledParameters: FloatBuffer
  /// For the passes of layers, a block for each thread.
  private let layerBlock: FloatBuffer
  private let layerCount: Int

  /// Scratch memory for passes of at most `batch` observations; `backwards` if gradients are computed
  /// too.
  init(network: Network, batch: Int, backwards: Bool, executor: ParallelExecutor = .alone) {
    self.executor = executor
    let first = network.layers[0]
    imageCount = network.observation.image?.count ?? 0
    if case .convolution(let layer) = first {
      sparsePixels = (0..<executor.size).map { _ in SparsePixels(for: layer) }
      imageBlock = FloatBuffer(zeros: imageCount * executor.size)
    } else {
      sparsePixels = []
      imageBlock = FloatBuffer(zeros: imageCount * batch)
    }
    scaledParameters = FloatBuffer(zeros: imageCount > 0 ? first.parameterCount : 0)
    layerCount =
      backwards ? network.scratchCount(batch: batch) : network.forwardScratchCount(batch: batch)
    layerBlock = FloatBuffer(zeros: layerCount * executor.size)
  }

  /// A block for an image, for each thread or for each observation.
  var images: Blocks { Blocks(start: imageBlock.start, count: imageCount) }

  /// A block for a layer's pass, for each thread.
  var layer: Blocks { Blocks(start: layerBlock.start, count: layerCount) }

  /// Blocks of equal size, side by side.
  struct Blocks {
    fileprivate let start: UnsafeMutablePointer<Float>
    fileprivate let count: Int

    /// The block at `index`.
    subscript(index: Int) -> UnsafeMutablePointer<Float> { start + index * count }
  }
}

extension Network {
  /// Floats that passes forwards and backwards need for each thread.
  func scratchCount(batch: Int) -> Int {
    layers.map { $0.scratchCount(batch: batch) }.max() ?? 0
  }

  /// Floats that passes forwards need for each thread.
  func forwardScratchCount(batch: Int) -> Int {
    layers.map { $0.forwardScratchCount(batch: batch) }.max() ?? 0
  }
}
