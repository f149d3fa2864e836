import Platform

/// A file that is written piece by piece, and has its name only once it is whole.
///
/// The pieces go to a temporary file in the same folder, as in `AtomicFile.write`. A stream that is
/// dropped before `commit` removes it and leaves what has the name as it was.
final class AtomicFileStream {
  private let path: String
  private let temporary: String
  private let calls: FileCalls
  /// The temporary file's; -1 once it is closed.
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  /// Bytes that are gathered before they are written.
  private static let bufferSize = 1 << 18

  /// Creates the temporary file.
  ///
  /// - Throws: `FileError`.
  init(to path: String, calls: FileCalls = .system) throws(FileError) {
    self.path = path
    self.calls = calls
    temporary = AtomicFile.parentFolder(of: path) + "/" + TemporaryName.next()
    descriptor = calls.create(temporary)
    guard descriptor >= 0 else { throw FileError(call: "open", file: temporary, code: errno) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    _ = calls.close(descriptor)
    _ = calls.remove(temporary)
  }

  /// Appends a text in UTF-8.
  ///
  /// - Throws: `FileError`.
  func write(_ text: String) throws(FileError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferSize { try writeBuffer() }
  }

  /// Appends bytes, which are not gathered: they may be many.
  ///
  /// - Throws: `FileError`.
  func write(_ bytes: [UInt8]) throws(FileError) {
    try writeBuffer()
    try writeNow(bytes)
  }

  /// Flushes the file to the device and gives it its name.
  ///
  /// - Returns: the file's identity before it took its name.
  /// - Throws: `FileError`. Up to the change of name, the path is as it was and the temporary file
  ///   is removed.
  @discardableResult
  func commit() throws(FileError) -> FileIdentity? {
    try writeBuffer()
    guard calls.sync(descriptor) == 0 else {
      throw FileError(call: "fsync", file: path, code: errno)
    }
    // A descriptor is closed even if `close` fails.
    let closed = calls.close(descriptor)
    let code = errno
    descriptor = -1
    let identity = FileIdentity(of: temporary)
    do throws(FileError) {
      guard closed == 0 else { throw FileError(call: "close", file: path, code: code) }
      guard calls.rename(temporary, path) == 0 else {
        throw FileError(call: "rename", file: path, code: errno)
      }
    } catch {
      _ = calls.remove(temporary)
      throw error
    }
    try AtomicFile.flush(folder: AtomicFile.parentFolder(of: path), calls: calls)
    return identity
  }

  private func writeBuffer() throws(FileError) {
    try writeNow(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeNow(_ bytes: [UInt8]) throws(FileError) {
    if let failure = AtomicFile.writeAll(bytes, to: descriptor, file: path, calls: calls) {
      throw failure
    }
  }
}
