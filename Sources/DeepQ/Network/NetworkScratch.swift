/// What a pass through the network needs beside its operands; nothing in it outlives the pass.
struct NetworkScratch: ~Copyable {
  /// Those who share the passes.
  let executor: ParallelExecutor
  /// The observations as the first layer reads them, where they are bytes: one image for each of
  /// the threads if it is a convolution, which takes them one by one, or else all of them.
  private let imageBlock: FloatBuffer
  private let imageCount: Int
  /// The first layer's parameters, where it reads bytes.
  let scaledParameters: FloatBuffer
  /// For the passes of layers, a block for each thread.
  private let layerBlock: FloatBuffer
  private let layerCount: Int

  /// Room for passes of at most `batch` observations; `backwards` if gradients are wanted too.
  init(network: Network, batch: Int, backwards: Bool, executor: ParallelExecutor = .alone) {
    self.executor = executor
    let first = network.layers[0]
    let isConvolved = if case .convolution = first { true } else { false }
    imageCount = network.observation.image?.count ?? 0
    imageBlock = FloatBuffer(zeros: imageCount * (isConvolved ? executor.size : batch))
    scaledParameters = FloatBuffer(zeros: imageCount > 0 ? first.parameterCount : 0)
    layerCount =
      backwards ? network.scratchCount(batch: batch) : network.forwardScratchCount(batch: batch)
    layerBlock = FloatBuffer(zeros: layerCount * executor.size)
  }

  /// Room for an image, for each thread or for each observation.
  var images: Rooms { Rooms(start: imageBlock.start, count: imageCount) }

  /// Room for a layer's pass, for each thread.
  var layer: Rooms { Rooms(start: layerBlock.start, count: layerCount) }

  /// Blocks of equal size, side by side.
  struct Rooms {
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
