/// A dense layer: the layout of its parameters in the network's block, and its passes.
///
/// Weights are stored transposed, `[inputs, stride]` in panels, so that the vector of the forward pass
/// runs over outputs; the bias follows. Padding is zero at the start and stays zero: its gradient
/// is.
struct DenseLayer: Equatable, Sendable {
  /// Numbers in one input, padding of the layer below included.
  let inputs: Int
  /// Numbers in one output.
  let outputs: Int
  /// Whether outputs pass through a rectifier.
  let rectified: Bool
  /// Offset of the layer's parameters in the network's block.
  let offset: Int
  /// The layout of the inputs in the output of the layer below.
  let inputGrid: InputGrid

  /// A layer whose parameters begin at `offset`.
  init(inputs: InputGrid, outputs: Int, rectified: Bool, offset: Int) {
    self.inputs = inputs.count
    inputGrid = inputs
    self.outputs = outputs
    self.rectified = rectified
    self.offset = offset
  }

  /// Outputs rounded up to whole vectors: the stride of outputs and output gradients.
  var stride: Int { paddedToVectors(outputs) }
  /// The layout of the weights.
  var layout: PanelLayout { PanelLayout(rows: inputs, columns: stride) }
  /// Offset of the bias in the network's block.
  var biasOffset: Int { offset + layout.count }

  /// Offset in the network's block of the weight that `torch.nn.Linear` has at `[output, input]`.
  func weightOffset(output: Int, input: Int) -> Int {
    offset + layout.offset(row: inputGrid.offset(of: input), column: output)
  }

  /// Computes the layer's output for a batch: `output = activation(input · Wᵀ + bias)`.
  ///
  ///     output[b, o] = activation(bias[o] + Σᵢ input[b, i] · weight[o, i])
  ///
  /// - Parameters:
  ///   - input: `[batch, inputs]`, rows `inputStride` apart.
  ///   - inputStride: at least `inputs`.
  ///   - batch: rows of input and output.
  ///   - parameters: the network's block.
  ///   - panels: the panels of outputs to compute.
  ///   - scratch: `scratchCount(batch:)` floats, overwritten; none are needed for a single row.
  ///   - output: `[batch, stride]`, overwritten; columns from `outputs` on become 0.
  ///
  /// **Order** and **rounding**: those of `PanelProduct`, with `bias[o]` first, then `i = 0, 1, …,
  /// inputs - 1`.
  func forward(
    input: UnsafePointer<Float>, inputStride: Int, batch: Int, parameters: UnsafePointer<Float>,
    panels: Range<Int>, scratch: UnsafeMutablePointer<Float>,
    into output: UnsafeMutablePointer<Float>
  ) {
    if isNarrow(batch: batch) {
      return forwardNarrow(
        input: input, inputStride: inputStride, batch: batch, parameters: parameters,
        scratch: scratch, into: output)
    }
    var index = panels.lowerBound
    if batch == 1 {
      while index + 4 <= panels.upperBound, layout.panel(index + 3).width == 16 {
        fourPanels(from: index, input: input, parameters: parameters, into: output)
        index += 4
      }
    }
    while index < panels.upperBound {
      let panel = layout.panel(index)
      PanelProduct(
        strides: ReductionStrides(innerCount: inputs, innerLeft: 1, innerRight: panel.width),
        right: parameters + (offset + panel.offset), width: panel.width,
        start: .row(parameters + (biasOffset + panel.column)),
        finish: rectified ? .relu : .linear, output: output + panel.column, outputStride: stride
      ).compute(rows: batch, left: EvenRows(input, step: inputStride))
      index += 1
    }
  }

  /// Computes the outputs of four panels for a single input: one row of a single panel has too few
  /// sums to keep the multipliers busy.
  private func fourPanels(
    from index: Int, input: UnsafePointer<Float>, parameters: UnsafePointer<Float>,
    into output: UnsafeMutablePointer<Float>
  ) {
    let first = layout.panel(index)
    var tile = Tile<1, 8>(parameters + (biasOffset + first.column), rowStride: 0)
    tile.accumulate(
      InlineArray(repeating: input), parameters + (offset + first.offset),
      panelStep: inputs &* PanelLayout.usualWidth,
      along: ReductionStrides(innerCount: inputs, innerLeft: 1, innerRight: PanelLayout.usualWidth),
      WideSteps.self)
    tile.store(at: output + first.column, rowStride: 0) { sum, _ in
      rectified ? sum.rectified : sum
    }
  }
}

// MARK: - Backward

extension DenseLayer {
  /// Computes the gradient of the weights from that of the outputs.
  ///
  ///     dweight[o, i] = Σ_b input[b, i] · doutput[b, o]
  ///
  /// - Parameters:
  ///   - input: what the forward pass was given.
  ///   - inputStride: at least `inputs`.
  ///   - batch: rows of input and output gradient.
  ///   - outputGradient: `[batch, stride]`, that of the sums; 0 in the padding.
  ///   - panels: the panels of outputs to compute.
  ///   - scratch: `scratchCount(batch:)` floats, overwritten.
  ///   - gradient: the network's gradient block; this layer's part is overwritten.
  ///
  /// **Order.** Each sum starts at +0 and takes one fused multiply-add for `b = 0, 1, …, batch - 1`.
  func backwardWeights(
    input: UnsafePointer<Float>, inputStride: Int, batch: Int,
    outputGradient: UnsafePointer<Float>, panels: Range<Int>,
    scratch: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    if isNarrow(batch: batch), inputStride % vectorWidth == 0 {
      return backwardNarrowWeights(
        input: input, inputStride: inputStride, batch: batch, outputGradient: outputGradient,
        scratch: scratch, into: gradient)
    }
    let columns = PanelLayout(rows: batch, columns: stride)
    var right = outputGradient
    if columns.panelCount > 1 {
      pack(outputGradient, as: columns, panels: panels, into: scratch)
      right = UnsafePointer(scratch)
    }
    for first in Swift.stride(from: 0, to: inputs, by: Self.inputChunk) {
      for index in panels {
        let panel = layout.panel(index)
        PanelProduct(
          strides: ReductionStrides(
            innerCount: batch, innerLeft: inputStride, innerRight: panel.width),
          right: right + columns.panel(index).offset, width: panel.width,
          output: gradient + (offset + panel.offset + first * panel.width),
          outputStride: panel.width
        ).compute(
          rows: min(inputs - first, Self.inputChunk), left: EvenRows(input + first, step: 1))
      }
    }
  }

  /// Computes the gradient of the biases, `dbias[o] = Σ_b doutput[b, o]`.
  ///
  /// **Order.** Each sum starts at +0 and adds `b = 0, 1, …, batch - 1`.
  func backwardBias(
    _ outputGradient: UnsafePointer<Float>, batch: Int, into gradient: UnsafeMutablePointer<Float>
  ) {
    sumRows(
      EvenRows(outputGradient, step: stride), count: batch, columns: stride,
      into: gradient + biasOffset)
  }

  /// Writes the gradient of the outputs in panels: rows that are a power of two apart would push
  /// each other out of the first cache.
  private func pack(
    _ outputGradient: UnsafePointer<Float>, as layout: PanelLayout, panels: Range<Int>,
    into packed: UnsafeMutablePointer<Float>
  ) {
    for index in panels {
      let panel = layout.panel(index)
      for row in 0..<layout.rows {
        for column in Swift.stride(from: 0, to: panel.width, by: vectorWidth) {
          packed.store(
            outputGradient.vector(at: row &* stride &+ panel.column &+ column),
            at: panel.offset &+ row &* panel.width &+ column)
        }
      }
    }
  }

  /// Inputs that a pass works on before the next panel, so that they stay in the first-level cache.
  static let inputChunk = 96
}

/// Sums `count` rows, `sums[c] = Σ_r row[r][c]`, from +0 and first to last.
///
/// Two vectors of columns at a time, because an addition has to wait for the one before: the last
/// two are the same if their number is odd.
func sumRows(
  _ rows: some RowCursor, count: Int, columns: Int, into sums: UnsafeMutablePointer<Float>
) {
  for first in stride(from: 0, to: columns, by: 2 * vectorWidth) {
    let second = min(first + vectorWidth, columns - vectorWidth)
    var rows = rows
    var firstSum = Vector(repeating: 0)
    var secondSum = firstSum
    for _ in 0..<count {
      let row = rows.next()
      firstSum += row.vector(at: first)
      secondSum += row.vector(at: second)
    }
    sums.store(firstSum, at: first)
    sums.store(secondSum, at: second)
  }
}

// MARK: - Few outputs

// A layer of few outputs, as the last one of a network is, would leave most lanes of a vector over
// outputs empty. For a batch its products are transposed: the vector runs over the batch, or over
// inputs, and the result is transposed back. Every sum is the same chain in the same order.

extension DenseLayer {
  /// Whether the layer's products for a batch are transposed; then it has a single panel.
  func isNarrow(batch: Int) -> Bool { outputs <= vectorWidth / 2 && batch >= vectorWidth }

  /// `forward` with the vector over the batch: `outputᵀ = activation(W · inputᵀ + bias)`.
  func forwardNarrow(
    input: UnsafePointer<Float>, inputStride: Int, batch: Int, parameters: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    let width = Self.narrowWidth
    let sums = scratch + inputs * width
    let (weights, bias) = (parameters + offset, parameters + biasOffset)
    sums.update(repeating: 0, count: vectorWidth * width)
    for first in Swift.stride(from: 0, to: batch, by: width) {
      let rows = min(width, batch - first)
      transpose(
        input + first * inputStride, rows: rows, columns: inputs, sourceStride: inputStride,
        into: scratch, targetStride: width)
      for o in Swift.stride(from: 0, to: outputs, by: 2) {
        var tile = Tile<2, 4>([bias[o], bias[o + 1]])
        tile.accumulate(
          [weights + o, weights + (o + 1)], scratch,
          along: ReductionStrides(innerCount: inputs, innerLeft: stride, innerRight: width),
          WideSteps.self)
        tile.store(at: sums + o * width, rowStride: width) { sum, _ in
          rectified ? sum.rectified : sum
        }
      }
      transpose(
        sums, rows: vectorWidth, columns: rows, sourceStride: width,
        into: output + first * stride, targetStride: stride)
    }
  }

  /// Floats that `forwardNarrow` needs.
  var narrowScratchCount: Int { (inputs + vectorWidth) * Self.narrowWidth }

  /// Rows of the batch that are worked on at once.
  private static let narrowWidth = 4 * vectorWidth

  /// `backwardWeights` with the vector over inputs: `dWᵀ = doutputᵀ · input`.
  ///
  /// The rows of the input are whole vectors.
  func backwardNarrowWeights(
    input: UnsafePointer<Float>, inputStride: Int, batch: Int,
    outputGradient: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    let columns = PanelLayout(rows: vectorWidth, columns: paddedToVectors(inputs))
    for index in 0..<columns.panelCount {
      let panel = columns.panel(index)
      (scratch + outputs * panel.width).update(
        repeating: 0, count: (vectorWidth - outputs) * panel.width)
      PanelProduct(
        strides: ReductionStrides(innerCount: batch, innerLeft: stride, innerRight: inputStride),
        right: input + panel.column, width: panel.width, output: scratch,
        outputStride: panel.width
      ).compute(rows: outputs, left: EvenRows(outputGradient, step: 1))
      transpose(
        scratch, rows: vectorWidth, columns: min(panel.width, inputs - panel.column),
        sourceStride: panel.width, into: gradient + (offset + panel.column * stride),
        targetStride: stride)
    }
  }
}

/// The layout of a dense layer's inputs: the numbers of a vector, or the positions of an image with
/// all channels of a position together.
struct InputGrid: Equatable, Sendable {
  /// Positions of the image; 1 if there is none.
  let positions: Int
  /// Numbers at each position.
  let channels: Int
  /// Floats between one position and the next.
  let channelStride: Int

  /// Plain numbers.
  init(numbers: Int) {
    positions = 1
    channels = numbers
    channelStride = numbers
  }

  /// The outputs of a convolution.
  init(positions: Int, channels: Int, channelStride: Int) {
    self.positions = positions
    self.channels = channels
    self.channelStride = channelStride
  }

  /// Floats of one input, padding included.
  var count: Int { positions * channelStride }

  /// Numbers of one input.
  var numbers: Int { positions * channels }

  /// Offset of the number at `index` in the order of `torch.nn.Flatten`: channel by channel, position
  /// by position.
  func offset(of index: Int) -> Int { index % positions * channelStride + index / positions }
}
