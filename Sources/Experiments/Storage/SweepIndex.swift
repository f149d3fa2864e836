import HDF5

/// `sweep.h5`: one file to open for a whole sweep.
///
/// `/trials` links to every finished trial's file, `/summary` is the summary as a table. A function of the experiment alone, like the files that it links to.
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
    return try HDF5Writer.image(file: file, growth: 1 << 22) { root in
      try root.write(.int64(1), attribute: "format_version")
      try root.makeGroup("trials") { trials in
        try trials.write(
          .text("external links to the finished trials' files, which lie in the folder 'trials'"),
          attribute: "description")
        for row in table.rows where row.status != .missing {
          try trials.makeExternalLink(row.trial, to: "/", inFile: "trials/\(row.trial).h5")
        }
      }
      try root.writeTable(
        "summary", columns: layout.members.map(\.column), rows: bytes,
        attributes: [("description", .text(description))])
    }
  }

  private static let description =
    "one row a trial in grid order, the columns of summary.csv; where a cell is empty, text is empty, "
    + "a whole number is -1, a real number is not a number"
}

extension SummaryLayout.Member {
  /// The column in the file.
  fileprivate var column: HDF5TableColumn {
    let type: HDF5TableColumn.CellType =
      switch kind {
      case .text: .text(width: size)
      case .integer: .int64
      case .unsigned: .uint64
      case .real: .float64
      }
    return HDF5TableColumn(name: name, type: type)
  }
}
