import HDF5
import Testing

/// Records for tests.
enum RecordSamples {
  /// Every type, several ranks, empty and larger than one chunk.
  static var variety: Record {
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

  /// A dataset with six bytes that are nowhere else in the file.
  static var pattern: Record {
    Record(
      attributes: [],
      fields: [
        RecordField(
          path: "/a/pattern", shape: [6],
          values: .uint8([0xDE, 0xAD, 0xBE, 0xEF, 0xFE, 0xED]), units: "1", description: "a pattern"
        )
      ])
  }

  /// Where those bytes are in a file.
  static func offsetOfPattern(in image: [UInt8]) throws -> Int {
    let pattern: [UInt8] = [0xDE, 0xAD, 0xBE, 0xEF, 0xFE, 0xED]
    return try #require(
      image.indices.dropLast(5).first { image[$0..<$0 + 6].elementsEqual(pattern) })
  }
}
