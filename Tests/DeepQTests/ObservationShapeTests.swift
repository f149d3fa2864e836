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
