import Testing

@testable import Experiments

struct ProtobufWriterTests {
  private func message(_ body: (inout ProtobufWriter) -> Void) -> [UInt8] {
    ProtobufWriter.message(body)
  }

  @Test func `whole numbers have seven bits a byte, the lowest first`() {
    // The examples of protobuf.dev/programming-guides/encoding: 150 in field 1 is 08 96 01.
    #expect(message { $0.write(150, field: 1) } == [0x08, 0x96, 0x01])
    #expect(message { $0.write(127, field: 1) } == [0x08, 0x7F])
    #expect(message { $0.write(128, field: 1) } == [0x08, 0x80, 0x01])
    #expect(message { $0.write(0, field: 2) } == [0x10, 0x00])
    // A negative number is one of 64 bits: nine bytes of ones, and the last bit.
    #expect(message { $0.write(-1, field: 1) } == [0x08] + Array(repeating: 0xFF, count: 9) + [1])
  }

  @Test func `a field's number is in the tag, which has several bytes from 16 on`() {
    // 16 · 8 + 0 = 128.
    #expect(message { $0.write(1, field: 16) } == [0x80, 0x01, 0x01])
  }

  @Test func `texts and messages have their length before them`() {
    // The guide's examples: "testing" in field 2, and a message with 150 in field 3.
    #expect(
      message { $0.write("testing", field: 2) }
        == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
    #expect(
      message { $0.write(field: 3) { $0.write(150, field: 1) } }
        == [0x1A, 0x03, 0x08, 0x96, 0x01])
    // "é" has two bytes.
    #expect(message { $0.write("é", field: 1) } == [0x0A, 0x02, 0xC3, 0xA9])
  }

  @Test func `real numbers are little-endian`() {
    // 1.5 is 0x3FF8000000000000 as a double and 0x3FC00000 as a float.
    #expect(message { $0.write(1.5, field: 1) } == [0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F])
    #expect(message { $0.write(Float(1.5), field: 1) } == [0x0D, 0, 0, 0xC0, 0x3F])
  }
}
