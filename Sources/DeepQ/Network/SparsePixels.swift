import CVector

/// Finds the pixels of an image that are not 0, where they are few, as those of MinAtar's games are:
/// a convolution of the others is known without computing it.
///
/// Left out of a sum, the product of a pixel of 0 and a weight changes no bit of it, as long as the
/// weight is finite and the sum is not −0, because `s + 0 · w` is `s` then. Nor does a sum ever become −0 that
/// did not start so: pixels are whole numbers, so every term of it is a multiple of the smallest
/// float, and what is no more than 0 is +0. The same holds for the gradient of a weight, of which outputs'
/// gradients are the other factors.
final class SparsePixels: @unchecked Sendable {
  /// A pixel that is not 0, and the windows that it lies in.
  struct Pixel {
    /// Index of the last of these windows.
    fileprivate var window: Int32
    /// Row of the weight, among those of a filter, that multiplies the pixel in that window.
    fileprivate var weight: Int32
    /// Lines of windows, and windows of each.
    fileprivate var (lines, columns): (Int32, Int32)
    fileprivate var value: Float
  }

  private let channels: Int
  private let positions: Int
  /// Of each position of the image its first channel, without a value.
  private let places: UnsafeMutablePointer<Pixel>
  /// Which positions are not 0: 64 of them in a word, one word for each channel, for all positions.
  private let masks: UnsafeMutablePointer<UInt64>
  private let found: UnsafeMutablePointer<Pixel>
  /// More pixels are too many.
  private let limit: Int

  /// Room for an image that is a convolution's input.
  init(for layer: ConvolutionLayer) {
    channels = layer.input.channels
    positions = layer.input.positions
    limit = channels * positions / 8
    places = .allocate(capacity: positions)
    masks = .allocate(capacity: (positions + 63) / 64 * channels)
    // One more, which is written and not counted.
    found = .allocate(capacity: limit + 1)
    for position in 0..<positions {
      (places + position).initialize(to: layer.pixel(at: position))
    }
  }

  deinit {
    places.deallocate()
    masks.deallocate()
    found.deallocate()
  }

  /// The pixels of `[channels, rows, columns]` bytes that are not 0, in the order of the interleaved
  /// image; `nil` if they are more than an eighth of all.
  ///
  /// They are valid until the next call.
  func nonzero(of bytes: UnsafePointer<UInt8>) -> UnsafeBufferPointer<Pixel>? {
    var words = masks
    var total = 0
    for first in stride(from: 0, to: positions, by: 64) {
      for channel in 0..<channels {
        words[channel] = nonzero(of: bytes + channel &* positions, from: first)
        total &+= words[channel].nonzeroBitCount
      }
      if total > limit { return nil }
      words += channels
    }
    words = masks
    var count = 0
    for first in stride(from: 0, to: positions, by: 64) {
      var union: UInt64 = 0
      for channel in 0..<channels { union |= words[channel] }
      while union != 0 {
        let bit = UInt64(truncatingIfNeeded: union.trailingZeroBitCount)
        let position = first &+ Int(truncatingIfNeeded: bit)
        var (pixel, byte) = (places[position], bytes + position)
        for channel in 0..<channels {
          pixel.value = Float(byte.pointee)
          found[count] = pixel
          count &+= Int(truncatingIfNeeded: words[channel] &>> bit & 1)
          pixel.weight &+= 1
          byte += positions
        }
        union &= union &- 1
      }
      words += channels
    }
    return UnsafeBufferPointer(start: found, count: count)
  }

  /// Which of a channel's positions are not 0, of the 64 from `first` on, or of those that are left.
  private func nonzero(of plane: UnsafePointer<UInt8>, from first: Int) -> UInt64 {
    let beyond = max(0, first + 64 - positions)
    if first >= beyond { return cvector_nonzero(plane + (first - beyond)) &>> UInt64(beyond) }
    return (first..<positions).reduce(0) { word, position in
      word | (plane[position] == 0 ? 0 : 1 &<< UInt64(position - first))
    }
  }
}

// MARK: - Passes

extension ConvolutionLayer {
  /// Whether pixels of 0 may be left out of `forward`: whether all weights are finite, and no bias is
  /// −0.
  func mayLeaveOutZeros(weights: UnsafePointer<Float>, bias: UnsafePointer<Float>) -> Bool {
    areFinite(weights, count: layout.count)
      && (0..<output.channelStride).allSatisfy { bias[$0] != 0 || bias[$0].sign == .plus }
  }

  /// Computes the output image of an image of few pixels, as `forward` of the whole image does.
  ///
  /// - Precondition: zeros may be left out.
  func forward(
    _ pixels: UnsafeBufferPointer<SparsePixels.Pixel>, weights: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    for column in Swift.stride(from: 0, to: self.output.channelStride, by: vectorWidth) {
      let start = bias.vector(at: column)
      for position in 0..<self.output.positions {
        output.store(start, at: position * self.output.channelStride + column)
      }
    }
    for index in 0..<layout.panelCount {
      let panel = layout.panel(index)
      SparseProduct(
        sums: output + panel.column, factors: weights + panel.offset, sumsAreWindows: true,
        sumSteps: windowSteps, factorSteps: weightSteps(width: panel.width)
      ).add(pixels, width: panel.width)
    }
    for index in Swift.stride(from: 0, to: self.output.count, by: vectorWidth) {
      output.store(output.vector(at: index).rectified, at: index)
    }
  }

  /// Whether pixels of 0 may be left out of `backwardWeights`: whether the gradients of the outputs are
  /// finite, since a sum of them, that of a bias, is.
  func mayLeaveOutZeros(gradient: UnsafePointer<Float>) -> Bool {
    areFinite(gradient + biasOffset, count: output.channelStride)
  }

  /// Adds the part of an image of few pixels to the gradients of the weights, as `backwardWeights` of
  /// the whole image does.
  ///
  /// - Precondition: zeros may be left out.
  func backwardWeights(
    _ pixels: UnsafeBufferPointer<SparsePixels.Pixel>, outputGradient: UnsafePointer<Float>,
    isFirst: Bool, into gradient: UnsafeMutablePointer<Float>
  ) {
    if isFirst { gradient.update(repeating: 0, count: layout.count) }
    for index in 0..<layout.panelCount {
      let panel = layout.panel(index)
      SparseProduct(
        sums: gradient + panel.offset, factors: outputGradient + panel.column,
        sumsAreWindows: false, sumSteps: weightSteps(width: panel.width), factorSteps: windowSteps
      ).add(pixels, width: panel.width)
    }
  }

  /// Steps through the rows of an output image, from a pixel's last window.
  private var windowSteps: PixelSteps {
    PixelSteps(row: output.channelStride, line: -output.rowStride, column: -output.channelStride)
  }

  /// Steps through the rows of a panel of weights, as the pixel's place in those windows goes on.
  private func weightSteps(width: Int) -> PixelSteps {
    let row = input.channelStride * width
    return PixelSteps(row: width, line: stride * kernel * row, column: stride * row)
  }

  /// The position's first pixel, without a value.
  fileprivate func pixel(at position: Int) -> SparsePixels.Pixel {
    let lines = WindowPositions(
      position: position / input.columns, kernel: kernel, stride: stride, windows: output.rows)
    let columns = WindowPositions(
      position: position % input.columns, kernel: kernel, stride: stride, windows: output.columns)
    return SparsePixels.Pixel(
      window: Int32(lines.window * output.columns + columns.window),
      weight: Int32((lines.first * kernel + columns.first) * input.channelStride),
      lines: Int32(lines.count), columns: Int32(columns.count), value: 0)
  }
}

/// Floats between rows that a pixel has to do with.
private struct PixelSteps {
  /// From one row to the next.
  let row: Int
  /// From a line of windows to the line before.
  let line: Int
  /// From a window to the one before.
  let column: Int
}

/// The products of pixels with one operand, added to the other: of the outputs of windows and the
/// weights of filters, either is the sums.
private struct SparseProduct {
  let sums: UnsafeMutablePointer<Float>
  let factors: UnsafePointer<Float>
  let sumsAreWindows: Bool
  let sumSteps: PixelSteps
  let factorSteps: PixelSteps

  /// Adds the products for a panel of filters.
  func add(_ pixels: UnsafeBufferPointer<SparsePixels.Pixel>, width: Int) {
    switch width {
    case 8: add(pixels, InlineArray<1, Vector>.self)
    case 16: add(pixels, InlineArray<2, Vector>.self)
    case 24: add(pixels, InlineArray<3, Vector>.self)
    default: preconditionFailure("a panel of \(width) columns")
    }
  }

  private func add<let vectors: Int>(
    _ pixels: UnsafeBufferPointer<SparsePixels.Pixel>, _: InlineArray<vectors, Vector>.Type
  ) {
    for pixel in pixels {
      let value = Vector(repeating: pixel.value)
      let (window, weight) = (Int(pixel.window), Int(pixel.weight))
      var sumLine = sums + (sumsAreWindows ? window : weight) &* sumSteps.row
      var factorLine = factors + (sumsAreWindows ? weight : window) &* factorSteps.row
      for _ in 0..<pixel.lines {
        var (sum, factor) = (sumLine, factorLine)
        for _ in 0..<pixel.columns {
          for vector in 0..<vectors {
            let offset = vector &* vectorWidth
            let product = sum.vector(at: offset).addingProduct(value, factor.vector(at: offset))
            sum.store(product, at: offset)
          }
          sum += sumSteps.column
          factor += factorSteps.column
        }
        sumLine += sumSteps.line
        factorLine += factorSteps.line
      }
    }
  }
}
