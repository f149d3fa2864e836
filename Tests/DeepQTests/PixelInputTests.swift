import Testing

@testable import DeepQ

@Suite struct PixelInputTests {
  @Test(arguments: [
    (4, 84, 84), (4, 3, 3), (4, 1, 8), (3, 5, 7), (1, 4, 4), (7, 10, 10), (10, 10, 10), (19, 3, 9),
  ])
  func `all channels of a place come to stand together`(channels: Int, rows: Int, columns: Int) {
    var random = RandomSource(SeedSequence(entropy: 5))
    let count = channels * rows * columns
    let bytes = (0..<count).map { _ in UInt8(random.integer(below: 256)) }
    let image = FloatBuffer(zeros: count)
    let shape = ImageShape(
      channels: channels, channelStride: channels, rows: rows, columns: columns)
    bytes.withUnsafeBufferPointer {
      guard let start = $0.baseAddress else { return }
      PixelInput.interleave(start, shape: shape, into: image.start)
    }
    let expected = (0..<(rows * columns)).flatMap { place in
      (0..<channels).map { Float(bytes[$0 * rows * columns + place]) }
    }
    #expect(image.array == expected)
  }

  @Test func `weights are divided, each rounded once`() {
    let weights = FloatBuffer([1, 2, 3, 255, -0.1, 0, 1e-30, 7])
    let scaled = FloatBuffer(zeros: 8)
    PixelInput.divide(weights.start, count: 8, into: scaled.start)
    #expect(scaled.array == weights.array.map { $0 / 255 })
  }
}
