/// How the rows of a summary lie in memory and in `sweep.h5`: packed, little-endian, text filled up
/// with zeros.
struct SummaryLayout {
  /// How a cell is stored.
  enum Kind: Equatable {
    case text(width: Int)
    case int64
    case uint64
    case float64

    /// Bytes of one cell.
    var size: Int {
      if case .text(let width) = self { width } else { 8 }
    }
  }

  /// A column.
  struct Member: Equatable {
    let name: String
    let kind: Kind
    /// Bytes from the start of the row.
    let offset: Int
  }

  /// The columns in order.
  let members: [Member]
  /// Bytes of one row.
  let rowSize: Int

  /// Text columns become as wide as their longest cell, at least one byte.
  init(_ table: SummaryTable) {
    let columns = table.columns
    var widths = [Int](repeating: 1, count: columns.count)
    for row in table.rows {
      for (column, cell) in row.cells(hasValues: table.hasValues).enumerated() {
        widths[column] = max(widths[column], cell.utf8.count)
      }
    }
    var offset = 0
    var members: [Member] = []
    for (column, name) in columns.enumerated() {
      let kind = Self.kind(of: column, in: table, width: widths[column])
      members.append(Member(name: name, kind: kind, offset: offset))
      offset += kind.size
    }
    self.members = members
    rowSize = offset
  }

  private static func kind(of column: Int, in table: SummaryTable, width: Int) -> Kind {
    let fixed = table.resultColumns
    guard column < fixed.count else {
      return switch table.hyperparameters[column - fixed.count].kind {
      case .text: .text(width: width)
      case .integer: .int64
      case .real: .float64
      }
    }
    return switch fixed[column] {
    case "seed": .uint64
    case "replicate", "episodes", "steps", "updates", "solved_at_episode": .int64
    case "return_last_100", "return_best_100", "evaluation_return", "loss_last", "value_error",
      "regret":
      .float64
    default: .text(width: width)
    }
  }

  /// All rows, one after the other.
  func bytes(of table: SummaryTable) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(table.rows.count * rowSize)
    for row in table.rows {
      for (member, cell) in zip(members, row.cells(hasValues: table.hasValues)) {
        append(cell, as: member, to: &bytes)
      }
    }
    return bytes
  }

  private func append(_ cell: String, as member: Member, to bytes: inout [UInt8]) {
    switch member.kind {
    case .text(let width):
      bytes += cell.utf8
      bytes += repeatElement(0, count: width - cell.utf8.count)
    case .int64: append(cell.isEmpty ? -1 : Int64(cell), cell, member, to: &bytes)
    case .uint64: append(UInt64(cell), cell, member, to: &bytes)
    case .float64:
      append((cell.isEmpty ? .nan : Double(cell))?.bitPattern, cell, member, to: &bytes)
    }
  }

  private func append<Number: FixedWidthInteger>(
    _ number: Number?, _ cell: String, _ member: Member, to bytes: inout [UInt8]
  ) {
    guard let number else {
      preconditionFailure("column '\(member.name)' holds numbers, and not '\(cell)'")
    }
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }
}
