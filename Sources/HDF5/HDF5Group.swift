import CHDF5

/// A group of a file that is being written; the root group is the file itself.
///
/// It is valid only within the closure that it is passed to.
public struct HDF5Group {
  let handle: HDF5Handle
  let path: String
  let context: HDF5Context

  /// Gives the group an attribute.
  ///
  /// - Throws: `HDF5Error`.
  public func write(_ value: RecordValue, attribute name: String) throws {
    try context.write(value, named: name, to: handle, path)
  }

  /// Makes a group within this one, and calls `body` with it.
  ///
  /// - Parameters:
  ///   - name: Its name, or its path from this group if the groups above it exist.
  ///   - body: Writes what is in it.
  /// - Throws: `HDF5Error`, or what `body` throws.
  public func makeGroup(_ name: String, _ body: (HDF5Group) throws -> Void) throws {
    let path = path(of: name)
    let creation = try context.open(
      H5Pcreate(chdf5_group_creation()), "H5Pcreate", path, close: H5Pclose)
    try context.setObjectProperties(creation)
    let group = try context.open(
      H5Gcreate2(handle.id, name, chdf5_default(), creation.id, chdf5_default()), "H5Gcreate2",
      path, close: H5Gclose)
    try creation.close()
    try body(HDF5Group(handle: group, path: path, context: context))
    try group.close()
  }

  /// Makes a link to an object of another file, which need not exist yet.
  ///
  /// - Parameters:
  ///   - name: The link's name.
  ///   - object: The path of the object in the other file.
  ///   - file: The other file; a relative path starts at the folder of this file.
  /// - Throws: `HDF5Error`.
  public func makeExternalLink(_ name: String, to object: String, inFile file: String) throws {
    try context.check(
      H5Lcreate_external(file, object, handle.id, name, chdf5_default(), chdf5_default()),
      "H5Lcreate_external", path(of: name))
  }

  /// Writes a dataset whose elements are rows of named columns (a compound type).
  ///
  /// - Parameters:
  ///   - name: The dataset's name.
  ///   - columns: The columns in order.
  ///   - rowCount: The number of rows.
  ///   - attributes: The dataset's attributes in order.
  ///   - rows: The bytes of some of the rows, one after the other, without gaps: numbers
  ///     little-endian, text in UTF-8 and padded with zeros to its column's width. It is called for
  ///     every row once, in order, so that only some are in memory.
  /// - Precondition: there is a column.
  /// - Throws: `HDF5Error`.
  public func writeTable(
    _ name: String, columns: [HDF5TableColumn], rowCount: Int,
    attributes: [(name: String, value: RecordValue)], rows: (Range<Int>) -> [UInt8]
  ) throws {
    let path = path(of: name)
    let rowSize = columns.reduce(0) { $0 + $1.type.size }
    precondition(rowSize > 0, "\(path) has no columns")
    let row = try context.open(
      H5Tcreate(H5T_COMPOUND, rowSize), "H5Tcreate", path, close: H5Tclose)
    var offset = 0
    for column in columns {
      let member = "\(path).\(column.name)"
      let type = try context.memberType(column.type, member)
      try context.check(H5Tinsert(row.id, column.name, offset, type.id), "H5Tinsert", member)
      try type.close()
      offset += column.type.size
    }
    let dataset = try context.makeDataset(
      name, type: row.id, shape: [rowCount], bytes: rowCount * rowSize, into: handle, path)
    let step = HDF5Limits.rowsOfChunk(of: rowCount, size: rowSize)
    for first in stride(from: 0, to: rowCount, by: step) {
      let range = first..<min(first + step, rowCount)
      let bytes = rows(range)
      precondition(
        bytes.count == range.count * rowSize,
        "\(bytes.count) bytes for \(range.count) rows of \(rowSize) in \(path)")
      try context.writeRows(range, bytes, type: row.id, to: dataset, path)
    }
    for attribute in attributes {
      try context.write(attribute.value, named: attribute.name, to: dataset, path)
    }
    try dataset.close()
    try row.close()
  }

  /// Writes a dataset with its units and description.
  func write(_ values: FieldValues, of field: RecordField, named name: String) throws {
    let dataset = try values.withBytes { bytes in
      try context.writeDataset(
        name, type: values.fileType, shape: field.shape, bytes: bytes, into: handle, field.path)
    }
    try context.write(.text(field.units), named: "units", to: dataset, field.path)
    try context.write(.text(field.description), named: "description", to: dataset, field.path)
    try dataset.close()
  }

  private func path(of name: String) -> String { (path == "/" ? "/" : path + "/") + name }
}

/// A column of a table.
public struct HDF5TableColumn: Equatable, Sendable {
  /// How a cell is stored.
  public enum CellType: Equatable, Sendable {
    /// UTF-8 text of at most that many bytes, which are at least one.
    case text(width: Int)
    /// A whole number.
    case int64
    /// A whole number that is never negative.
    case uint64
    /// A real number.
    case float64

    /// Bytes of one cell.
    var size: Int {
      if case .text(let width) = self { width } else { 8 }
    }
  }

  /// The column's name.
  public let name: String
  /// How its cells are stored.
  public let type: CellType

  /// Creates a column.
  public init(name: String, type: CellType) {
    self.name = name
    self.type = type
  }
}

extension HDF5Context {
  /// The type of a table's cells in the file.
  fileprivate func memberType(
    _ type: HDF5TableColumn.CellType, _ path: String
  ) throws(HDF5Error) -> HDF5Handle {
    let numberType: hid_t
    switch type {
    case .text(let width): return try textType(width, path)
    case .int64: numberType = chdf5_int64()
    case .uint64: numberType = chdf5_uint64()
    case .float64: numberType = chdf5_float64()
    }
    return try open(H5Tcopy(numberType), "H5Tcopy", path, close: H5Tclose)
  }
}
