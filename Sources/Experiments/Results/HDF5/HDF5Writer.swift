import CHDF5

/// Makes the bytes of a results file: the same record gives the same bytes.
enum HDF5Writer {
  /// The file that holds `record`.
  ///
  /// - Parameters:
  ///   - record: What the file is to hold.
  ///   - file: The path it will have, for messages.
  /// - Returns: The bytes of the whole file.
  /// - Throws: `HDF5Error`.
  static func image(of record: Record, file: String) throws -> [UInt8] {
    try HDF5Library.exclusively {
      let context = HDF5Context(file: file)
      let image = try HDF5Image(context, growth: 1 << 16)
      try writeGroups(of: record, into: image.file, context)
      for field in record.fields { try write(field, into: image.file, context) }
      return try image.finish()
    }
  }

  /// Every group that something of the record is in, parents first, with its attributes.
  private static func writeGroups(
    of record: Record, into file: HDF5Handle, _ context: HDF5Context
  ) throws(HDF5Error) {
    for group in groups(of: record) {
      let handle = try makeGroup(group, in: file, context)
      for attribute in record.attributes where attribute.object == group {
        try context.write(attribute.value, named: attribute.name, to: handle, group)
      }
      try handle.close()
    }
    for attribute in record.attributes where attribute.object == "/" {
      try context.write(attribute.value, named: attribute.name, to: file, "/")
    }
  }

  private static func groups(of record: Record) -> [String] {
    var groups: [String] = []
    let objects =
      record.attributes.map(\.object) + record.fields.map { AtomicFile.parentFolder(of: $0.path) }
    for object in objects.sorted() {
      var above: [String] = []
      var group = object
      while group != "/", !groups.contains(group) {
        above.append(group)
        group = AtomicFile.parentFolder(of: group)
      }
      groups += above.reversed()
    }
    return groups
  }

  /// Makes a group whose parent is there.
  static func makeGroup(
    _ path: String, in file: HDF5Handle, _ context: HDF5Context
  ) throws(HDF5Error) -> HDF5Handle {
    let creation = try context.open(
      H5Pcreate(chdf5_group_creation()), "H5Pcreate", path, close: H5Pclose)
    try context.timeless(creation)
    let group = try context.open(
      H5Gcreate2(file.id, path, chdf5_default(), creation.id, chdf5_default()), "H5Gcreate2", path,
      close: H5Gclose)
    try creation.close()
    return group
  }

  private static func write(
    _ field: RecordField, into file: HDF5Handle, _ context: HDF5Context
  ) throws {
    let dataset = try field.values.withBytes { bytes in
      try context.writeDataset(
        field.path, type: field.values.fileType, shape: field.shape, bytes: bytes, into: file)
    }
    try context.write(.text(field.units), named: "units", to: dataset, field.path)
    try context.write(.text(field.description), named: "description", to: dataset, field.path)
    try dataset.close()
  }
}

extension FieldValues {
  /// The type of the elements in the file.
  fileprivate var fileType: hid_t {
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
    _ path: String, type: hid_t, shape: [Int], bytes: UnsafeRawBufferPointer,
    into file: HDF5Handle
  ) throws(HDF5Error) -> HDF5Handle {
    let space = try dataspace(shape, path)
    let creation = try open(
      H5Pcreate(chdf5_dataset_creation()), "H5Pcreate", path, close: H5Pclose)
    try timeless(creation)
    if !bytes.isEmpty { try addChecksum(to: creation, shape: shape, bytes: bytes.count, path) }
    let dataset = try open(
      H5Dcreate2(file.id, path, type, space.id, chdf5_default(), creation.id, chdf5_default()),
      "H5Dcreate2", path, close: H5Dclose)
    if !bytes.isEmpty {
      try check(
        H5Dwrite(
          dataset.id, type, chdf5_all(), chdf5_all(), chdf5_default(), bytes.baseAddress),
        "H5Dwrite", path)
    }
    try creation.close()
    try space.close()
    return dataset
  }

  /// Fletcher-32 on each chunk, and one chunk as long as it is of a handy size; otherwise as many
  /// whole rows as fit.
  ///
  /// An empty dataset has no chunks: it is stored without.
  private func addChecksum(
    to creation: HDF5Handle, shape: [Int], bytes: Int, _ path: String
  ) throws(HDF5Error) {
    let rows = max(1, min(shape[0], HDF5Limits.chunkBytes / max(1, bytes / shape[0])))
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
    let place = "\(path)@\(name)"
    switch value {
    case .text(let text): try write(text, named: name, to: object, place)
    case .int64(let number):
      try write(number.littleEndian, chdf5_int64(), named: name, to: object, place)
    case .uint64(let number):
      try write(number.littleEndian, chdf5_uint64(), named: name, to: object, place)
    case .float64(let number):
      try write(number.bitPattern.littleEndian, chdf5_float64(), named: name, to: object, place)
    case .bool(let truth):
      try write(UInt8(truth ? 1 : 0), chdf5_uint8(), named: name, to: object, place)
    case .int64s(let numbers):
      let space = try dataspace([numbers.count], place)
      let bytes = numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian, Array.init) }
      try write(bytes, chdf5_int64(), space, named: name, to: object, place)
    }
  }

  private func write<Number: BitwiseCopyable>(
    _ number: Number, _ type: hid_t, named name: String, to object: HDF5Handle, _ place: String
  ) throws(HDF5Error) {
    let space = try open(H5Screate(H5S_SCALAR), "H5Screate", place, close: H5Sclose)
    let bytes = withUnsafeBytes(of: number, Array.init)
    try write(bytes, type, space, named: name, to: object, place)
  }

  /// Text of fixed length, so that it stands in the object's checksummed header rather than in a
  /// heap; at least one byte.
  private func write(
    _ text: String, named name: String, to object: HDF5Handle, _ place: String
  ) throws(HDF5Error) {
    let bytes = Array(text.utf8)
    guard bytes.count <= HDF5Limits.attributeBytes, !bytes.contains(0) else {
      throw damage(
        place, "text of \(bytes.count) bytes cannot be stored: it is too long or holds a zero byte")
    }
    let type = try textType(max(1, bytes.count), place)
    let space = try open(H5Screate(H5S_SCALAR), "H5Screate", place, close: H5Sclose)
    try write(bytes.isEmpty ? [0] : bytes, type.id, space, named: name, to: object, place)
    try type.close()
  }

  /// UTF-8 text of `size` bytes, filled up with zeros.
  func textType(_ size: Int, _ place: String) throws(HDF5Error) -> HDF5Handle {
    let type = try open(H5Tcopy(chdf5_string()), "H5Tcopy", place, close: H5Tclose)
    try check(H5Tset_size(type.id, size), "H5Tset_size", place)
    try check(H5Tset_cset(type.id, H5T_CSET_UTF8), "H5Tset_cset", place)
    try check(H5Tset_strpad(type.id, H5T_STR_NULLPAD), "H5Tset_strpad", place)
    return type
  }

  private func write(
    _ bytes: [UInt8], _ type: hid_t, _ space: HDF5Handle, named name: String,
    to object: HDF5Handle, _ place: String
  ) throws(HDF5Error) {
    let attribute = try open(
      H5Acreate2(object.id, name, type, space.id, chdf5_default(), chdf5_default()), "H5Acreate2",
      place, close: H5Aclose)
    if !bytes.isEmpty { try check(H5Awrite(attribute.id, type, bytes), "H5Awrite", place) }
    try attribute.close()
    try space.close()
  }
}
