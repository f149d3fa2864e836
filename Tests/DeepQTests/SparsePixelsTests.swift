import Testing

@testable import DeepQ

@Suite struct SparsePixelsTests {
  /// MinAtar's, Atari's first, fewer than 64 positions, positions outside all windows, two panels of
  /// filters, and one of 24.
  private static let layers = [
    ((4, 10, 10), "16@3x3/1"), ((10, 10, 10), "16@3x3/1"), ((4, 44, 44), "32@8x8/4"),
    ((3, 6, 7), "5@3x3/2"), ((1, 9, 8), "24@2x2/3"), ((7, 5, 13), "40@4x4/1"),
  ].compactMap { shape, text -> ConvolutionLayer? in
    let (channels, rows, columns) = shape
    guard let settings = ConvolutionSettings(text) else { return nil }
    return ConvolutionLayer(
      input: ImageShape(channels: channels, channelStride: channels, rows: rows, columns: columns),
      settings: settings, offset: 0)
  }

  @Test(arguments: layers)
  func `leaving zeros out changes no bit`(layer: ConvolutionLayer) throws {
    var random = RandomSource(SeedSequence(entropy: UInt64(layer.input.count)))
    let parameters = FloatBuffer(random.floats(layer.layout.count + layer.layout.columns))
    let bias = parameters.start + layer.biasOffset
    #expect(layer.mayLeaveOutZeros(weights: parameters.start, bias: bias))
    let outputGradient = FloatBuffer(random.floats(layer.output.count))
    let sparse = SparsePixels(for: layer)
    let whole = Passes(of: layer)
    let few = Passes(of: layer)
    for image in 0..<5 {
      let bytes = bytes(of: layer.input, nonzero: image * layer.input.count / 40, using: &random)
      let floats = FloatBuffer(zeros: layer.input.count)
      PixelInput.interleave(bytes, shape: layer.input, into: floats.start)
      layer.forward(
        floats.start, weights: parameters.start, bias: bias, into: whole.output.start)
      layer.backwardWeights(
        floats.start, outputGradient: outputGradient.start, range: 0..<layer.layout.rows,
        isFirst: image == 0, into: whole.gradient.start)
      let pixels = try #require(sparse.nonzero(of: bytes))
      layer.forward(pixels, weights: parameters.start, bias: bias, into: few.output.start)
      layer.backwardWeights(
        pixels, outputGradient: outputGradient.start, isFirst: image == 0,
        into: few.gradient.start)
      #expect(few.output.array.map(\.bitPattern) == whole.output.array.map(\.bitPattern))
      #expect(few.gradient.array.map(\.bitPattern) == whole.gradient.array.map(\.bitPattern))
    }
  }

  @Test(arguments: layers)
  func `more than an eighth of the pixels are too many`(layer: ConvolutionLayer) {
    var random = RandomSource(SeedSequence(entropy: 3))
    let sparse = SparsePixels(for: layer)
    let limit = layer.input.count / 8
    #expect(sparse.nonzero(of: bytes(of: layer.input, nonzero: limit, using: &random)) != nil)
    #expect(sparse.nonzero(of: bytes(of: layer.input, nonzero: limit + 1, using: &random)) == nil)
  }

  @Test func `zeros count where a product with them is no number, or changes the sign of 0`() {
    let layer = Self.layers[0]
    let parameters = FloatBuffer(zeros: layer.layout.count + layer.layout.columns)
    let (weights, bias) = (parameters.start, parameters.start + layer.biasOffset)
    #expect(layer.mayLeaveOutZeros(weights: weights, bias: bias))
    bias[3] = -0.0
    #expect(!layer.mayLeaveOutZeros(weights: weights, bias: bias))
    bias[3] = -1
    weights[layer.layout.count - 1] = .infinity
    #expect(!layer.mayLeaveOutZeros(weights: weights, bias: bias))
    weights[layer.layout.count - 1] = -0.0
    #expect(layer.mayLeaveOutZeros(weights: weights, bias: bias))
    bias[15] = .nan
    #expect(!layer.mayLeaveOutZeros(gradient: parameters.start))
  }

  /// What the passes write.
  private struct Passes: ~Copyable {
    let output: FloatBuffer
    let gradient: FloatBuffer

    init(of layer: ConvolutionLayer) {
      output = FloatBuffer(zeros: layer.output.count)
      gradient = FloatBuffer(zeros: layer.layout.count)
    }
  }

  /// An image with so many pixels that are not 0.
  private func bytes(
    of shape: ImageShape, nonzero count: Int, using random: inout RandomSource
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: shape.count)
    var places = [Int](repeating: 0, count: count)
    places.withUnsafeMutableBufferPointer { random.sample(from: shape.count, into: $0) }
    for place in places { bytes[place] = UInt8(1 + random.integer(below: 255)) }
    return bytes
  }
}
