import Glibc

/// Reading a file at once.
enum WholeFile {
  /// Reads all bytes of a regular file.
  ///
  /// - Throws: `FileError`, also if the file holds more than `limit` bytes: whoever reads has an
  ///   idea of what is sane, and a damaged or foreign file should not fill the memory.
  static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    // A pipe of that name would have `open` wait for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(call: "open", file: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(call: "fstat", file: path, code: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(call: "read", file: path, cause: "it is not a regular file")
    }
    guard Int(status.st_size) <= limit else {
      throw FileError(
        call: "read", file: path,
        cause: "it has \(status.st_size) bytes, more than the \(limit) allowed")
    }
    return try bytes(of: descriptor, count: Int(status.st_size), file: path)
  }

  /// Reads all of a file as UTF-8.
  static func text(_ path: String, limit: Int) throws(FileError) -> String {
    guard let text = String(validating: try read(path, limit: limit), as: UTF8.self) else {
      throw FileError(call: "read", file: path, cause: "it is not UTF-8 text")
    }
    return text
  }

  private static func bytes(
    of descriptor: Int32, count: Int, file: String
  ) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let place = buffer.baseAddress.map { $0 + filled }
        let taken = Glibc.read(descriptor, place, count - filled)
        if taken < 0 {
          if errno == EINTR { continue }
          failure = FileError(call: "read", file: file, code: errno)
          return
        }
        // The file has become shorter meanwhile: what is there is what is read.
        if taken == 0 { return }
        filled += taken
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
