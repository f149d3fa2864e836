// A layer of few outputs, as the last one of a network is, would leave most of a vector over outputs
// empty. For a batch its products are turned round: the vector runs over the batch, or over inputs,
// and what comes out is transposed. Every sum is the same chain in the same order.

extension DenseLayer {
  /// Whether the layer's products for a batch are turned round; then it has a single panel.
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
          along: Walk(innerCount: inputs, innerLeft: stride, innerRight: width), WideSteps.self)
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
        walk: Walk(innerCount: batch, innerLeft: stride, innerRight: inputStride),
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
