import Testing

@testable import HDF5

@Suite struct HDF5ReaderTests {
  @Test func `what was written is read back`() throws {
    let record = RecordSamples.variety
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    #expect(try HDF5Reader.record(in: image, file: "a.h5") == record)
  }

  @Test func `objects that are not wanted are left out`() throws {
    let record = RecordSamples.variety
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    let read = try HDF5Reader.record(
      in: image, file: "a.h5", only: ["/a", "/a/int64", "/a/uint64", "/b/none"].contains)
    #expect(read.fields == record.fields.filter { ["/a/int64", "/a/uint64"].contains($0.path) })
    #expect(Set(read.attributes.map(\.object)) == ["/", "/a"])
  }

  @Test func `an array of several chunks is read back`() throws {
    let values = (0..<5_000_000).map { Double($0) }
    let record = Record(
      attributes: [],
      fields: [
        RecordField(
          path: "/x", shape: [2_500_000, 2], values: .float64(values), units: "", description: "")
      ])
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    #expect(try HDF5Reader.record(in: image, file: "a.h5") == record)
  }

  @Test func `a file cut off anywhere is refused`() throws {
    let image = try HDF5Writer.image(of: RecordSamples.variety, file: "a.h5")
    for length in 0..<image.count {
      #expect(throws: HDF5Error.self) {
        try HDF5Reader.record(in: Array(image[..<length]), file: "a.h5")
      }
    }
  }

  @Test func `a flipped bit in any byte is refused, or changes nothing that is read`() throws {
    let record = RecordSamples.variety
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    var refused = 0
    for index in image.indices {
      var bytes = image
      bytes[index] ^= 1 << UInt8(index % 8)
      guard let read = try? HDF5Reader.record(in: bytes, file: "a.h5") else {
        refused += 1
        continue
      }
      #expect(read == record, "byte \(index)")
    }
    #expect(refused > image.count / 2)
  }

  @Test func `values are read without a check of their checksums where a caller asks for it`()
    throws
  {
    let image = try HDF5Writer.image(of: RecordSamples.pattern, file: "a.h5")
    var bytes = image
    bytes[try RecordSamples.offsetOfPattern(in: image)] ^= 1
    let error = #expect(throws: HDF5Error.self) {
      try HDF5Reader.record(in: bytes, file: "a.h5")
    }
    #expect(error?.call == "H5Dread")
    let read = try HDF5Reader.record(in: bytes, file: "a.h5", verifyingChecksums: false)
    #expect(read.field("/a/pattern")?.values == .uint8([0xDF, 0xAD, 0xBE, 0xEF, 0xFE, 0xED]))
  }

  @Test func `a file that is open for writing is an error of its own kind`() throws {
    var bytes = try HDF5Writer.image(of: RecordSamples.variety, file: "a.h5")
    // The flag that the library sets, and its checksum.
    bytes[11] |= 1
    try #require(SuperblockChecksum.update(&bytes))
    let error = #expect(throws: HDF5Error.self) {
      try HDF5Reader.record(in: bytes, file: "a.h5")
    }
    #expect(error?.kind == .openForWriting)
    #expect(
      error?.description
        == "HDF5: / in a.h5: another program has it open for writing, or did not close it")
  }

  @Test func `bytes of no HDF5 file are refused`() {
    for bytes in [[], Array("trial,seconds\n".utf8), [UInt8](repeating: 0x89, count: 5_000)] {
      let error = #expect(throws: HDF5Error.self) {
        try HDF5Reader.record(in: bytes, file: "a.h5")
      }
      #expect(
        error?.description
          == "HDF5: / in a.h5: it is not an HDF5 file of a supported format, or its superblock is damaged"
      )
    }
  }

  @Test func `links to other files are refused`() throws {
    let image = try HDF5Writer.image(file: "a.h5") { root in
      try root.makeExternalLink("other", to: "/", inFile: "b.h5")
    }
    let error = #expect(throws: HDF5Error.self) { try HDF5Reader.record(in: image, file: "a.h5") }
    #expect(error?.description == "HDF5: /other in a.h5: it is a link to elsewhere")
  }
}
