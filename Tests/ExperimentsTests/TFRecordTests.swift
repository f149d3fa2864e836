import Testing

@testable import Experiments

struct TFRecordTests {
  /// RFC 3720, appendix B.4; then the check value of the catalogue of parametrised CRCs, and nothing.
  private static let checksums: [([UInt8], UInt32)] = [
    (Array(repeating: 0, count: 32), 0x8A91_36AA),
    (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E),
    (Array((0..<32).reversed()), 0x113F_DB5C),
    (Array("123456789".utf8), 0xE306_9283),
    ([], 0),
  ]

  @Test(arguments: checksums)
  func `checksums are those of the standard`(bytes: [UInt8], checksum: UInt32) {
    #expect(CRC32C.checksum(of: bytes) == checksum)
  }

  @Test func `a checksum is rotated by fifteen bits, and a constant added`() {
    // 0x8A9136AA: its low fifteen bits, 0x36AA, come first: 0x6D551522 + 0xA282EAD8 = 0x10FD7FFFA.
    // TensorBoard's masked_crc32c(bytes(32)) says the same.
    #expect(TFRecord.masked(0x8A91_36AA) == 0x0FD7_FFFA)
  }

  @Test func `a record has its length and two checksums around it`() {
    var bytes: [UInt8] = [1]
    TFRecord.append([0xAB, 0xCD], to: &bytes)
    #expect(bytes.count == 1 + 8 + 4 + 2 + 4)
    #expect(bytes[1..<9] == [2, 0, 0, 0, 0, 0, 0, 0])
    var checksums: [UInt8] = []
    checksums.appendLittleEndian(TFRecord.masked(CRC32C.checksum(of: Array(bytes[1..<9]))))
    checksums.appendLittleEndian(TFRecord.masked(CRC32C.checksum(of: [0xAB, 0xCD])))
    #expect(Array(bytes[9..<13] + bytes[15...]) == checksums)
    #expect(bytes[13..<15] == [0xAB, 0xCD])
  }
}
