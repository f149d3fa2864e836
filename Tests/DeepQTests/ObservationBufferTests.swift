import Testing

@testable import DeepQ

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
