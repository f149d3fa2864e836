import HDF5

/// `sweep.h5`: one file to open for a whole sweep.
///
/// `/trials` links to every finished trial's file, `/summary` is the summary as a table. A function
/// of the experiment alone, like the files that it links to.
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
        "summary", columns: layout.members.map(\.column), rowCount: table.rows.count,
        attributes: [("description", .text(description))]
      ) { layout.bytes(of: table, rows: $0) }
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

/// How the rows of a summary are laid out in memory and in `sweep.h5`: packed, little-endian, text
/// padded with zeros.
struct SummaryLayout {
  /// A column.
  struct Member: Equatable {
    let name: String
    let kind: SummaryColumn.Kind
    /// Bytes from the start of the row.
    let offset: Int
    /// Bytes of one cell.
    let size: Int
  }

  /// The columns in order.
  let members: [Member]
  /// Bytes of one row.
  let rowSize: Int

  /// Text columns become as wide as their longest cell, at least one byte.
  init(_ table: SummaryTable) {
    let columns = table.columns
    let settings = table.resultIndices.count
    var widths = [Int](repeating: 1, count: columns.count)
    func widen(_ first: Int, _ cells: [SummaryValue]) {
      for (offset, cell) in cells.enumerated() {
        if case .text(let text) = cell {
          widths[first + offset] = max(widths[first + offset], text.utf8.count)
        }
      }
    }
    for row in table.rows { widen(0, table.results(of: row)) }
    table.forEachSettings { widen(settings, $0.values) }
    var offset = 0
    var members: [Member] = []
    for (column, width) in zip(columns, widths) {
      let size = column.kind == .text ? width : 8
      members.append(Member(name: column.name, kind: column.kind, offset: offset, size: size))
      offset += size
    }
    self.members = members
    rowSize = offset
  }

  /// Some rows, one after the other.
  func bytes(of table: SummaryTable, rows: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows.count * rowSize)
    let results = members.prefix(table.resultIndices.count)
    let settings = members.dropFirst(results.count)
    var last: (cells: PackedCells, bytes: [UInt8])?
    for row in table.rows[rows] {
      for (member, cell) in zip(results, table.results(of: row)) {
        member.append(cell, to: &bytes)
      }
      if row.settings != last?.cells {
        var own: [UInt8] = []
        for (member, cell) in zip(settings, row.settings.values) { member.append(cell, to: &own) }
        last = (row.settings, own)
      }
      bytes += last?.bytes ?? []
    }
    return bytes
  }
}

extension SummaryLayout.Member {
  /// Appends a cell.
  ///
  /// - Precondition: it is empty or of the column's kind.
  fileprivate func append(_ cell: SummaryValue, to bytes: inout [UInt8]) {
    switch (kind, cell) {
    case (.text, .text(let text)):
      bytes += text.utf8
      bytes += repeatElement(0, count: size - text.utf8.count)
    case (.text, .empty): bytes += repeatElement(0, count: size)
    case (.integer, .integer(let number)): append(Int64(number), to: &bytes)
    case (.integer, .empty): append(Int64(-1), to: &bytes)
    case (.unsigned, .unsigned(let number)): append(number, to: &bytes)
    case (.real, .real(let number)): append(number.bitPattern, to: &bytes)
    case (.real, .empty): append(Double.nan.bitPattern, to: &bytes)
    default: preconditionFailure("column '\(name)' is of kind \(kind), and the cell is \(cell)")
    }
  }

  private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }
}
