/// A convolution: the layout of its parameters in the network's block, and its passes.
///
/// A convolution without padding: windows of `kernel` by `kernel` positions, `stride` apart, that lie
/// wholly inside the image, as in `torch.nn.Conv2d`; but in memory all channels of a position are
/// together, `[rows, columns, channels]`, so that a line of a window is contiguous and the vector runs
/// over filters.
///
/// Weights are the right operand of that product, `[kernel · kernel · channelStride, filters]`
/// in panels, window line by window line; the bias follows. Padding is zero at the start and stays
/// zero: its gradient is.
struct ConvolutionLayer: Equatable, Sendable {
  /// The input image.
  let input: ImageShape
  /// The output image, one channel for each filter.
  let output: ImageShape
  /// Rows and columns of a window.
  let kernel: Int
  /// Positions between one window and the next.
  let stride: Int
  /// Whether outputs pass through a rectifier.
  let rectified: Bool
  /// Offset of the layer's parameters in the network's block.
  let offset: Int

  /// A layer whose parameters begin at `offset`.
  ///
  /// - Precondition: a window fits into the image.
  init(
    input: ImageShape, settings: ConvolutionSettings, rectified: Bool = true, offset: Int
  ) {
    guard let output = settings.output(of: input) else {
      preconditionFailure("\(settings) does not fit into \(input.rows) x \(input.columns)")
    }
    self.input = input
    self.output = output
    kernel = settings.kernel
    stride = settings.stride
    self.rectified = rectified
    self.offset = offset
  }

  /// The layout of the weights: a row for each number of a window.
  var layout: PanelLayout {
    PanelLayout(rows: kernel * kernel * input.channelStride, columns: output.channelStride)
  }
  /// Offset of the bias in the network's block.
  var biasOffset: Int { offset + layout.count }
  /// Numbers of one window without padding: what a filter sums over.
  var windowCount: Int { kernel * kernel * input.channels }

  /// Offset in the network's block of the weight that `torch.nn.Conv2d` has at `[filter, channel, row,
  /// column]`.
  func weightOffset(filter: Int, channel: Int, row: Int, column: Int) -> Int {
    let position = row * kernel + column
    return offset + layout.offset(row: position * input.channelStride + channel, column: filter)
  }

  /// Computes the output image of one input image.
  ///
  ///     output[y, x, f] = activation(bias[f] + Σ input[y·stride + r, x·stride + s, c] · weight[f, c, r, s])
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
        strides: ReductionStrides(
          outerCount: kernel, outerLeft: input.rowStride, outerRight: line * panel.width,
          innerCount: line, innerLeft: 1, innerRight: panel.width),
        right: weights + panel.offset, width: panel.width, start: .row(bias + panel.column),
        finish: rectified ? .relu : .linear, output: output + panel.column,
        outputStride: self.output.channelStride
      ).compute(rows: self.output.positions, left: windows(of: image))
    }
  }

  /// The first numbers of all windows of an image.
  private func windows(of image: UnsafePointer<Float>) -> GridRows {
    GridRows(
      image, columns: output.columns, columnStep: stride * input.channelStride,
      lineStep: stride * input.rowStride)
  }
}

// MARK: - Backward

extension ConvolutionLayer {
  /// Adds one image's part to the gradients of the weights.
  ///
  ///     dweight[f, c, r, s] = Σ_b Σ_y Σ_x input[b, y·stride + r, x·stride + s, c] · doutput[b, y, x, f]
  ///
  /// - Parameters:
  ///   - image: what the forward pass was given.
  ///   - outputGradient: `[rows, columns, channelStride]` of `output`, that of the sums;
  ///     0 in the padding.
  ///   - range: the rows of the weights to compute.
  ///   - isFirst: whether this is the batch's first image: then the sums start at +0, else from
  ///     `gradient`.
  ///   - gradient: as `layout` says.
  ///
  /// **Order.** Each sum takes one fused multiply-add for each window, image by image in the order of
  /// the calls, and in each image line by line.
  func backwardWeights(
    _ image: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, range: Range<Int>,
    isFirst: Bool, into gradient: UnsafeMutablePointer<Float>
  ) {
    let line = kernel * input.channelStride
    for index in 0..<layout.panelCount {
      let panel = layout.panel(index)
      PanelProduct(
        strides: ReductionStrides(
          outerCount: output.rows, outerLeft: stride * input.rowStride,
          outerRight: output.rowStride,
          innerCount: output.columns, innerLeft: stride * input.channelStride,
          innerRight: output.channelStride),
        right: outputGradient + panel.column, width: panel.width,
        start: isFirst ? .zero : .output,
        output: gradient + (panel.offset + range.lowerBound * panel.width),
        outputStride: panel.width
      ).compute(
        rows: range.count,
        left: GridRows(
          image, from: range.lowerBound, columns: line, columnStep: 1, lineStep: input.rowStride))
    }
  }

  /// Computes the gradient of the biases, `dbias[f] = Σ_b Σ_y Σ_x doutput[b, y, x, f]`, of a batch of
  /// output images `output.batchStride` apart.
  ///
  /// **Order.** Each sum starts at +0 and adds window by window, image by image.
  func backwardBias(
    _ outputGradient: UnsafePointer<Float>, batch: Int, into gradient: UnsafeMutablePointer<Float>
  ) {
    sumRows(
      GridRows(
        outputGradient, columns: output.positions, columnStep: output.channelStride,
        lineStep: output.batchStride),
      count: batch * output.positions, columns: output.channelStride, into: gradient + biasOffset)
  }

  /// Computes the gradient of the layer's input images, through the ReLU of the layer below.
  ///
  ///     dinput[b, y, x, c] = input[b, y, x, c] > 0 ? Σ doutput[b, u, v, f] · weight[f, c, r, s] : 0
  ///
  /// over the windows `u, v` that the position lies in, where `y = u·stride + r` and `x = v·stride + s`. The rows of each product are the images of the batch,
  /// because a position lies in the same windows in all of them.
  ///
  /// - Parameters:
  ///   - batch: images; those of one shape are its `batchStride` apart.
  ///   - outputGradient: `[batch]` output images.
  ///   - weights: as `layout` says.
  ///   - image: `[batch]` input images, the outputs of the layer below, if they are those of a ReLU;
  ///     `nil` for the gradient of the images themselves.
  ///   - rows: the rows of the input images to compute.
  ///   - scratch: `inputScratchCount` floats, overwritten.
  ///   - inputGradient: `[batch]` input images, overwritten.
  ///
  /// **Order.** Each sum starts at +0 and takes one fused multiply-add for each window line `r = 0,
  /// 1, …`, in each column `s`, in each filter `f`.
  func backwardInputs(
    batch: Int, outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    rectifiedInput image: UnsafePointer<Float>?, rows: Range<Int>,
    scratch: UnsafeMutablePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    transposeWeights(weights, into: scratch)
    for row in rows {
      let lines = WindowPositions(
        position: row, kernel: kernel, stride: stride, windows: output.rows)
      for column in 0..<input.columns {
        let positions = WindowPositions(
          position: column, kernel: kernel, stride: stride, windows: output.columns)
        let position = row * input.rowStride + column * input.channelStride
        backwardPosition(
          lines: lines, columns: positions, batch: batch, outputGradient: outputGradient,
          weights: scratch, mask: image.map { $0 + position },
          into: inputGradient + position)
      }
    }
  }

  /// Floats that `backwardInputs` needs.
  var inputScratchCount: Int { transposedLayout.count }

  /// The weights with channels as columns: a row for each position of a window and filter.
  private var transposedLayout: PanelLayout {
    PanelLayout(
      rows: kernel * kernel * output.channelStride, columns: paddedToVectors(input.channelStride))
  }

  /// Computes the gradient of one position of all images of the batch.
  private func backwardPosition(
    lines: WindowPositions, columns: WindowPositions, batch: Int,
    outputGradient: UnsafePointer<Float>,
    weights: UnsafePointer<Float>, mask: UnsafePointer<Float>?,
    into inputGradient: UnsafeMutablePointer<Float>
  ) {
    let layout = transposedLayout
    for index in 0..<layout.panelCount {
      let panel = layout.panel(index)
      var product = PanelProduct(
        strides: ReductionStrides(
          outerCount: columns.count, outerLeft: -output.channelStride,
          outerRight: stride * output.channelStride * panel.width, innerCount: output.channels,
          innerLeft: 1, innerRight: panel.width),
        right: weights + panel.offset, width: panel.width, output: inputGradient + panel.column,
        outputStride: input.batchStride)
      if lines.count == 0 { product.strides.outerCount = 0 }
      for line in 0..<max(lines.count, 1) {
        let tap = (lines.first + line * stride) * kernel + columns.first
        product.right = weights + (panel.offset + tap * output.channelStride * panel.width)
        product.start = line == 0 ? .zero : .output
        let isLast = line + 1 >= lines.count
        product.finish = isLast ? SumFinish(reluMask: mask.map { $0 + panel.column }) : .linear
        let window =
          (lines.window - line) * output.rowStride + columns.window * output.channelStride
        product.compute(
          rows: batch, left: EvenRows(outputGradient + window, step: output.batchStride))
      }
    }
  }

  /// Writes the weights as `transposedLayout` says.
  private func transposeWeights(
    _ weights: UnsafePointer<Float>, into transposed: UnsafeMutablePointer<Float>
  ) {
    let target = transposedLayout
    for tap in 0..<(kernel * kernel) {
      for channels in 0..<target.panelCount {
        let to = target.panel(channels)
        for filters in 0..<layout.panelCount {
          let from = layout.panel(filters)
          transpose(
            weights + (from.offset + (tap * input.channelStride + to.column) * from.width),
            rows: to.width, columns: from.width, sourceStride: from.width,
            into: transposed + (to.offset + (tap * output.channelStride + from.column) * to.width),
            targetStride: to.width)
        }
      }
    }
  }
}

/// The windows along one side that a position lies in: those at `window`, `window - 1`, …, in which it
/// is the line or column `first`, `first + stride`, ….
struct WindowPositions {
  let first: Int
  let window: Int
  let count: Int

  init(position: Int, kernel: Int, stride: Int, windows: Int) {
    first = max(position % stride, position - stride * (windows - 1))
    window = (position - first) / stride
    let last = min(kernel - 1, position)
    count = last < first ? 0 : (last - first) / stride + 1
  }
}

/// An image in memory: rows of positions, each with all its channels.
struct ImageShape: Equatable, Sendable {
  /// Numbers at each position.
  let channels: Int
  /// Floats between one position and the next.
  let channelStride: Int
  /// Lines of positions.
  let rows: Int
  /// Positions of a line.
  let columns: Int

  /// Positions in all.
  var positions: Int { rows * columns }
  /// Floats between one line and the next.
  var rowStride: Int { columns * channelStride }
  /// Floats of the image.
  var count: Int { positions * channelStride }
  /// Floats between one image and the next among a layer's outputs for a batch.
  ///
  /// Images that are a multiple of 4 KiB apart would push each other out of the first cache; those
  /// are a cache line further.
  var batchStride: Int { count % 1024 == 0 ? count + 16 : count }
}

/// One convolution of a network: `filters` windows of `kernel` by `kernel` positions, `stride` apart,
/// written `16@8x8/4`.
public struct ConvolutionSettings: Hashable, Sendable {
  /// Filters, and so channels of the output.
  public var filters: Int
  /// Rows and columns of a window.
  public var kernel: Int
  /// Positions between one window and the next.
  public var stride: Int

  /// Creates a convolution's settings.
  public init(filters: Int, kernel: Int, stride: Int) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
  }

  /// The image that the convolution computes from another; `nil` if no window fits into that.
  func output(of input: ImageShape) -> ImageShape? {
    guard kernel <= input.rows, kernel <= input.columns else { return nil }
    return ImageShape(
      channels: filters, channelStride: paddedToVectors(filters),
      rows: (input.rows - kernel) / stride + 1, columns: (input.columns - kernel) / stride + 1)
  }
}

/// The first of several convolutions that cannot be applied.
public enum ConvolutionMisfit: Error, Equatable, Sendable {
  /// The observation is a vector.
  case noImage
  /// The window is larger than its input image.
  case window(ConvolutionSettings, rows: Int, columns: Int)
}

extension ObservationShape {
  /// The observation as the input of a first layer; `nil` if it is a vector.
  var image: ImageShape? {
    switch self {
    case .vector: nil
    case .image(let channels, let rows, let columns, _):
      ImageShape(channels: channels, channelStride: channels, rows: rows, columns: columns)
    }
  }

  /// Computes the output images of convolutions that are applied one after the other.
  func outputs(of convolutions: [ConvolutionSettings]) throws(ConvolutionMisfit) -> [ImageShape] {
    var outputs: [ImageShape] = []
    for settings in convolutions {
      guard let input = outputs.last ?? image else { throw .noImage }
      guard let output = settings.output(of: input) else {
        throw .window(settings, rows: input.rows, columns: input.columns)
      }
      outputs.append(output)
    }
    return outputs
  }

  /// Why convolutions cannot be applied to the observation; `nil` if they can.
  public func misfit(of convolutions: [ConvolutionSettings]) -> ConvolutionMisfit? {
    do throws(ConvolutionMisfit) {
      _ = try outputs(of: convolutions)
      return nil
    } catch {
      return error
    }
  }
}

extension ConvolutionSettings: LosslessStringConvertible {
  /// Reads what `description` writes; `nil` for anything else, and for numbers below 1.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let window = parts[1].split(separator: "/", omittingEmptySubsequences: false)
    let sides = (window.first ?? "").split(separator: "x", omittingEmptySubsequences: false)
    guard window.count == 2, sides.count == 2, sides[0] == sides[1],
      let filters = Int(parts[0]), let kernel = Int(sides[0]), let stride = Int(window[1])
    else { return nil }
    self.init(filters: filters, kernel: kernel, stride: stride)
    guard filters > 0, kernel > 0, stride > 0, description == text else { return nil }
  }

  /// Filters, window and stride.
  public var description: String { "\(filters)@\(kernel)x\(kernel)/\(stride)" }
}
