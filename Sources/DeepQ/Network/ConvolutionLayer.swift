/// The place of one convolution's parameters, and its forward pass.
///
/// A convolution without padding: windows of `kernel` by `kernel` places, `stride` apart, that lie
/// wholly inside the image. What it means is what `torch.nn.Conv2d` means by it; in memory all
/// channels of a place stand together, `[rows, columns, channels]`, so that a line of a window is
/// contiguous and the vector runs over filters.
///
/// Weights stand as the right operand of that product, `[kernel · kernel · channelStride, filters]`
/// in panels, window line by window line; the bias follows. Padding is zero at the start and stays
/// zero: its gradient is.
struct ConvolutionLayer: Equatable, Sendable {
  /// The image that comes in.
  let input: ImageShape
  /// The image that goes out, one channel for each filter; always through a rectifier.
  let output: ImageShape
  /// Rows and columns of a window.
  let kernel: Int
  /// Places between one window and the next.
  let stride: Int
  /// Where the layer's parameters begin in the network's block.
  let offset: Int

  /// A layer whose parameters begin at `offset`.
  ///
  /// - Precondition: a window fits into the image.
  init(input: ImageShape, settings: ConvolutionSettings, offset: Int) {
    precondition(
      settings.fits(rows: input.rows, columns: input.columns),
      "\(settings) does not fit into \(input.rows) x \(input.columns)")
    self.input = input
    kernel = settings.kernel
    stride = settings.stride
    output = ImageShape(
      channels: settings.filters, channelStride: paddedToVectors(settings.filters),
      rows: settings.outputLength(of: input.rows), columns: settings.outputLength(of: input.columns)
    )
    self.offset = offset
  }

  /// How the weights stand: a row for each number of a window.
  var layout: PanelLayout {
    PanelLayout(rows: kernel * kernel * input.channelStride, columns: output.channelStride)
  }
  /// Where the bias begins in the network's block.
  var biasOffset: Int { offset + layout.count }
  /// Numbers of one window without padding: what a filter sums over.
  var windowCount: Int { kernel * kernel * input.channels }

  /// Where the weight stands that `torch.nn.Conv2d` has at `[filter, channel, row, column]`, within
  /// the network's block.
  func weightOffset(filter: Int, channel: Int, row: Int, column: Int) -> Int {
    let place = row * kernel + column
    return offset + layout.offset(row: place * input.channelStride + channel, column: filter)
  }

  /// Computes the output image of one input image.
  ///
  ///     output[y, x, f] = max(0, bias[f] + Σ input[y·stride + r, x·stride + s, c] · weight[f, c, r, s])
  ///
  /// - Parameters:
  ///   - image: `[rows, columns, channelStride]` of `input`.
  ///   - weights: as `layout` says.
  ///   - bias: one for each filter, zeros in the padding.
  ///   - output: `[rows, columns, channelStride]` of `output`, overwritten.
  ///
  /// **Order** and **rounding**: those of `PanelProduct`, with `bias[f]` first, then window lines `r
  /// = 0, 1, …`, in each its columns `s`, in each its channels `c`.
  func forward(
    _ image: UnsafePointer<Float>, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    into output: UnsafeMutablePointer<Float>
  ) {
    let line = kernel * input.channelStride
    for index in 0..<layout.panelCount {
      let panel = layout.panel(index)
      PanelProduct(
        walk: Walk(
          outerCount: kernel, outerLeft: input.rowStride, outerRight: line * panel.width,
          innerCount: line, innerLeft: 1, innerRight: panel.width),
        right: weights + panel.offset, width: panel.width, start: .row(bias + panel.column),
        finish: .relu, output: output + panel.column, outputStride: self.output.channelStride
      ).compute(rows: self.output.places, left: windows(of: image))
    }
  }

  /// The first numbers of all windows of an image.
  private func windows(of image: UnsafePointer<Float>) -> GridRows {
    GridRows(
      image, columns: output.columns, columnStep: stride * input.channelStride,
      lineStep: stride * input.rowStride)
  }
}

/// An image in memory: rows of places, each with all its channels.
struct ImageShape: Equatable, Sendable {
  /// Numbers at each place.
  let channels: Int
  /// Floats between one place and the next.
  let channelStride: Int
  /// Lines of places.
  let rows: Int
  /// Places of a line.
  let columns: Int

  /// Places in all.
  var places: Int { rows * columns }
  /// Floats between one line and the next.
  var rowStride: Int { columns * channelStride }
  /// Floats of the image.
  var count: Int { places * channelStride }
}
