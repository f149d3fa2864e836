import CHDF5

/// An HDF5 file in memory: written, then returned as bytes; or opened from bytes, for reading.
///
/// Nothing is ever written through the library's own file access: a full disk or a kill would leave
/// half a file, and the library's error paths there are its least trustworthy part.
struct HDF5Image {
  /// The file, and thereby its root group.
  let file: HDF5Handle
  private let context: HDF5Context

  /// An empty file.
  ///
  /// - Parameters:
  ///   - context: The file that it will be.
  ///   - growth: Bytes that the memory grows by at least: more for larger files.
  /// - Throws: `HDF5Error`.
  init(_ context: HDF5Context, growth: Int) throws(HDF5Error) {
    self.context = context
    let access = try Self.access(context, growth: growth)
    let creation = try context.open(
      H5Pcreate(chdf5_file_creation()), "H5Pcreate", "/", close: H5Pclose)
    try context.setObjectProperties(creation)
    file = try context.open(
      H5Fcreate(Self.name, chdf5_truncate(), creation.id, access.id), "H5Fcreate", "/",
      close: H5Fclose)
    try creation.close()
    try access.close()
  }

  /// The file that `bytes` are, for reading.
  init(_ context: HDF5Context, bytes: [UInt8]) throws(HDF5Error) {
    self.context = context
    let access = try Self.access(context, growth: 1 << 16)
    // The library copies the bytes, in spite of the mutable pointer.
    let status = bytes.withUnsafeBytes { bytes in
      H5Pset_file_image(
        access.id, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
    try context.check(status, "H5Pset_file_image", "/")
    file = try context.open(
      H5Fopen(Self.name, chdf5_read_only(), access.id), "H5Fopen", "/", close: H5Fclose)
    try access.close()
  }

  /// Closes the file and returns its bytes.
  func finish() throws(HDF5Error) -> [UInt8] {
    try context.check(H5Fflush(file.id, H5F_SCOPE_GLOBAL), "H5Fflush", "/")
    let size = try context.check(H5Fget_file_image(file.id, nil, 0), "H5Fget_file_image", "/")
    var bytes = [UInt8](repeating: 0, count: size)
    try context.check(H5Fget_file_image(file.id, &bytes, size), "H5Fget_file_image", "/")
    try file.close()
    guard SuperblockChecksum.update(&bytes) else {
      throw context.damage("/", "the library made a superblock of an unknown version")
    }
    return bytes
  }

  /// Only the library's table of open files sees this name; with one file open at a time it is
  /// never taken.
  private static let name = "in memory"

  /// Memory only; the latest format that 1.10 knows, which has checksums on all metadata and is the
  /// smallest; and closing the file closes what was left open in it, instead of silently keeping it
  /// half written.
  private static func access(
    _ context: HDF5Context, growth: Int
  ) throws(HDF5Error) -> HDF5Handle {
    let access = try context.open(
      H5Pcreate(chdf5_file_access()), "H5Pcreate", "/", close: H5Pclose)
    try context.check(
      H5Pset_fapl_core(access.id, growth, false), "H5Pset_fapl_core", "/")
    try context.check(
      H5Pset_libver_bounds(access.id, H5F_LIBVER_V110, H5F_LIBVER_V110), "H5Pset_libver_bounds", "/"
    )
    try context.check(
      H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG), "H5Pset_fclose_degree", "/")
    // Space is otherwise taken in blocks of 2 kB, whose unused ends would stay in the file.
    try context.check(H5Pset_meta_block_size(access.id, 0), "H5Pset_meta_block_size", "/")
    try context.check(
      H5Pset_small_data_block_size(access.id, 0), "H5Pset_small_data_block_size", "/")
    return access
  }
}

extension HDF5Context {
  /// No times in the file, and an object's attributes always in its header, which is small and
  /// checksummed.
  func setObjectProperties(_ creation: HDF5Handle) throws(HDF5Error) {
    try check(H5Pset_obj_track_times(creation.id, false), "H5Pset_obj_track_times", "/")
    try check(H5Pset_attr_phase_change(creation.id, 65_535, 0), "H5Pset_attr_phase_change", "/")
  }
}
