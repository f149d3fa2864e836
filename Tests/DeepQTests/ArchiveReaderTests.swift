import Testing

@testable import DeepQ

@Suite struct ArchiveReaderTests {
  private func archive(_ write: (inout ArchiveWriter) -> Void) -> [UInt8] {
    var writer = ArchiveWriter(kind: "test", version: 3)
    write(&writer)
    return writer.bytes
  }

  @Test func `what is written is read back, bit for bit`() throws {
    let bytes = archive {
      $0.mark("values")
      $0.write(UInt64.max)
      $0.write(-5)
      $0.write(-0.0)
      $0.write(true)
      $0.write("säuberlich")
      $0.write([1.5, .infinity])
      $0.write([1, -2, .max])
      $0.write([true, false])
      $0.write(bytes: [7])
    }
    var reader = try ArchiveReader(bytes, kind: "test", version: 3)
    try reader.mark("values")
    #expect(try reader.word() == .max)
    #expect(try reader.integer(in: -5...0) == -5)
    #expect(try reader.real().bitPattern == (-0.0).bitPattern)
    #expect(try reader.truth())
    #expect(try reader.text() == "säuberlich")
    #expect(try reader.reals() == [1.5, .infinity])
    #expect(try reader.integers() == [1, -2, .max])
    #expect(try reader.truths() == [true, false])
    #expect(try reader.byteList() == [7])
    try reader.finish()
  }

  @Test func `the bytes are those that the format says`() {
    #expect(
      archive { $0.write(258) }
        == Array("sweep archive\n".utf8) + [4, 0, 0, 0, 0, 0, 0, 0] + Array("test".utf8)
        + [3, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test func `another kind, another version and other bytes are refused`() {
    let bytes = archive { _ in }
    func cause(_ bytes: [UInt8], _ kind: String, _ version: Int) -> String? {
      do {
        _ = try ArchiveReader(bytes, kind: kind, version: version)
        return nil
      } catch {
        return error.cause
      }
    }
    #expect(cause(bytes, "trial", 3) == "it contains 'test', not 'trial'")
    #expect(cause(bytes, "test", 4) == "its format is 3, and this program reads 4")
    #expect(cause([], "test", 3) == "it is not an archive")
    #expect(cause(Array(bytes.dropLast()), "test", 3) == "7 bytes are left of 8")
  }

  @Test func `a length that the bytes cannot have is refused before memory is taken`() throws {
    let bytes = archive { $0.write(Int.max) }
    var reader = try ArchiveReader(bytes, kind: "test", version: 3)
    #expect(throws: ArchiveError.self) { _ = try reader.reals() }
  }

  @Test func `values that no writer wrote are refused`() throws {
    let bytes = archive {
      $0.write(bytes: [2])
      $0.write(bytes: [0xFF])
      $0.write(9)
      $0.write(0)
    }
    var reader = try ArchiveReader(bytes, kind: "test", version: 3)
    #expect(throws: ArchiveError.self) { _ = try reader.truths() }
    #expect(throws: ArchiveError.self) { _ = try reader.text() }
    #expect(throws: ArchiveError.self) { _ = try reader.integer(in: 0...8) }
    #expect(throws: ArchiveError.self) { try reader.finish() }
  }
}
