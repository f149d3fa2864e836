import CHDF5

/// Makes the bytes of a file: the same content gives the same bytes.
public enum HDF5Writer {
  /// The file that holds `record`.
  ///
  /// - Parameters:
  ///   - record: What the file is to hold.
  ///   - file: The path it will have, for messages.
  /// - Returns: The bytes of the whole file.
  /// - Throws: `HDF5Error`.
  public static func image(of record: Record, file: String) throws -> [UInt8] {
    try image(file: file) { root in
      for group in groups(of: record) {
        try root.makeGroup(nameFromRoot(group)) { try write(record, attributesOf: group, to: $0) }
      }
      try write(record, attributesOf: "/", to: root)
      for field in record.fields {
        try root.write(field.values, of: field, named: nameFromRoot(field.path))
      }
    }
  }

  /// The file that `body` writes, beginning with an empty root group.
  ///
  /// - Parameters:
  ///   - file: The path it will have, for messages.
  ///   - growth: Bytes that the memory grows by at least: more for larger files.
  ///   - body: Writes the content. No other thread writes or reads a file meanwhile, so it must not
  ///     call `HDF5Writer` or `HDF5Reader`.
  /// - Returns: The bytes of the whole file.
  /// - Throws: `HDF5Error`, or what `body` throws.
  public static func image(
    file: String, growth: Int = 1 << 16, _ body: (HDF5Group) throws -> Void
  ) throws -> [UInt8] {
    try HDF5Library.exclusively {
      let context = HDF5Context(file: file)
      let image = try HDF5Image(context, growth: growth)
      try body(HDF5Group(handle: image.file, path: "/", context: context))
      return try image.finish()
    }
  }

  private static func write(
    _ record: Record, attributesOf path: String, to group: HDF5Group
  ) throws {
    for attribute in record.attributes where attribute.object == path {
      try group.write(attribute.value, attribute: attribute.name)
    }
  }

  /// Every group that something of the record is in, parents first.
  private static func groups(of record: Record) -> [String] {
    var groups: [String] = []
    let objects =
      record.attributes.map(\.object) + record.fields.map { parent(of: $0.path) }
    for object in objects.sorted() {
      var above: [String] = []
      var group = object
      while group != "/", !groups.contains(group) {
        above.append(group)
        group = parent(of: group)
      }
      groups += above.reversed()
    }
    return groups
  }

  /// The path of the group that an object is in.
  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private static func nameFromRoot(_ path: String) -> String {
    String(path.drop { $0 == "/" })
  }
}

extension FieldValues {
  /// The type of the elements in the file.
  var fileType: hid_t {
    switch self {
    case .float32: chdf5_float32()
    case .float64: chdf5_float64()
    case .int64: chdf5_int64()
    case .uint64: chdf5_uint64()
    case .uint8: chdf5_uint8()
    }
  }
}

extension HDF5Context {
  /// Makes a dataset with checksums and writes all of it.
  ///
  /// The elements have the file's type already.
  func writeDataset(
    _ name: String, type: hid_t, shape: [Int], bytes: UnsafeRawBufferPointer,
    into group: HDF5Handle, _ path: String
  ) throws(HDF5Error) -> HDF5Handle {
    let dataset = try makeDataset(
      name, type: type, shape: shape, bytes: bytes.count, into: group, path)
    if !bytes.isEmpty {
      try check(
        H5Dwrite(
          dataset.id, type, chdf5_all(), chdf5_all(), chdf5_default(), bytes.baseAddress),
        "H5Dwrite", path)
    }
    return dataset
  }

  /// Makes a dataset of so many bytes, with checksums, in which nothing is written yet.
  func makeDataset(
    _ name: String, type: hid_t, shape: [Int], bytes: Int, into group: HDF5Handle, _ path: String
  ) throws(HDF5Error) -> HDF5Handle {
    let space = try dataspace(shape, path)
    let creation = try open(
      H5Pcreate(chdf5_dataset_creation()), "H5Pcreate", path, close: H5Pclose)
    try setObjectProperties(creation)
    if bytes > 0 { try addChecksum(to: creation, shape: shape, bytes: bytes, path) }
    let dataset = try open(
      H5Dcreate2(group.id, name, type, space.id, chdf5_default(), creation.id, chdf5_default()),
      "H5Dcreate2", path, close: H5Dclose)
    try creation.close()
    try space.close()
    return dataset
  }

  /// Writes some rows of a dataset with one axis.
  func writeRows(
    _ rows: Range<Int>, _ bytes: [UInt8], type: hid_t, to dataset: HDF5Handle, _ path: String
  ) throws(HDF5Error) {
    let memory = try dataspace([rows.count], path)
    let file = try open(H5Dget_space(dataset.id), "H5Dget_space", path, close: H5Sclose)
    let (start, count) = ([hsize_t(rows.lowerBound)], [hsize_t(rows.count)])
    try check(
      H5Sselect_hyperslab(file.id, H5S_SELECT_SET, start, nil, count, nil), "H5Sselect_hyperslab",
      path)
    try check(
      H5Dwrite(dataset.id, type, memory.id, file.id, chdf5_default(), bytes), "H5Dwrite", path)
    try file.close()
    try memory.close()
  }

  /// Fletcher-32 on each chunk.
  ///
  /// An empty dataset has no chunks: it is stored without.
  private func addChecksum(
    to creation: HDF5Handle, shape: [Int], bytes: Int, _ path: String
  ) throws(HDF5Error) {
    let rows = HDF5Limits.rowsOfChunk(of: shape[0], size: bytes / shape[0])
    let chunk = [hsize_t(rows)] + shape.dropFirst().map { hsize_t($0) }
    try check(H5Pset_chunk(creation.id, Int32(chunk.count), chunk), "H5Pset_chunk", path)
    try check(H5Pset_fletcher32(creation.id), "H5Pset_fletcher32", path)
  }

  private func dataspace(_ shape: [Int], _ object: String) throws(HDF5Error) -> HDF5Handle {
    let sizes = shape.map { hsize_t($0) }
    return try open(
      H5Screate_simple(Int32(sizes.count), sizes, nil), "H5Screate_simple", object, close: H5Sclose)
  }

  /// Gives an object an attribute.
  func write(
    _ value: RecordValue, named name: String, to object: HDF5Handle, _ path: String
  ) throws(HDF5Error) {
    let path = "\(path)@\(name)"
    switch value {
    case .text(let text): try write(text, named: name, to: object, path)
    case .int64(let number):
      try write(number.littleEndian, chdf5_int64(), named: name, to: object, path)
    case .uint64(let number):
      try write(number.littleEndian, chdf5_uint64(), named: name, to: object, path)
    case .float64(let number):
      try write(number.bitPattern.littleEndian, chdf5_float64(), named: name, to: object, path)
    case .bool(let truth):
      try write(UInt8(truth ? 1 : 0), chdf5_uint8(), named: name, to: object, path)
    case .int64s(let numbers):
      let space = try dataspace([numbers.count], path)
      let bytes = numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian, Array.init) }
      try write(bytes, chdf5_int64(), space, named: name, to: object, path)
    }
  }

  private func write<Number: BitwiseCopyable>(
    _ number: Number, _ type: hid_t, named name: String, to object: HDF5Handle, _ path: String
  ) throws(HDF5Error) {
    let space = try open(H5Screate(H5S_SCALAR), "H5Screate", path, close: H5Sclose)
    let bytes = withUnsafeBytes(of: number, Array.init)
    try write(bytes, type, space, named: name, to: object, path)
  }

  /// Text of fixed length, so that it is stored in the object's checksummed header rather than in
  /// a heap; at least one byte.
  private func write(
    _ text: String, named name: String, to object: HDF5Handle, _ path: String
  ) throws(HDF5Error) {
    let bytes = Array(text.utf8)
    guard bytes.count <= HDF5Limits.attributeBytes, !bytes.contains(0) else {
      throw damage(
        path, "text of \(bytes.count) bytes cannot be stored: it is too long or holds a zero byte")
    }
    let type = try textType(max(1, bytes.count), path)
    let space = try open(H5Screate(H5S_SCALAR), "H5Screate", path, close: H5Sclose)
    try write(bytes.isEmpty ? [0] : bytes, type.id, space, named: name, to: object, path)
    try type.close()
  }

  /// UTF-8 text of `size` bytes, padded with zeros.
  func textType(_ size: Int, _ path: String) throws(HDF5Error) -> HDF5Handle {
    let type = try open(H5Tcopy(chdf5_string()), "H5Tcopy", path, close: H5Tclose)
    try check(H5Tset_size(type.id, size), "H5Tset_size", path)
    try check(H5Tset_cset(type.id, H5T_CSET_UTF8), "H5Tset_cset", path)
    try check(H5Tset_strpad(type.id, H5T_STR_NULLPAD), "H5Tset_strpad", path)
    return type
  }

  private func write(
    _ bytes: [UInt8], _ type: hid_t, _ space: HDF5Handle, named name: String,
    to object: HDF5Handle, _ path: String
  ) throws(HDF5Error) {
    let attribute = try open(
      H5Acreate2(object.id, name, type, space.id, chdf5_default(), chdf5_default()), "H5Acreate2",
      path, close: H5Aclose)
    if !bytes.isEmpty { try check(H5Awrite(attribute.id, type, bytes), "H5Awrite", path) }
    try attribute.close()
    try space.close()
  }
}
