import Testing

@testable import HDF5

@Suite struct HDF5LibraryTests {
  @Test func `the library says its version`() throws {
    #expect(try HDF5Library.version().split(separator: ".").count == 3)
  }

  @Test func `an error carries the call, the object, the file and the library's reason`() throws {
    var image = try HDF5Writer.image(of: RecordSamples.pattern, file: "a.h5")
    image[try RecordSamples.offsetOfPattern(in: image)] ^= 1
    let error = #expect(throws: HDF5Error.self) {
      try HDF5Reader.record(in: image, file: "a.h5")
    }
    #expect(
      error?.description
        == "HDF5: H5Dread failed for /a/pattern in a.h5: data error detected by Fletcher32 checksum"
    )
  }
}
