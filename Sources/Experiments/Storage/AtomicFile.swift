import Glibc

/// Files that are absent or whole: everything that `sweep` puts on disk goes through `write`.
enum AtomicFile {
  /// Puts `bytes` on disk under `path`, replacing what was there.
  ///
  /// The bytes go to a temporary file in the same folder, are flushed to the device, and the file
  /// then takes its name in one step; last, the folder is flushed. A reader, or the machine after a
  /// crash, sees the old file or the new one.
  ///
  /// - Returns: The file's identity before it took its name.
  /// - Throws: `FileError`. Up to the change of name, `path` is as it was and the temporary file is
  ///   removed; if only the folder's flush failed, the file has its name, but a crash of the
  ///   machine could still undo that.
  @discardableResult
  static func write(
    _ bytes: [UInt8], to path: String, calls: FileCalls = .system
  ) throws(FileError) -> FileIdentity? {
    let folder = parentFolder(of: path)
    let temporary = folder + "/" + TemporaryName.next()
    let descriptor = calls.create(temporary)
    guard descriptor >= 0 else { throw FileError(call: "open", file: temporary, code: errno) }
    let identity: FileIdentity?
    do throws(FileError) {
      try fill(descriptor, with: bytes, file: path, calls: calls)
      identity = FileIdentity(of: temporary)
      guard calls.rename(temporary, path) == 0 else {
        throw FileError(call: "rename", file: path, code: errno)
      }
    } catch {
      _ = calls.remove(temporary)
      throw error
    }
    try flush(folder: folder, calls: calls)
    return identity
  }

  /// Puts `text` on disk in UTF-8, like `write(_:to:)`.
  static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes, flushes and closes.
  ///
  /// The descriptor is closed in every case.
  private static func fill(
    _ descriptor: Int32, with bytes: [UInt8], file: String, calls: FileCalls
  ) throws(FileError) {
    var failure = writeAll(bytes, to: descriptor, file: file, calls: calls)
    if failure == nil, calls.sync(descriptor) != 0 {
      failure = FileError(call: "fsync", file: file, code: errno)
    }
    if calls.close(descriptor) != 0, failure == nil {
      failure = FileError(call: "close", file: file, code: errno)
    }
    if let failure { throw failure }
  }

  /// A write may take only part of the bytes, or be interrupted by a signal before it takes any.
  private static func writeAll(
    _ bytes: [UInt8], to descriptor: Int32, file: String, calls: FileCalls
  ) -> FileError? {
    bytes.withUnsafeBytes { buffer -> FileError? in
      var start = 0
      while start < buffer.count {
        let count = calls.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[start...]))
        if count < 0 {
          let code = errno
          if code == EINTR { continue }
          return FileError(call: "write", file: file, code: code)
        }
        if count == 0 {
          return FileError(call: "write", file: file, cause: "no bytes were taken")
        }
        start += count
      }
      return nil
    }
  }

  /// Makes a change of names in a folder last through a crash of the machine.
  private static func flush(folder: String, calls: FileCalls) throws(FileError) {
    let descriptor = calls.openFolder(folder)
    guard descriptor >= 0 else { throw FileError(call: "open", file: folder, code: errno) }
    // Some network file systems cannot flush a folder and say EINVAL; their rename is all there is.
    let code = calls.sync(descriptor) == 0 ? 0 : errno
    _ = calls.close(descriptor)
    if code != 0 && code != EINVAL { throw FileError(call: "fsync", file: folder, code: code) }
  }

  /// The folder that a path names a file in.
  static func parentFolder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
