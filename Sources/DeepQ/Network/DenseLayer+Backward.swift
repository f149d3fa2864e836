import CVector

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
    for index in panels {
      let panel = layout.panel(index)
      var (right, rightStride) = (outputGradient, stride)
      if layout.panelCount > 1 {
        // Rows that are a power of two apart would push each other out of the first cache.
        pack(outputGradient + panel.column, rows: batch, width: panel.width, into: scratch)
        (right, rightStride) = (UnsafePointer(scratch), panel.width)
      }
      PanelProduct(
        walk: Walk(innerCount: batch, innerLeft: inputStride, innerRight: rightStride),
        right: right, width: panel.width, output: gradient + (offset + panel.offset),
        outputStride: panel.width
      ).compute(rows: inputs, left: RowCursor(input, step: 1))
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

  /// Writes some columns of a matrix of output gradients side by side.
  private func pack(
    _ columns: UnsafePointer<Float>, rows: Int, width: Int,
    into packed: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for column in Swift.stride(from: 0, to: width, by: vectorWidth) {
        packed.store(columns.vector(at: row &* stride &+ column), at: row &* width &+ column)
      }
    }
  }

  /// Computes the gradient of the layer's inputs, and takes it through the rectifier that made
  /// them.
  ///
  ///     dinput[b, i] = input[b, i] > 0 ? Σ_o doutput[b, o] · weight[o, i] : 0
  ///
  /// The vector runs over the batch, so that the weights need not be transposed, which are many.
  ///
  /// - Parameters:
  ///   - batch: rows of all matrices, of which there is room for whole vectors.
  ///   - outputGradient: `[batch, stride]`.
  ///   - parameters: the network's block.
  ///   - input: the rectified outputs of the layer below, rows `inputStride` apart.
  ///   - inputStride: `inputs` rounded up to whole vectors.
  ///   - range: the inputs to compute; begins at a whole vector.
  ///   - scratch: `scratchCount(batch:)` floats, overwritten.
  ///   - inputGradient: `[batch, inputStride]`, overwritten.
  ///
  /// **Order.** Each sum starts at +0 and takes one fused multiply-add for `o = 0, 1, …, outputs -
  /// 1`.
  func backwardInputs(
    batch: Int, outputGradient: UnsafePointer<Float>, parameters: UnsafePointer<Float>,
    rectifiedInput input: UnsafePointer<Float>, inputStride: Int, range: Range<Int>,
    scratch: UnsafeMutablePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    let columns = PanelLayout(rows: stride, columns: paddedToVectors(batch))
    transpose(outputGradient, batch: batch, as: columns, into: scratch)
    let layout = PanelLayout(rows: inputStride, columns: columns.columns)
    let sums = scratch + columns.count
    var outputs = 0
    while outputs < self.outputs {
      let walk = nextWalk(after: outputs)
      for first in Swift.stride(
        from: range.lowerBound, to: range.upperBound, by: Self.inputChunk)
      {
        for index in 0..<columns.panelCount {
          let panel = columns.panel(index)
          walk.product(
            right: scratch + panel.offset, width: panel.width,
            start: outputs == 0 ? .zero : .output,
            output: sums + (layout.panel(index).offset + first * panel.width)
          ).compute(
            rows: min(range.upperBound - first, Self.inputChunk),
            left: RowCursor(
              parameters + (offset + walk.weights + first * walk.width), step: walk.width))
        }
      }
      outputs += walk.count
    }
    for i in Swift.stride(from: range.lowerBound, to: range.upperBound, by: vectorWidth) {
      for b in Swift.stride(from: 0, to: batch, by: vectorWidth) {
        let panel = layout.panel(holding: b)
        let place = b * inputStride + i
        cvector_transpose_gated(
          sums + layout.offset(row: i, column: b), panel.width, input + place,
          inputGradient + place, inputStride)
      }
    }
  }

  /// Floats that the backward passes need.
  func scratchCount(batch: Int) -> Int {
    (stride + paddedToVectors(inputs)) * paddedToVectors(batch)
  }

  /// Inputs whose sums are made together: their weights stay in the first cache meanwhile.
  private static let inputChunk = 96

  /// The panels of weights to go along next: up to four whole ones, whose rows come from memory as
  /// four streams, or the last, of which only `outputs` count.
  private func nextWalk(after outputs: Int) -> OutputWalk {
    let first = outputs / PanelLayout.usualWidth
    let panel = layout.panel(first)
    let after = layout.panelCount - 1 - first
    let panels = after == 0 ? 1 : min(after, 4)
    return OutputWalk(
      weights: panel.offset, width: panel.width, panels: panels, panelStep: inputs * panel.width,
      firstOutput: outputs,
      count: after == 0 ? self.outputs - panel.column : panels * panel.width)
  }

  /// Writes `[batch, stride]` as `[stride, batch]` in panels.
  private func transpose(
    _ gradient: UnsafePointer<Float>, batch: Int, as columns: PanelLayout,
    into transposed: UnsafeMutablePointer<Float>
  ) {
    for b in Swift.stride(from: 0, to: batch, by: vectorWidth) {
      for o in Swift.stride(from: 0, to: stride, by: vectorWidth) {
        cvector_transpose(
          gradient + (b * stride + o), stride, transposed + columns.offset(row: o, column: b),
          columns.panel(holding: b).width)
      }
    }
  }
}

/// A way along the outputs of a layer through some panels of its weights.
private struct OutputWalk {
  /// Where the first panel begins.
  let weights: Int
  /// Columns of a panel.
  let width: Int
  let panels: Int
  let panelStep: Int
  let firstOutput: Int
  /// Outputs on the way.
  let count: Int

  /// The product of the weights on the way with columns of output gradients.
  func product(
    right: UnsafePointer<Float>, width columns: Int, start: SumStart,
    output: UnsafeMutablePointer<Float>
  ) -> PanelProduct {
    PanelProduct(
      walk: Walk(
        outerCount: panels, outerLeft: panelStep, outerRight: count / panels * columns,
        innerCount: count / panels, innerLeft: 1, innerRight: columns),
      right: right + firstOutput * columns, width: columns, start: start, output: output,
      outputStride: columns)
  }
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
