import Testing

@testable import Experiments

@Suite struct HDF5ReaderTests {
  /// Every type, several ranks, empty and larger than one chunk.
  static func variety() -> Record {
    let meanings = [
      ("/a/float32", [3], FieldValues.float32([1, -0.0, .nan])),
      ("/a/float64", [1, 2], .float64([.infinity, .leastNonzeroMagnitude])),
      ("/a/int64", [2], .int64([.min, .max])),
      ("/a/uint64", [1], .uint64([.max])),
      ("/b/c/uint8", [2, 1, 2], .uint8([0, 1, 2, 255])),
      ("/b/none", [0], .float32([])),
      ("/b/noRows", [0, 20], .float64([])),
      ("/b/noColumns", [3, 0], .float64([])),
    ]
    return Record(
      attributes: [
        RecordAttribute(object: "/", name: "text", value: .text("grün\n→")),
        RecordAttribute(object: "/", name: "empty", value: .text("")),
        RecordAttribute(object: "/only attributes", name: "list", value: .int64s([1, -2])),
        RecordAttribute(object: "/only attributes", name: "nothing", value: .int64s([])),
        RecordAttribute(object: "/a", name: "real", value: .float64(-0.0)),
        RecordAttribute(object: "/a", name: "truth", value: .bool(true)),
        RecordAttribute(object: "/a", name: "seed", value: .uint64(.max)),
      ]
        + (0..<40).map { RecordAttribute(object: "/many", name: "n\($0)", value: .int64($0)) },
      fields: meanings.map {
        RecordField(path: $0, shape: $1, values: $2, units: "m", description: "")
      })
  }

  @Test func `what was written is read back`() throws {
    let record = Self.variety()
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    #expect(try HDF5Reader.record(in: image, file: "a.h5") == record)
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
    let image = try HDF5Writer.image(of: TrialSamples.record().record, file: "a.h5")
    for length in 0..<image.count {
      #expect(throws: HDF5Error.self) {
        try HDF5Reader.record(in: Array(image[..<length]), file: "a.h5")
      }
    }
  }

  @Test func `a flipped bit is never accepted, with or without checksums`() throws {
    let record = TrialSamples.record().record
    let image = try HDF5Writer.image(of: record, file: "a.h5")
    var bits = HostileBits()
    for _ in 0..<2_000 {
      var bytes = image
      for _ in 0...bits.below(2) { bytes[bits.below(bytes.count)] ^= 1 << UInt8(bits.below(8)) }
      for verifying in [true, false] {
        let read = try? HDF5Reader.record(
          in: bytes, file: "a.h5", verifyingChecksums: verifying)
        // A bit that nothing is read from may flip; whatever is read must still have its digest.
        if let read, read != record {
          #expect(!verifying)
          #expect(read.attribute("result_sha256") != .text(read.digest()))
        }
      }
    }
  }

  @Test func `bytes of no HDF5 file are refused`() {
    for bytes in [[], Array("trial,seconds\n".utf8), [UInt8](repeating: 0x89, count: 5_000)] {
      let error = #expect(throws: HDF5Error.self) {
        try HDF5Reader.record(in: bytes, file: "a.h5")
      }
      #expect(
        error?.description
          == "HDF5: / in a.h5: it is not an HDF5 file of this program, or its head is damaged")
    }
  }

  @Test func `links to elsewhere are refused`() throws {
    let table = SummaryTable(
      hyperparameters: [], rows: [SummaryRow(TrialSamples.record(), hyperparameters: [])])
    let index = try SweepIndex.image(of: table, file: "sweep.h5")
    #expect(throws: HDF5Error.self) { try HDF5Reader.record(in: index, file: "sweep.h5") }
  }
}

/// Which bits to flip, the same in every run: Knuth's MMIX generator.
struct HostileBits {
  private var state: UInt64 = 42

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
