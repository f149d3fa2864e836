extension DenseLayer {
  /// Computes the gradient of the weights from that of the outputs.
  ///
  ///     dweight[o, i] = Σ_b input[b, i] · doutput[b, o]
  ///
  /// - Parameters:
  ///   - input: what the forward pass was given.
  ///   - inputStride: at least `inputs`.
  ///   - batch: rows of input and output gradient.
  ///   - outputGradient: `[batch, stride]`, already through the rectifier; 0 in the padding.
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
          walk: Walk(innerCount: batch, innerLeft: inputStride, innerRight: panel.width),
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
    sumRows(outputGradient, rows: batch, columns: stride, into: gradient + biasOffset)
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

  /// Inputs that a pass works on before it goes to the next panel: what it reads of them stays in
  /// the first cache meanwhile.
  static let inputChunk = 96
}

/// Sums the rows of a matrix, `sums[c] = Σ_r matrix[r, c]`, from +0 and first to last.
func sumRows(
  _ matrix: UnsafePointer<Float>, rows: Int, columns: Int,
  into sums: UnsafeMutablePointer<Float>
) {
  for column in stride(from: 0, to: columns, by: vectorWidth) {
    var sum = Vector(repeating: 0)
    for row in 0..<rows { sum += matrix.vector(at: row &* columns &+ column) }
    sums.store(sum, at: column)
  }
}
