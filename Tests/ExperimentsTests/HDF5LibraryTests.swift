import Testing

@testable import Experiments

@Suite struct HDF5LibraryTests {
  @Test func `the library says its version`() throws {
    #expect(try HDF5Library.version().split(separator: ".").count == 3)
  }

  @Test func `an error carries the call, the object, the file and the library's reason`() throws {
    let record = TrialSamples.record().record
    var image = try HDF5Writer.image(of: record, file: "a.h5")
    // The biases 0.5 and -0.5 stand in the file as they are.
    let bias: [UInt8] = [0, 0, 0, 0x3F, 0, 0, 0, 0xBF]
    let place = try #require(
      image.indices.dropLast(8).first { Array(image[$0..<$0 + 8]) == bias })
    image[place] ^= 1
    let error = #expect(throws: HDF5Error.self) {
      try HDF5Reader.record(in: image, file: "a.h5")
    }
    #expect(
      error?.description
        == "HDF5: H5Dread failed for /weights/00_dense/bias in a.h5: data error detected by Fletcher32 checksum"
    )
  }
}
