import Testing

@testable import DeepQ

@Suite struct FloatBufferTests {
  private static let largePage = 1 << 21

  @Test func `a block takes what its elements take, and a large one whole large pages`() {
    let pageOfFloats = Self.largePage / 4
    #expect(FloatBuffer.bytes(count: 0) == 0)
    #expect(FloatBuffer.bytes(count: 3) == 12)
    #expect(FloatBuffer.bytes(count: pageOfFloats - 1) == Self.largePage - 4)
    #expect(FloatBuffer.bytes(count: pageOfFloats) == Self.largePage)
    #expect(FloatBuffer.bytes(count: pageOfFloats + 1) == 2 * Self.largePage)
  }

  @Test(arguments: [0, 1, 700, (1 << 19) - 1, 1 << 19, (1 << 20) + 5])
  func `a block of zeros begins at a cache line, a large one at a large page`(count: Int) {
    let block = FloatBuffer(zeros: count)
    let alignment = count < 1 << 19 ? 64 : Self.largePage
    #expect(UInt(bitPattern: block.start) % UInt(alignment) == 0)
    #expect(block.count == count)
    #expect(block.elements.allSatisfy { $0 == 0 })
  }
}
