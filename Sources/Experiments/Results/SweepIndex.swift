import CHDF5

/// `sweep.h5`: one file to open for a whole sweep.
///
/// `/trials` links to every finished trial's file, `/summary` is the
/// summary as a table. A function of the experiment alone, like the files that it links to.
public enum SweepIndex {
  /// Makes the index anew and puts it on disk, whole or not at all.
  ///
  /// - Parameters:
  ///   - table: The summary.
  ///   - file: Beside the folder `trials`, which the links are relative to.
  /// - Throws: `HDF5Error` or `FileError`.
  public static func write(_ table: SummaryTable, to file: String) throws {
    try AtomicFile.write(try image(of: table, file: file), to: file)
  }

  static func image(of table: SummaryTable, file: String) throws -> [UInt8] {
    let layout = SummaryLayout(table)
    let bytes = layout.bytes(of: table)
    return try HDF5Library.exclusively {
      let context = HDF5Context(file: file)
      let image = try HDF5Image(context, growth: 1 << 22)
      try context.write(.int64(1), named: "format_version", to: image.file, "/")
      try writeLinks(table.rows, into: image.file, context)
      try writeSummary(table, layout, bytes, into: image.file, context)
      return try image.finish()
    }
  }

  private static func writeLinks(
    _ rows: [SummaryRow], into file: HDF5Handle, _ context: HDF5Context
  ) throws(HDF5Error) {
    let group = try HDF5Writer.makeGroup("/trials", in: file, context)
    try context.write(
      .text("external links to the finished trials' files, which lie in the folder 'trials'"),
      named: "description", to: group, "/trials")
    for row in rows where row.status != .missing {
      try context.check(
        H5Lcreate_external(
          "trials/\(row.trial).h5", "/", group.id, row.trial, chdf5_default(), chdf5_default()),
        "H5Lcreate_external", "/trials/\(row.trial)")
    }
    try group.close()
  }

  private static func writeSummary(
    _ table: SummaryTable, _ layout: SummaryLayout, _ bytes: [UInt8], into file: HDF5Handle,
    _ context: HDF5Context
  ) throws(HDF5Error) {
    let path = "/summary"
    let row = try context.open(
      H5Tcreate(H5T_COMPOUND, layout.rowSize), "H5Tcreate", path, close: H5Tclose)
    for member in layout.members {
      let place = "\(path).\(member.name)"
      let type = try member.type(context, place)
      try context.check(H5Tinsert(row.id, member.name, member.offset, type.id), "H5Tinsert", place)
      try type.close()
    }
    let dataset = try withBytes(of: bytes) { bytes throws(HDF5Error) in
      try context.writeDataset(
        path, type: row.id, shape: [table.rows.count], bytes: bytes, into: file)
    }
    try context.write(
      .text(
        "one row a trial in grid order, the columns of summary.csv; where a cell is empty, text is empty, "
          + "a whole number is -1, a real number is not a number"),
      named: "description", to: dataset, path)
    try dataset.close()
    try row.close()
  }

  private static func withBytes<T>(
    of bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(HDF5Error) -> T
  ) throws(HDF5Error) -> T {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(HDF5Error) -> T in try body(bytes) }
    }
    return try result.get()
  }
}

extension SummaryLayout.Member {
  /// The member's type in the file.
  fileprivate func type(_ context: HDF5Context, _ place: String) throws(HDF5Error) -> HDF5Handle {
    if case .text(let width) = kind { return try context.textType(width, place) }
    let type =
      switch kind {
      case .uint64: chdf5_uint64()
      case .float64: chdf5_float64()
      default: chdf5_int64()
      }
    return try context.open(H5Tcopy(type), "H5Tcopy", place, close: H5Tclose)
  }
}
