/// A call of the HDF5 library that failed, or a file whose content is not what it should be.
public struct HDF5Error: Error, Equatable, Sendable, CustomStringConvertible {
  /// The library's function; `check` where the fault was found by us.
  public let call: String
  /// The group, dataset or attribute in the file.
  public let object: String
  /// The file's path.
  public let file: String
  /// The library's own innermost message, or what our check found.
  public let cause: String

  /// For example: `HDF5: H5Dread failed for /episodes/return in x.h5: data error detected by
  /// Fletcher32 checksum`.
  public var description: String {
    call == "check"
      ? "HDF5: \(object) in \(file): \(cause)"
      : "HDF5: \(call) failed for \(object) in \(file): \(cause)"
  }
}
