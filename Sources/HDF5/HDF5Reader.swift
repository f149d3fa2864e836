import CHDF5

/// Reads the bytes of a file that `HDF5Writer` made, trusting nothing in them.
///
/// Sizes, ranks, types and links are checked before anything is allocated or followed. A file
/// of another program is read too if it holds nothing that a `Record` cannot hold.
public enum HDF5Reader {
  /// Reads a whole file, or some of the objects in it.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: Its path, for messages.
  ///   - verifyingChecksums: Whether a dataset that fails its checksum is an error. If false,
  ///     its values are returned as they are stored, so that a caller can compare them.
  ///   - wanted: Whether the object of a path is read; a group that is not is skipped with all in it.
  /// - Returns: What the file holds.
  /// - Throws: `HDF5Error`, of the kind `openForWriting` if another program has the file open for
  ///   writing.
  public static func record(
    in bytes: [UInt8], file: String, verifyingChecksums: Bool = true,
    only wanted: (String) -> Bool = { _ in true }
  ) throws -> Record {
    let context = HDF5Context(file: file)
    guard bytes.count <= HDF5Limits.fileBytes else {
      throw context.damage(
        "/", "\(bytes.count) bytes are more than the limit of \(HDF5Limits.fileBytes)")
    }
    // The library would search for a superblock further on; the writer puts it at the start.
    guard SuperblockChecksum.isRight(in: bytes) else {
      throw context.damage(
        "/", "it is not an HDF5 file of a supported format, or its superblock is damaged")
    }
    guard !SuperblockChecksum.isOpenForWriting(in: bytes) else {
      throw HDF5Error(
        kind: .openForWriting, call: "", object: "/", file: file,
        cause: "another program has it open for writing, or did not close it")
    }
    // The library reads no further than the end that the superblock names.
    guard SuperblockChecksum.fileSize(in: bytes) == UInt64(bytes.count) else {
      throw context.damage(
        "/",
        "it has \(bytes.count) bytes instead of \(SuperblockChecksum.fileSize(in: bytes))")
    }
    return try HDF5Library.exclusively {
      let image = try HDF5Image(context, bytes: bytes)
      var reading = HDF5Reading(
        context: context, limit: bytes.count, verifyingChecksums: verifyingChecksums)
      try reading.readGroup(image.file, "/", depth: 0, only: wanted)
      try image.file.close()
      return Record(attributes: reading.attributes, fields: reading.fields)
    }
  }
}

/// One walk through a file.
private struct HDF5Reading {
  let context: HDF5Context
  /// No dataset can have more bytes than the file, since nothing is compressed.
  let limit: Int
  let verifyingChecksums: Bool
  var attributes: [RecordAttribute] = []
  var fields: [RecordField] = []
  private var objects = 0

  init(context: HDF5Context, limit: Int, verifyingChecksums: Bool) {
    self.context = context
    self.limit = limit
    self.verifyingChecksums = verifyingChecksums
  }

  mutating func readGroup(
    _ group: HDF5Handle, _ path: String, depth: Int, only wanted: (String) -> Bool
  ) throws(HDF5Error) {
    guard depth <= HDF5Limits.depth else {
      throw context.damage(path, "groups are nested more than \(HDF5Limits.depth) deep")
    }
    for (name, value) in try context.attributes(of: group, path) {
      attributes.append(RecordAttribute(object: path, name: name, value: value))
    }
    var information = H5G_info_t()
    try context.check(H5Gget_info(group.id, &information), "H5Gget_info", path)
    guard information.nlinks <= HDF5Limits.objects else {
      throw context.damage(
        path, "\(information.nlinks) links are more than the limit of \(HDF5Limits.objects)")
    }
    for index in 0..<information.nlinks {
      try readMember(of: group, at: index, path, depth: depth, only: wanted)
    }
  }

  private mutating func readMember(
    of group: HDF5Handle, at index: hsize_t, _ path: String, depth: Int,
    only wanted: (String) -> Bool
  ) throws(HDF5Error) {
    objects += 1
    guard objects <= HDF5Limits.objects else {
      throw context.damage(path, "the file has more than \(HDF5Limits.objects) objects")
    }
    let name = try context.linkName(in: group, at: index, path)
    let memberPath = (path == "/" ? "/" : path + "/") + name
    // A soft or external link could lead in circles, or to any file of this machine.
    guard chdf5_link_type(group.id, name) == H5L_TYPE_HARD.rawValue else {
      throw context.damage(memberPath, "it is a link to elsewhere")
    }
    guard wanted(memberPath) else { return }
    let member = try context.open(
      H5Oopen(group.id, name, chdf5_default()), "H5Oopen", memberPath, close: H5Oclose)
    switch H5Iget_type(member.id) {
    case H5I_GROUP: try readGroup(member, memberPath, depth: depth + 1, only: wanted)
    case H5I_DATASET: fields.append(try readField(member, memberPath))
    default: throw context.damage(memberPath, "it is neither a group nor a dataset")
    }
    try member.close()
  }

  private func readField(_ dataset: HDF5Handle, _ path: String) throws(HDF5Error) -> RecordField {
    let meanings = try context.attributes(of: dataset, path)
    guard meanings.count == 2, meanings[0].name == "description", meanings[1].name == "units",
      case .text(let description) = meanings[0].value, case .text(let units) = meanings[1].value
    else { throw context.damage(path, "it has other attributes than 'units' and 'description'") }
    try context.requirePlainStorage(dataset, path)
    let shape = try context.shape(of: dataset, path)
    let values = try context.values(
      of: dataset, shape: shape, limit: limit, verifyingChecksums: verifyingChecksums, path)
    return RecordField(
      path: path, shape: shape, values: values, units: units, description: description)
  }
}
