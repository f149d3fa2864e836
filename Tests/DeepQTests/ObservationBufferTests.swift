import Testing

@testable import DeepQ

@Suite struct ObservationShapeTests {
  @Test func `a number takes four bytes, a pixel one`() {
    #expect(ObservationShape.vector(4).count == 4)
    #expect(ObservationShape.vector(4).byteCount == 16)
    let image = ObservationShape.image(channels: 4, rows: 84, columns: 80)
    #expect(image.count == 26880)
    #expect(image.byteCount == 26880)
    #expect(image != .image(channels: 4, rows: 84, columns: 80, stack: 4))
  }
}

@Suite struct ObservationBufferTests {
  @Test func `observations stand one after the other, and start as zeros`() {
    let vectors = ObservationStorage(.vector(3), count: 2)
    #expect(vectors.array == [0, 0, 0, 0, 0, 0])
    vectors[1].floats[0] = 7
    #expect(vectors.array == [0, 0, 0, 7, 0, 0])
  }

  @Test func `an image is bytes`() {
    let images = ObservationStorage(.image(channels: 2, rows: 1, columns: 2), count: 2)
    images[1].bytes[3] = 255
    #expect(images.buffer.bytes.allSatisfy { $0 == 0 })
    #expect((0..<8).map { images.pixels[$0] } == [0, 0, 0, 0, 0, 0, 0, 255])
  }
}
