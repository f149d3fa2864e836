import CVector

extension DenseLayer {
  /// Computes the gradient of the layer's inputs, through the ReLU of the layer below.
  ///
  ///     dinput[b, i] = input[b, i] > 0 ? Σ_o doutput[b, o] · weight[o, i] : 0
  ///
  /// - Parameters:
  ///   - batch: rows of all matrices, whose capacity is a whole number of vectors.
  ///   - outputGradient: `[batch, stride]`.
  ///   - parameters: the network's block.
  ///   - input: the outputs of the layer below, rows `inputStride` apart, if they are those of a ReLU;
  ///     `nil` for the gradient of the inputs themselves.
  ///   - inputStride: at least `inputs` rounded up to whole vectors.
  ///   - range: the inputs to compute; begins at a whole vector.
  ///   - scratch: `scratchCount(batch:)` floats, overwritten.
  ///   - inputGradient: `[batch, inputStride]`, overwritten; without `input`, with anything in the
  ///     padding.
  ///
  /// **Order.** Each sum starts at +0 and takes one fused multiply-add for `o = 0, 1, …, outputs -
  /// 1`.
  func backwardInputs(
    batch: Int, outputGradient: UnsafePointer<Float>, parameters: UnsafePointer<Float>,
    rectifiedInput input: UnsafePointer<Float>?, inputStride: Int, range: Range<Int>,
    scratch: UnsafeMutablePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    let pass = InputGradientPass(
      layer: self, batch: batch, outputGradient: outputGradient, weights: parameters + offset,
      input: input, inputStride: inputStride, range: range, scratch: scratch,
      inputGradient: inputGradient)
    if isNarrow(batch: batch) {
      pass.ofFewOutputs()
    } else if stride * paddedToVectors(inputs) <= gradientCount(batch: batch) {
      pass.alongInputs()
    } else {
      pass.alongBatch()
    }
  }

  /// Floats that the passes need.
  func scratchCount(batch: Int) -> Int {
    max(gradientCount(batch: batch), isNarrow(batch: batch) ? narrowScratchCount : 0)
  }

  /// Floats that the gradients of the outputs and of the inputs take.
  private func gradientCount(batch: Int) -> Int {
    (stride + paddedToVectors(inputs)) * paddedToVectors(batch)
  }
}

/// The gradient of some inputs of a layer.
///
/// In the layout of the weights a vector can run neither over inputs nor over the batch. Either they are
/// transposed, and it runs over inputs; or, where there are more of them than of the batch's
/// gradients, those are transposed there and back, and it runs over the batch. The sums of a narrow
/// layer are so short that its weights stay in registers.
private struct InputGradientPass {
  let layer: DenseLayer
  let batch: Int
  let outputGradient: UnsafePointer<Float>
  let weights: UnsafePointer<Float>
  /// The ReLU outputs to go back through, if any.
  let input: UnsafePointer<Float>?
  let inputStride: Int
  let range: Range<Int>
  let scratch: UnsafeMutablePointer<Float>
  let inputGradient: UnsafeMutablePointer<Float>

  // MARK: - The vector over inputs

  func alongInputs() {
    let layout = PanelLayout(rows: layer.stride, columns: paddedToVectors(range.count))
    for index in 0..<layout.panelCount {
      let panel = layout.panel(index)
      let first = range.lowerBound + panel.column
      transposeWeights(from: first, width: panel.width, into: scratch)
      PanelProduct(
        strides: ReductionStrides(innerCount: layer.outputs, innerLeft: 1, innerRight: panel.width),
        right: scratch, width: panel.width,
        finish: SumFinish(reluMask: input.map { $0 + first }),
        output: inputGradient + first, outputStride: inputStride
      ).compute(rows: batch, left: EvenRows(outputGradient, step: layer.stride))
    }
  }

  /// Writes the weights of the inputs from `first` on as `[outputs, width]`.
  ///
  /// Columns beyond the last input may hold anything: they are padding of the inputs.
  private func transposeWeights(
    from first: Int, width: Int, into transposed: UnsafeMutablePointer<Float>
  ) {
    for index in 0..<layer.layout.panelCount {
      let panel = layer.layout.panel(index)
      transpose(
        weights + (panel.offset + first * panel.width), rows: min(width, layer.inputs - first),
        columns: panel.width, sourceStride: panel.width,
        into: transposed + panel.column * width, targetStride: width)
    }
  }

  // MARK: - The vector over inputs, with the weights in registers

  func ofFewOutputs() {
    switch layer.outputs {
    case 1: ofFewOutputs(InlineArray<1, Vector>.self)
    case 2: ofFewOutputs(InlineArray<2, Vector>.self)
    case 3: ofFewOutputs(InlineArray<3, Vector>.self)
    case 4: ofFewOutputs(InlineArray<4, Vector>.self)
    default: preconditionFailure("a narrow layer of \(layer.outputs) outputs")
    }
  }

  private func ofFewOutputs<let outputs: Int>(_: InlineArray<outputs, Vector>.Type) {
    let width = paddedToVectors(range.count)
    transposeWeights(from: range.lowerBound, width: width, into: scratch)
    for column in stride(from: 0, to: width, by: vectorWidth) {
      let weights = InlineArray<outputs, Vector> { scratch.vector(at: $0 * width + column) }
      for b in 0..<batch {
        var sum = Vector(repeating: 0)
        for o in 0..<outputs {
          let scalar = Vector(repeating: outputGradient[b &* layer.stride &+ o])
          sum.addProduct(scalar, weights[unchecked: o])
        }
        let position = b &* inputStride &+ range.lowerBound &+ column
        inputGradient.store(
          input.map { sum.masked(by: $0.vector(at: position)) } ?? sum, at: position)
      }
    }
  }

  // MARK: - The vector over the batch

  func alongBatch() {
    let columns = PanelLayout(rows: layer.stride, columns: paddedToVectors(batch))
    transposeGradient(as: columns)
    let layout = PanelLayout(rows: paddedToVectors(layer.inputs), columns: columns.columns)
    let sums = scratch + columns.count
    var outputs = 0
    while outputs < layer.outputs {
      let group = nextGroup(after: outputs)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: DenseLayer.inputChunk) {
        for index in 0..<columns.panelCount {
          let panel = columns.panel(index)
          group.product(
            right: scratch + panel.offset, width: panel.width,
            start: outputs == 0 ? .zero : .output,
            output: sums + (layout.panel(index).offset + first * panel.width)
          ).compute(
            rows: min(range.upperBound - first, DenseLayer.inputChunk),
            left: EvenRows(weights + (group.weights + first * group.width), step: group.width))
        }
      }
      outputs += group.count
    }
    for i in stride(from: range.lowerBound, to: range.upperBound, by: vectorWidth) {
      for b in stride(from: 0, to: batch, by: vectorWidth) {
        let panel = layout.panel(holding: b)
        let position = b * inputStride + i
        let source = sums + layout.offset(row: i, column: b)
        if let input {
          cvector_transpose_masked(
            source, panel.width, input + position, inputGradient + position, inputStride)
        } else {
          cvector_transpose(source, panel.width, inputGradient + position, inputStride)
        }
      }
    }
  }

  /// The next panels of weights: up to four of the usual width without padding, whose rows come from
  /// memory as four streams, or the last, of which only `outputs` count.
  private func nextGroup(after outputs: Int) -> PanelGroup {
    let layout = layer.layout
    let first = outputs / PanelLayout.usualWidth
    let panel = layout.panel(first)
    let isLastUsual = layer.outputs % PanelLayout.usualWidth == 0
    let usual = isLastUsual ? layout.panelCount - first : layout.panelCount - 1 - first
    let panels = max(1, min(usual, 4))
    return PanelGroup(
      weights: panel.offset, width: panel.width, panels: panels,
      panelStep: layer.inputs * panel.width, firstOutput: outputs,
      count: usual == 0 ? layer.outputs - panel.column : panels * panel.width)
  }

  /// Writes the gradient of the outputs, `[batch, stride]`, as `[stride, batch]` in panels.
  private func transposeGradient(as columns: PanelLayout) {
    for index in 0..<columns.panelCount {
      let panel = columns.panel(index)
      transpose(
        outputGradient + panel.column * layer.stride, rows: panel.width, columns: layer.stride,
        sourceStride: layer.stride, into: scratch + panel.offset, targetStride: panel.width)
    }
  }
}

/// Some neighbouring panels of a layer's weights, which one product reads.
private struct PanelGroup {
  /// Offset of the first panel.
  let weights: Int
  /// Columns of a panel.
  let width: Int
  let panels: Int
  let panelStep: Int
  let firstOutput: Int
  /// Outputs of the panels.
  let count: Int

  /// The product of these weights with columns of output gradients.
  func product(
    right: UnsafePointer<Float>, width columns: Int, start: SumStart,
    output: UnsafeMutablePointer<Float>
  ) -> PanelProduct {
    PanelProduct(
      strides: ReductionStrides(
        outerCount: panels, outerLeft: panelStep, outerRight: count / panels * columns,
        innerCount: count / panels, innerLeft: 1, innerRight: columns),
      right: right + firstOutput * columns, width: columns, start: start, output: output,
      outputStride: columns)
  }
}
