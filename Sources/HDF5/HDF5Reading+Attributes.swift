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
