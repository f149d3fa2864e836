import Testing

@testable import HDF5

@Suite struct HDF5WriterTests {
  @Test func `the same record gives the same bytes`() throws {
    let record = RecordSamples.variety
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    for _ in 0..<5 { #expect(try HDF5Writer.image(of: record, file: "b.h5") == image) }
  }

  @Test func `threads do not disturb one another`() async throws {
    let record = RecordSamples.variety
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try HDF5Writer.image(of: record, file: "b.h5") == image
            && HDF5Reader.record(in: image, file: "a.h5") == record
        }
      }
      for try await same in group { #expect(same) }
    }
  }

  @Test func `text that cannot be stored is an error that says where`() {
    for text in ["a\0b", String(repeating: "x", count: 70_000)] {
      let record = Record(
        attributes: [RecordAttribute(object: "/", name: "n", value: .text(text))], fields: [])
      let error = #expect(throws: HDF5Error.self) {
        try HDF5Writer.image(of: record, file: "a.h5")
      }
      #expect(error?.object == "/@n")
    }
  }

  @Test func `an image has little in it besides the values`() throws {
    let image = try HDF5Writer.image(of: RecordSamples.variety, file: "a.h5")
    #expect(image.count < 16_000, "\(image.count) bytes")
  }
}
