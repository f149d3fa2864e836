import Glibc
import Hashing

/// Reading a file at once.
enum WholeFile {
  /// Reads all bytes of a regular file.
  ///
  /// - Throws: `FileError`, also if the file holds more than `limit` bytes: whoever reads has an
  ///   idea of what is sane, and a damaged or foreign file should not fill the memory.
  static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let (descriptor, size) = try openRegularFile(path)
    defer { close(descriptor) }
    guard size <= limit else {
      throw FileError(
        call: "read", file: path, cause: "it has \(size) bytes, more than the \(limit) allowed")
    }
    return try bytes(of: descriptor, count: size, file: path)
  }

  /// Computes the SHA-256 of a regular file, in lower-case hexadecimal, a piece at a time.
  ///
  /// - Throws: `FileError`.
  static func digest(of path: String) throws(FileError) -> String {
    let (descriptor, _) = try openRegularFile(path)
    defer { close(descriptor) }
    var hash = SHA256()
    while true {
      let piece = try bytes(of: descriptor, count: 1 << 18, file: path)
      guard !piece.isEmpty else { return hash.finalize().hexadecimal }
      hash.update(piece)
    }
  }

  /// Opens a regular file for reading, and says how many bytes it has.
  private static func openRegularFile(
    _ path: String
  ) throws(FileError) -> (descriptor: Int32, size: Int) {
    // A pipe of that name would have `open` wait for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(call: "open", file: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw FileError(call: "fstat", file: path, code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError(call: "read", file: path, cause: "it is not a regular file")
    }
    return (descriptor, Int(status.st_size))
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
