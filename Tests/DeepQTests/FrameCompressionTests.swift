import Testing

@testable import DeepQ

@Suite struct FrameCompressionTests {
  private func packed(_ frame: [UInt8], _ compression: FrameCompression) -> [UInt8] {
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: frame.count)
    defer { scratch.deallocate() }
    return frame.withUnsafeBufferPointer { Array(compression.pack($0, scratch: scratch)) }
  }

  private func unpacked(_ bytes: [UInt8], count: Int) -> [UInt8]? {
    var frame = [UInt8](repeating: 77, count: count)
    let isWhole = bytes.withUnsafeBufferPointer {
      FrameCompression.unpack($0, into: &frame, count: count)
    }
    return isWhole ? frame : nil
  }

  @Test func `an even image becomes small, and comes back`() {
    let frame = [UInt8](repeating: 87, count: 84 * 84)
    #expect(packed(frame, .none) == frame)
    #expect(packed(frame, .lz4).count < 100)
    #expect(unpacked(packed(frame, .lz4), count: frame.count) == frame)
  }

  @Test func `an even image of 32 pixels becomes smaller too`() {
    // `ExperienceTests` has images of this size.
    let frame = [UInt8](repeating: 3, count: 32)
    #expect(packed(frame, .lz4).count < 32)
    #expect(unpacked(packed(frame, .lz4), count: 32) == frame)
  }

  @Test func `noise, which cannot become smaller, is kept as it is`() {
    var random = RandomSource(SeedSequence(entropy: 3))
    let frame = (0..<84 * 84).map { _ in UInt8(random.integer(below: 256)) }
    #expect(packed(frame, .lz4) == frame)
    #expect(unpacked(frame, count: frame.count) == frame)
  }

  @Test func `what is no image is refused`() {
    let frame = [UInt8](repeating: 5, count: 1000)
    let bytes = packed(frame, .lz4)
    #expect(unpacked(Array(bytes.dropLast()), count: 1000) == nil)
    #expect(unpacked(bytes, count: 999) == nil)
    #expect(unpacked(bytes, count: 1001) == nil)
    #expect(unpacked([], count: 1000) == nil)
    #expect(unpacked([255, 255, 255, 255], count: 1000) == nil)
    #expect(unpacked(frame + [0], count: 1000) == nil)
  }
}
