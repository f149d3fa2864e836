/// The place of one dense layer's parameters, and its forward pass.
///
/// Weights stand transposed, `[inputs, stride]` in panels, so that the vector of the forward pass
/// runs over outputs; the bias follows. Padding is zero at the start and stays zero: its gradient
/// is.
struct DenseLayer: Equatable, Sendable {
  /// Numbers in one input, padding of the layer below included.
  let inputs: Int
  /// Numbers in one output.
  let outputs: Int
  /// Whether outputs pass through a rectifier.
  let rectified: Bool
  /// Where the layer's parameters begin in the network's block.
  let offset: Int
  /// What the inputs mean: where an input of the layer below stands among them.
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
  /// How the weights stand.
  var layout: PanelLayout { PanelLayout(rows: inputs, columns: stride) }
  /// Where the bias begins in the network's block.
  var biasOffset: Int { offset + layout.count }

  /// Where the weight stands that `torch.nn.Linear` has at `[output, input]`, within the network's
  /// block.
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
        walk: Walk(innerCount: inputs, innerLeft: 1, innerRight: panel.width),
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
      along: Walk(innerCount: inputs, innerLeft: 1, innerRight: PanelLayout.usualWidth),
      WideSteps.self)
    tile.store(at: output + first.column, rowStride: 0) { sum, _ in
      rectified ? sum.rectified : sum
    }
  }
}

/// What the inputs of a dense layer are: the numbers of a plain layer or observation, or the places
/// of an image with all channels of a place together.
struct InputGrid: Equatable, Sendable {
  /// Places of the image; 1 if there is none.
  let places: Int
  /// Numbers at each place.
  let channels: Int
  /// Floats between one place and the next.
  let channelStride: Int

  /// Plain numbers.
  init(numbers: Int) {
    places = 1
    channels = numbers
    channelStride = numbers
  }

  /// The outputs of a convolution.
  init(places: Int, channels: Int, channelStride: Int) {
    self.places = places
    self.channels = channels
    self.channelStride = channelStride
  }

  /// Floats of one input, padding included.
  var count: Int { places * channelStride }

  /// Numbers of one input.
  var numbers: Int { places * channels }

  /// Where the number stands that is at `index` in the order of `torch.nn.Flatten`: channel by
  /// channel, place by place.
  func offset(of index: Int) -> Int { index % places * channelStride + index / places }
}
