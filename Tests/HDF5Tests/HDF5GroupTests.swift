import Testing

@testable import HDF5

@Suite struct HDF5GroupTests {
  @Test func `groups and attributes that are written one by one are read back`() throws {
    let image = try HDF5Writer.image(file: "a.h5") { root in
      try root.write(.int64(7), attribute: "version")
      try root.makeGroup("a") { group in
        try group.write(.text("outer"), attribute: "name")
        try group.makeGroup("b") { try $0.write(.text("inner"), attribute: "name") }
      }
    }
    let expected = Record(
      attributes: [
        RecordAttribute(object: "/", name: "version", value: .int64(7)),
        RecordAttribute(object: "/a", name: "name", value: .text("outer")),
        RecordAttribute(object: "/a/b", name: "name", value: .text("inner")),
      ], fields: [])
    #expect(try HDF5Reader.record(in: image, file: "a.h5") == expected)
  }

  @Test func `a table has its rows in the file as they are, and the same bytes each time`() throws {
    let columns = [
      HDF5TableColumn(name: "name", type: .text(width: 3)),
      HDF5TableColumn(name: "count", type: .int64),
      HDF5TableColumn(name: "seed", type: .uint64),
      HDF5TableColumn(name: "score", type: .float64),
    ]
    let rows = Array("abc".utf8) + (1...24) + Array("d\0\0".utf8) + (101...124)
    func image(named file: String) throws -> [UInt8] {
      try HDF5Writer.image(file: file) { root in
        try root.writeTable(
          "table", columns: columns, rowCount: 2, attributes: [("description", .text("two rows"))]
        ) { Array(rows[27 * $0.lowerBound..<27 * $0.upperBound]) }
      }
    }
    let bytes = try image(named: "a.h5")
    #expect(try image(named: "b.h5") == bytes)
    #expect(
      bytes.indices.dropLast(rows.count).contains {
        bytes[$0..<$0 + rows.count].elementsEqual(rows)
      })
    // Tables are written for other programs; records have none.
    #expect(throws: HDF5Error.self) { try HDF5Reader.record(in: bytes, file: "a.h5") }
  }

  @Test func `a table of several chunks is asked for chunk by chunk, and has each as it is`()
    throws
  {
    let (count, size) = (5_000, 8_000)
    let columns = [
      HDF5TableColumn(name: "number", type: .int64),
      HDF5TableColumn(name: "text", type: .text(width: size - 8)),
    ]
    func bytes(_ rows: Range<Int>) -> [UInt8] {
      rows.flatMap { row in
        withUnsafeBytes(of: Int64(row).littleEndian, Array.init)
          + [UInt8](repeating: UInt8(row % 251), count: size - 8)
      }
    }
    var asked: [Range<Int>] = []
    let image = try HDF5Writer.image(file: "a.h5") { root in
      try root.writeTable("table", columns: columns, rowCount: count, attributes: []) { rows in
        asked.append(rows)
        return bytes(rows)
      }
    }
    #expect(asked == [0..<2_097, 2_097..<4_194, 4_194..<5_000])
    for rows in asked {
      let chunk = bytes(rows)
      let start = image.indices.first { place in
        image[place...].prefix(16).elementsEqual(chunk.prefix(16))
          && image[place...].prefix(chunk.count).elementsEqual(chunk)
      }
      #expect(start != nil, "rows \(rows)")
    }
  }

  @Test func `a name that is taken is an error with its path`() {
    let error = #expect(throws: HDF5Error.self) {
      try HDF5Writer.image(file: "a.h5") { root in
        try root.makeGroup("a") { group in
          try group.makeExternalLink("b", to: "/", inFile: "b.h5")
          try group.makeExternalLink("b", to: "/", inFile: "b.h5")
        }
      }
    }
    #expect(error?.kind == .failedCall)
    #expect(error?.call == "H5Lcreate_external")
    #expect(error?.object == "/a/b")
  }
}
