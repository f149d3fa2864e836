import Testing

@testable import DeepQ

@Suite struct AreaResizeTests {
  static let sizes: [(rows: Int, size: Int)] = [
    (210, 84), (250, 84), (230, 84), (210, 64), (210, 100), (210, 160), (210, 20), (250, 96),
  ]

  /// Noise has many means in the middle between two bytes; few shades have more.
  @Test(arguments: sizes, [256, 4, 2])
  func `whole numbers give what OpenCV's floats give`(
    size: (rows: Int, size: Int), shades: Int
  ) {
    var random = RandomSource(SeedSequence(entropy: 3))
    let screen = (0..<(size.rows * 160)).map { _ in
      UInt8(random.integer(below: shades) * (256 / shades))
    }
    let resize = AreaResize(rows: size.rows, columns: 160, size: size.size)
    var fast = [UInt8](repeating: 0, count: size.size * size.size)
    resize.shrink(screen, into: &fast)
    let slow = (0..<(size.size * size.size)).map {
      resize.pixelInFloats(of: screen, row: $0 / size.size, column: $0 % size.size)
    }
    #expect(fast == slow)
  }

  /// Recorded from OpenCV 5.0.0 and NumPy 2.4.6: `numpy.arange(33600, dtype=uint32) * 2654435761 >>
  /// 16`, as bytes in 210 rows, `cv2.resize(screen, (84, 84), interpolation=cv2.INTER_AREA)`, of
  /// which some pixels and the sum.
  @Test func `the pixels are OpenCV's`() {
    let screen = (0..<UInt32(33600)).map {
      UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 16)
    }
    let resize = AreaResize(rows: 210, columns: 160, size: 84)
    var pixels = [UInt8](repeating: 0, count: 84 * 84)
    resize.shrink(screen, into: &pixels)
    #expect(Array(pixels.prefix(8)) == [113, 120, 136, 139, 134, 130, 121, 118])
    #expect(Array(pixels.suffix(8)) == [117, 141, 131, 129, 150, 105, 137, 123])
    #expect(pixels.reduce(0) { $0 + Int($1) } == 899316)
  }
}
