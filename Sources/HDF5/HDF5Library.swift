import CHDF5
import Synchronization

/// The HDF5 library, entered by one thread at a time.
///
/// The library has a global lock of its own, so nothing is lost; but with ours, several calls that
/// belong together are not interleaved with those of another file.
public enum HDF5Library {
  private static let files = Mutex<Int?>(nil)

  /// Runs `body` while no other thread uses the library.
  ///
  /// Every handle must be made and closed inside.
  static func exclusively<T: Sendable>(_ body: () throws -> T) throws -> T {
    try files.withLock { count in
      if count == nil {
        // The very first call. Without it the library's exit handler crashes the program after a
        // failed H5Fclose.
        guard H5dont_atexit() >= 0 else {
          throw HDF5Context(file: "").failure("H5dont_atexit", "/")
        }
      }
      count = (count ?? 0) + 1
      // Errors are thrown, not printed; the setting is each thread's own.
      try HDF5Context(file: "").check(
        H5Eset_auto2(chdf5_error_stack(), nil, nil), "H5Eset_auto2", "/")
      return try body()
    }
  }

  /// The version of the library that is linked, such as `1.10.8`.
  ///
  /// - Throws: `HDF5Error`.
  public static func version() throws -> String {
    try exclusively {
      var parts: (UInt32, UInt32, UInt32) = (0, 0, 0)
      try HDF5Context(file: "").check(
        H5get_libversion(&parts.0, &parts.1, &parts.2), "H5get_libversion", "/")
      return "\(parts.0).\(parts.1).\(parts.2)"
    }
  }
}

/// The file that a series of calls is about, for their error messages.
struct HDF5Context {
  let file: String

  /// Passes on what a call returned, unless that is negative: the library's way to say that it
  /// failed.
  @discardableResult
  func check<Status: SignedInteger>(
    _ status: Status, _ call: String, _ object: String
  ) throws(HDF5Error) -> Status {
    guard status >= 0 else { throw failure(call, object) }
    return status
  }

  /// Owns what a call opened, until it goes out of scope or is closed.
  func open(
    _ id: hid_t, _ call: String, _ object: String, close: @escaping (hid_t) -> herr_t
  ) throws(HDF5Error) -> HDF5Handle {
    HDF5Handle(try check(id, call, object), object: object, context: self, close: close)
  }

  /// The error of a call that just failed, with the innermost message of the library's stack.
  func failure(_ call: String, _ object: String) -> HDF5Error {
    var message = ""
    withUnsafeMutablePointer(to: &message) { message in
      _ = H5Ewalk2(
        chdf5_error_stack(), H5E_WALK_UPWARD,
        { depth, entry, message in
          if depth == 0, let text = entry?.pointee.desc {
            message?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          }
          return 0
        }, message)
    }
    return HDF5Error(
      kind: .failedCall, call: call, object: object, file: file,
      cause: message.isEmpty ? "no reason given" : message)
  }

  /// The error of a check of this module.
  func damage(_ object: String, _ cause: String) -> HDF5Error {
    HDF5Error(kind: .invalidContent, call: "", object: object, file: file, cause: cause)
  }
}

/// Owns an identifier of the library.
///
/// `close()` is for the path of success, where a failure to close can mean that data did not
/// arrive; on the path of an error the handle closes itself, and that error is the one to report.
final class HDF5Handle {
  let id: hid_t
  private let object: String
  private let context: HDF5Context
  private let closing: (hid_t) -> herr_t
  private var isOpen = true

  fileprivate init(
    _ id: hid_t, object: String, context: HDF5Context, close: @escaping (hid_t) -> herr_t
  ) {
    self.id = id
    self.object = object
    self.context = context
    closing = close
  }

  /// Closes the identifier, once.
  func close() throws(HDF5Error) {
    guard isOpen else { return }
    isOpen = false
    try context.check(closing(id), "H5*close", object)
  }

  deinit {
    if isOpen { _ = closing(id) }
  }
}

/// A call of the HDF5 library that failed, or a file that is not read.
public struct HDF5Error: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of error it is.
  public enum Kind: Equatable, Sendable {
    /// A function of the library failed.
    case failedCall
    /// A check of this module failed: the file is damaged, or holds what this module does not read.
    case invalidContent
    /// Another program has the file open for writing, or did not close it. This says nothing of
    /// what the file holds.
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

/// Limits of the files that are read: a file that exceeds one is damaged or foreign, and is refused
/// before memory is allocated for it.
public enum HDF5Limits {
  /// Bytes of one file: 2 GiB.
  public static let fileBytes = 1 << 31
  /// Bytes of a chunk, which has a checksum of its own; a smaller dataset is one chunk of its size.
  public static let chunkBytes = 1 << 24

  /// How many rows of a dataset of so many, of `size` bytes each, are in one chunk: as many as fit.
  static func rowsOfChunk(of rows: Int, size: Int) -> Int {
    max(1, min(rows, chunkBytes / max(1, size)))
  }

  /// Bytes of one attribute; they share a header message of 64 kB with its name and type.
  static let attributeBytes = 60_000
  /// Attributes of one object.
  static let attributes = 1_000
  /// Groups and datasets of one file.
  static let objects = 4_096
  /// Groups within groups.
  static let depth = 8
  /// Axes of a dataset.
  static let rank = 8
  /// Bytes of a name.
  static let nameBytes = 256
}
