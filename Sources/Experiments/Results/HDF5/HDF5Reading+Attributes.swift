import CHDF5

extension HDF5Context {
  /// The attributes of an object in the order of their names.
  func attributes(
    of object: HDF5Handle, _ path: String
  ) throws(HDF5Error) -> [(name: String, value: RecordValue)] {
    let count = try check(chdf5_attribute_count(object.id), "H5Oget_info", path)
    guard count <= HDF5Limits.attributes else {
      throw damage(path, "\(count) attributes are more than a results file has")
    }
    var attributes: [(name: String, value: RecordValue)] = []
    for place in 0..<hsize_t(count) {
      let attribute = try open(
        H5Aopen_by_idx(
          object.id, ".", H5_INDEX_NAME, H5_ITER_INC, place, chdf5_default(), chdf5_default()),
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

  private func value(of attribute: HDF5Handle, _ place: String) throws(HDF5Error) -> RecordValue {
    let type = try open(H5Aget_type(attribute.id), "H5Aget_type", place, close: H5Tclose)
    let space = try open(H5Aget_space(attribute.id), "H5Aget_space", place, close: H5Sclose)
    let shape = try extent(of: space, place)
    let size = H5Tget_size(type.id)
    let count = shape.first ?? 1
    guard shape.count <= 1, size > 0, size <= HDF5Limits.attributeBytes,
      count <= HDF5Limits.attributeBytes / size
    else { throw damage(place, "it is larger than an attribute of a results file") }
    let isList = shape.count == 1
    return H5Tget_class(type.id) == H5T_STRING
      ? .text(try text(of: attribute, type, isList: isList, place))
      : try number(of: attribute, type, count: count, isList: isList, place)
  }

  private func text(
    of attribute: HDF5Handle, _ type: HDF5Handle, isList: Bool, _ place: String
  ) throws(HDF5Error) -> String {
    let isVariable = try check(H5Tis_variable_str(type.id), "H5Tis_variable_str", place) > 0
    guard !isVariable, !isList else {
      throw damage(place, "its text is stored in a form that this program never writes")
    }
    var bytes = [UInt8](repeating: 0, count: H5Tget_size(type.id))
    // The type in memory is the file's own, so there is nothing to convert.
    try check(H5Aread(attribute.id, type.id, &bytes), "H5Aread", place)
    while bytes.last == 0 { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw damage(place, "it is not UTF-8 text")
    }
    return text
  }

  private func number(
    of attribute: HDF5Handle, _ type: HDF5Handle, count: Int, isList: Bool, _ place: String
  ) throws(HDF5Error) -> RecordValue {
    if try isEqual(type.id, chdf5_int64(), place) {
      var numbers = [Int64](repeating: 0, count: count)
      if count > 0 { try check(H5Aread(attribute.id, type.id, &numbers), "H5Aread", place) }
      return isList ? .int64s(numbers) : .int64(numbers[0])
    }
    guard !isList else {
      throw damage(place, "it is a list of a type that this program never writes")
    }
    if try isEqual(type.id, chdf5_float64(), place) {
      var number = 0.0
      try check(H5Aread(attribute.id, type.id, &number), "H5Aread", place)
      return .float64(number)
    }
    if try isEqual(type.id, chdf5_uint64(), place) {
      var number: UInt64 = 0
      try check(H5Aread(attribute.id, type.id, &number), "H5Aread", place)
      return .uint64(number)
    }
    guard try isEqual(type.id, chdf5_uint8(), place) else {
      throw damage(place, "it is of a type that this program never writes")
    }
    var number: UInt8 = 0
    try check(H5Aread(attribute.id, type.id, &number), "H5Aread", place)
    guard number <= 1 else { throw damage(place, "\(number) is no truth value") }
    return .bool(number == 1)
  }
}
