import CHDF5

extension HDF5Context {
  /// The attributes of an object in the order of their names.
  func attributes(
    of object: HDF5Handle, _ path: String
  ) throws(HDF5Error) -> [(name: String, value: RecordValue)] {
    let count = try check(chdf5_attribute_count(object.id), "H5Oget_info", path)
    guard count <= HDF5Limits.attributes else {
      throw damage(path, "\(count) attributes are more than the limit of \(HDF5Limits.attributes)")
    }
    var attributes: [(name: String, value: RecordValue)] = []
    for index in 0..<hsize_t(count) {
      let attribute = try open(
        H5Aopen_by_idx(
          object.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, chdf5_default(), chdf5_default()),
        "H5Aopen_by_idx", path, close: H5Aclose)
      var buffer = [CChar](repeating: 0, count: HDF5Limits.nameBytes + 1)
      let size = try check(
        H5Aget_name(attribute.id, buffer.count, &buffer), "H5Aget_name", path)
      let name = try name(in: buffer, size: size, path)
      attributes.append((name, try value(of: attribute, "\(path)@\(name)")))
      try attribute.close()
    }
    return attributes
  }

  private func value(of attribute: HDF5Handle, _ path: String) throws(HDF5Error) -> RecordValue {
    let type = try open(H5Aget_type(attribute.id), "H5Aget_type", path, close: H5Tclose)
    let space = try open(H5Aget_space(attribute.id), "H5Aget_space", path, close: H5Sclose)
    let shape = try extent(of: space, path)
    let size = H5Tget_size(type.id)
    let count = shape.first ?? 1
    guard shape.count <= 1, size > 0, size <= HDF5Limits.attributeBytes,
      count <= HDF5Limits.attributeBytes / size
    else {
      throw damage(
        path, "it is larger than \(HDF5Limits.attributeBytes) bytes, or has more than one axis")
    }
    let isList = shape.count == 1
    return H5Tget_class(type.id) == H5T_STRING
      ? .text(try text(of: attribute, type, isList: isList, path))
      : try number(of: attribute, type, count: count, isList: isList, path)
  }

  private func text(
    of attribute: HDF5Handle, _ type: HDF5Handle, isList: Bool, _ path: String
  ) throws(HDF5Error) -> String {
    let isVariable = try check(H5Tis_variable_str(type.id), "H5Tis_variable_str", path) > 0
    guard !isVariable, !isList else {
      throw damage(path, "its text is stored in a form that is not supported")
    }
    var bytes = [UInt8](repeating: 0, count: H5Tget_size(type.id))
    // The type in memory is the file's own, so there is nothing to convert.
    try check(H5Aread(attribute.id, type.id, &bytes), "H5Aread", path)
    while bytes.last == 0 { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw damage(path, "it is not UTF-8 text")
    }
    return text
  }

  private func number(
    of attribute: HDF5Handle, _ type: HDF5Handle, count: Int, isList: Bool, _ path: String
  ) throws(HDF5Error) -> RecordValue {
    if try isEqual(type.id, chdf5_int64(), path) {
      var numbers = [Int64](repeating: 0, count: count)
      if count > 0 { try check(H5Aread(attribute.id, type.id, &numbers), "H5Aread", path) }
      return isList ? .int64s(numbers) : .int64(numbers[0])
    }
    guard !isList else {
      throw damage(path, "it is a list of a type that is not supported")
    }
    if try isEqual(type.id, chdf5_float64(), path) {
      var number = 0.0
      try check(H5Aread(attribute.id, type.id, &number), "H5Aread", path)
      return .float64(number)
    }
    if try isEqual(type.id, chdf5_uint64(), path) {
      var number: UInt64 = 0
      try check(H5Aread(attribute.id, type.id, &number), "H5Aread", path)
      return .uint64(number)
    }
    guard try isEqual(type.id, chdf5_uint8(), path) else {
      throw damage(path, "it is of a type that is not supported")
    }
    var number: UInt8 = 0
    try check(H5Aread(attribute.id, type.id, &number), "H5Aread", path)
    guard number <= 1 else { throw damage(path, "\(number) is no truth value") }
    return .bool(number == 1)
  }
}

extension HDF5Context {
  /// The name of the link at `index` in the order of names.
  func linkName(
    in group: HDF5Handle, at index: hsize_t, _ path: String
  ) throws(HDF5Error) -> String {
    var buffer = [CChar](repeating: 0, count: HDF5Limits.nameBytes + 1)
    let size = try check(
      H5Lget_name_by_idx(
        group.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &buffer, buffer.count, chdf5_default()),
      "H5Lget_name_by_idx", path)
    return try name(in: buffer, size: size, path)
  }

  func name(in buffer: [CChar], size: Int, _ path: String) throws(HDF5Error) -> String {
    guard size > 0, size <= HDF5Limits.nameBytes else {
      throw damage(path, "it holds a name of \(size) bytes")
    }
    let bytes = buffer[..<size].map { UInt8(bitPattern: $0) }
    guard let name = String(validating: bytes, as: UTF8.self), !bytes.contains(0),
      !bytes.contains(UInt8(ascii: "/"))
    else { throw damage(path, "it holds a name that is not plain text") }
    return name
  }

  /// Refuses datasets whose values are stored elsewhere, or are filtered by anything but a
  /// checksum.
  func requirePlainStorage(_ dataset: HDF5Handle, _ path: String) throws(HDF5Error) {
    let creation = try open(
      H5Dget_create_plist(dataset.id), "H5Dget_create_plist", path, close: H5Pclose)
    let layout = H5Pget_layout(creation.id)
    guard layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED,
      try check(H5Pget_external_count(creation.id), "H5Pget_external_count", path) == 0
    else { throw damage(path, "its values are not stored in this file") }
    let filters = try check(H5Pget_nfilters(creation.id), "H5Pget_nfilters", path)
    for index in 0..<filters {
      guard chdf5_filter(creation.id, UInt32(index)) == chdf5_filter_fletcher32() else {
        throw damage(path, "it is stored in a form that is not supported")
      }
    }
    try creation.close()
  }

  /// The dataset's size along each axis.
  func shape(of dataset: HDF5Handle, _ path: String) throws(HDF5Error) -> [Int] {
    let space = try open(H5Dget_space(dataset.id), "H5Dget_space", path, close: H5Sclose)
    let shape = try extent(of: space, path)
    guard !shape.isEmpty else { throw damage(path, "it has no axes") }
    try space.close()
    return shape
  }

  /// The size along each axis of a dataspace; none for a single value.
  func extent(of space: HDF5Handle, _ path: String) throws(HDF5Error) -> [Int] {
    let rank = try check(
      H5Sget_simple_extent_ndims(space.id), "H5Sget_simple_extent_ndims", path)
    guard rank <= HDF5Limits.rank, H5Sget_simple_extent_type(space.id) != H5S_NULL else {
      throw damage(path, "it has \(rank) axes")
    }
    var sizes = [hsize_t](repeating: 0, count: Int(rank))
    try check(
      H5Sget_simple_extent_dims(space.id, &sizes, nil), "H5Sget_simple_extent_dims", path)
    guard sizes.allSatisfy({ $0 <= hsize_t(Int32.max) }) else {
      throw damage(path, "its size is \(sizes)")
    }
    return sizes.map { Int($0) }
  }

  /// The dataset's values, after a check that they can be in the file at all.
  func values(
    of dataset: HDF5Handle, shape: [Int], limit: Int, verifyingChecksums: Bool, _ path: String
  ) throws(HDF5Error) -> FieldValues {
    let type = try open(H5Dget_type(dataset.id), "H5Dget_type", path, close: H5Tclose)
    let size = H5Tget_size(type.id)
    guard size > 0, let count = product(shape, atMost: limit / size) else {
      throw damage(path, "its size \(shape) is more than the file can hold")
    }
    let transfer = try open(
      H5Pcreate(chdf5_dataset_transfer()), "H5Pcreate", path, close: H5Pclose)
    let checking = verifyingChecksums ? H5Z_ENABLE_EDC : H5Z_DISABLE_EDC
    try check(H5Pset_edc_check(transfer.id, checking), "H5Pset_edc_check", path)
    let read = { (fileType: hid_t, target: UnsafeMutableRawPointer?) -> herr_t in
      H5Dread(dataset.id, fileType, chdf5_all(), chdf5_all(), transfer.id, target)
    }
    let values = try values(ofType: type.id, count: count, path, read: read)
    try transfer.close()
    try type.close()
    return values
  }

  private func values(
    ofType type: hid_t, count: Int, _ path: String,
    read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> FieldValues {
    if try isEqual(type, chdf5_float64(), path) {
      return .float64(try array(count, Double(0), chdf5_float64(), path, read))
    }
    if try isEqual(type, chdf5_float32(), path) {
      return .float32(try array(count, Float(0), chdf5_float32(), path, read))
    }
    if try isEqual(type, chdf5_int64(), path) {
      return .int64(try array(count, Int64(0), chdf5_int64(), path, read))
    }
    if try isEqual(type, chdf5_uint64(), path) {
      return .uint64(try array(count, UInt64(0), chdf5_uint64(), path, read))
    }
    if try isEqual(type, chdf5_uint8(), path) {
      return .uint8(try array(count, UInt8(0), chdf5_uint8(), path, read))
    }
    throw damage(path, "its values are of a type that is not supported")
  }

  private func array<Element>(
    _ count: Int, _ zero: Element, _ type: hid_t, _ path: String,
    _ read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [Element] {
    var elements = [Element](repeating: zero, count: count)
    guard count > 0 else { return elements }
    let status = elements.withUnsafeMutableBytes { read(type, $0.baseAddress) }
    try check(status, "H5Dread", path)
    return elements
  }

  func isEqual(_ left: hid_t, _ right: hid_t, _ path: String) throws(HDF5Error) -> Bool {
    try check(H5Tequal(left, right), "H5Tequal", path) > 0
  }

  /// The product, or `nil` if it exceeds `limit`.
  private func product(_ shape: [Int], atMost limit: Int) -> Int? {
    var count = 1
    for size in shape {
      let (next, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = next
    }
    return count <= limit ? count : nil
  }
}
