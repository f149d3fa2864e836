/// A call of the HDF5 library that failed, or a file that is not read.
public struct HDF5Error: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of error it is.
  public enum Kind: Equatable, Sendable {
    /// A function of the library failed.
    case failedCall
    /// A check of this module failed: the file is damaged, or holds what this module does not read.
    case invalidContent
    /// Another program has the file open for writing, or did not close it. This says nothing of what
    /// the file holds.
    case openForWriting
  }

  /// What kind of error it is.
  public let kind: Kind
  /// The library's function that failed, such as `H5Dread`; empty for other errors.
  public let call: String
  /// The path of the group, dataset or attribute in the file.
  public let object: String
  /// The file's path.
  public let file: String
  /// The library's own innermost message, or what the check found.
  public let cause: String

  /// For example: `HDF5: H5Dread failed for /episodes/return in x.h5: data error detected by
  /// Fletcher32 checksum`.
  public var description: String {
    switch kind {
    case .failedCall: "HDF5: \(call) failed for \(object) in \(file): \(cause)"
    case .invalidContent, .openForWriting: "HDF5: \(object) in \(file): \(cause)"
    }
  }
}
