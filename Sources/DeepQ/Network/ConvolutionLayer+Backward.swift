extension ConvolutionLayer {
  /// Adds one image's part to the gradients of the weights.
  ///
  ///     dweight[f, c, r, s] = Σ_b Σ_y Σ_x input[b, y·stride + r, x·stride + s, c] · doutput[b, y, x, f]
  ///
  /// - Parameters:
  ///   - image: what the forward pass was given.
  ///   - outputGradient: `[rows, columns, channelStride]` of `output`, already through the rectifier;
  ///     0 in the padding.
  ///   - range: the rows of the weights to compute.
  ///   - isFirst: whether this is the batch's first image: then the sums start at +0, else they go
  ///     on.
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
        walk: Walk(
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

  /// Computes the gradient of the biases, `dbias[f] = Σ_b Σ_y Σ_x doutput[b, y, x, f]`.
  ///
  /// **Order.** Each sum starts at +0 and adds window by window, image by image.
  func backwardBias(
    _ outputGradient: UnsafePointer<Float>, batch: Int, into gradient: UnsafeMutablePointer<Float>
  ) {
    sumRows(
      outputGradient, rows: batch * output.places, columns: output.channelStride,
      into: gradient + biasOffset)
  }

  /// Computes the gradient of the layer's input images, and takes it through the rectifier that
  /// made them.
  ///
  ///     dinput[b, y, x, c] = input[b, y, x, c] > 0 ? Σ doutput[b, u, v, f] · weight[f, c, r, s] : 0
  ///
  /// over the windows `u, v` that the place lies in, where `y = u·stride + r` and `x = v·stride + s`. The rows of each product are the images of the batch,
  /// because a place lies in the same windows in all of them.
  ///
  /// - Parameters:
  ///   - batch: images.
  ///   - outputGradient: `[batch]` output images.
  ///   - weights: as `layout` says.
  ///   - image: `[batch]` input images, the rectified outputs of the layer below.
  ///   - rows: the rows of the input images to compute.
  ///   - scratch: `inputScratchCount` floats, overwritten.
  ///   - inputGradient: `[batch]` input images, overwritten.
  ///
  /// **Order.** Each sum starts at +0 and takes one fused multiply-add for each window line `r = 0,
  /// 1, …`, in each column `s`, in each filter `f`.
  func backwardInputs(
    batch: Int, outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    rectifiedInput image: UnsafePointer<Float>, rows: Range<Int>,
    scratch: UnsafeMutablePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    transposeWeights(weights, into: scratch)
    for row in rows {
      let lines = WindowPlaces(
        place: row, kernel: kernel, stride: stride, windows: output.rows)
      for column in 0..<input.columns {
        let places = WindowPlaces(
          place: column, kernel: kernel, stride: stride, windows: output.columns)
        let place = row * input.rowStride + column * input.channelStride
        backwardPlace(
          lines: lines, columns: places, batch: batch, outputGradient: outputGradient,
          weights: scratch, gates: image + place, into: inputGradient + place)
      }
    }
  }

  /// Floats that `backwardInputs` needs.
  var inputScratchCount: Int { transposedLayout.count }

  /// The weights with channels as columns: a row for each place of a window and filter.
  private var transposedLayout: PanelLayout {
    PanelLayout(
      rows: kernel * kernel * output.channelStride, columns: paddedToVectors(input.channelStride))
  }

  /// Computes the gradient of one place of all images of the batch.
  private func backwardPlace(
    lines: WindowPlaces, columns: WindowPlaces, batch: Int, outputGradient: UnsafePointer<Float>,
    weights: UnsafePointer<Float>, gates: UnsafePointer<Float>,
    into inputGradient: UnsafeMutablePointer<Float>
  ) {
    let layout = transposedLayout
    for index in 0..<layout.panelCount {
      let panel = layout.panel(index)
      var product = PanelProduct(
        walk: Walk(
          outerCount: columns.count, outerLeft: -output.channelStride,
          outerRight: stride * output.channelStride * panel.width, innerCount: output.channels,
          innerLeft: 1, innerRight: panel.width),
        right: weights + panel.offset, width: panel.width, output: inputGradient + panel.column,
        outputStride: input.count)
      if lines.count == 0 { product.walk.outerCount = 0 }
      for line in 0..<max(lines.count, 1) {
        let tap = (lines.first + line * stride) * kernel + columns.first
        product.right = weights + (panel.offset + tap * output.channelStride * panel.width)
        product.start = line == 0 ? .zero : .output
        product.finish = line + 1 >= lines.count ? .gate(gates + panel.column) : .linear
        let window =
          (lines.window - line) * output.rowStride + columns.window * output.channelStride
        product.compute(
          rows: batch, left: EvenRows(outputGradient + window, step: output.count))
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

/// The windows along one side that a place lies in: those at `window`, `window - 1`, …, in which it
/// is the line or column `first`, `first + stride`, ….
private struct WindowPlaces {
  let first: Int
  let window: Int
  let count: Int

  init(place: Int, kernel: Int, stride: Int, windows: Int) {
    first = max(place % stride, place - stride * (windows - 1))
    window = (place - first) / stride
    let last = min(kernel - 1, place)
    count = last < first ? 0 : (last - first) / stride + 1
  }
}
