import Hashing
import Platform

/// Reading a file at once.
enum WholeFile {
  /// The origin of a path, which decides what it may name.
  enum Origin {
    /// A folder of results: only a regular file is one of ours.
    case folder
    /// A user: whatever can be read to its end will do, such as a pipe, as in `<(git show ...)`,
    /// and `-` is standard input.
    case user
  }

  /// Reads all bytes of a file.
  ///
  /// - Throws: `FileError`, also if the file has more than `limit` bytes: a damaged or foreign file
  ///   should not fill the memory.
  static func read(
    _ path: String, limit: Int, from origin: Origin = .folder
  ) throws(FileError) -> [UInt8] {
    if origin == .user, path == "-" {
      return try bytesToEnd(of: STDIN_FILENO, limit: limit, file: "standard input")
    }
    let (descriptor, size) = try open(path, from: origin)
    defer { close(descriptor) }
    guard let size else { return try bytesToEnd(of: descriptor, limit: limit, file: path) }
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
    let file = try FilePieces(path)
    var hash = SHA256()
    while let piece = try file.next() { hash.update(piece) }
    return hash.finalize().hexadecimal
  }

  /// Opens a file for reading.
  ///
  /// - Returns: its descriptor, and its size in bytes if it is a regular file.
  fileprivate static func open(
    _ path: String, from origin: Origin
  ) throws(FileError) -> (descriptor: Int32, size: Int?) {
    // `open` would wait for a writer of a pipe of that name, as a user who names a pipe wants.
    let flags = origin == .folder ? O_RDONLY | O_CLOEXEC | O_NONBLOCK : O_RDONLY | O_CLOEXEC
    let descriptor = Platform.open(path, flags)
    guard descriptor >= 0 else { throw FileError(call: "open", file: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw FileError(call: "fstat", file: path, code: code)
    }
    if status.st_mode & S_IFMT == S_IFREG { return (descriptor, Int(status.st_size)) }
    guard origin == .user else {
      close(descriptor)
      throw FileError(call: "read", file: path, cause: "it is not a regular file")
    }
    return (descriptor, nil)
  }

  /// Reads all of a file as UTF-8.
  static func text(
    _ path: String, limit: Int, from origin: Origin = .folder
  ) throws(FileError) -> String {
    guard let text = String(validating: try read(path, limit: limit, from: origin), as: UTF8.self)
    else {
      throw FileError(call: "read", file: path, cause: "it is not UTF-8 text")
    }
    return text
  }

  /// Reads what has no size that is known before, such as a pipe.
  private static func bytesToEnd(
    of descriptor: Int32, limit: Int, file: String
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let part = try Self.bytes(of: descriptor, count: 1 << 16, file: file)
      bytes += part
      guard bytes.count <= limit else {
        throw FileError(
          call: "read", file: file, cause: "it has more than the \(limit) bytes allowed")
      }
      if part.count < 1 << 16 { return bytes }
    }
  }

  fileprivate static func bytes(
    of descriptor: Int32, count: Int, file: String
  ) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let start = buffer.baseAddress.map { $0 + filled }
        let taken = Platform.read(descriptor, start, count - filled)
        if taken < 0 {
          if errno == EINTR { continue }
          failure = FileError(call: "read", file: file, code: errno)
          return
        }
        // The file has become shorter meanwhile.
        if taken == 0 { return }
        filled += taken
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// A file that is read from its beginning to its end, a piece at a time.
final class FilePieces {
  private static let size = 1 << 18

  /// What messages call the file.
  let name: String
  private let descriptor: Int32
  private let limit: Int
  private var count = 0

  /// Opens a file.
  ///
  /// - Throws: `FileError`, also if the file has more than `limit` bytes.
  init(
    _ path: String, limit: Int = .max, from origin: WholeFile.Origin = .folder
  ) throws(FileError) {
    self.limit = limit
    let isStandardInput = origin == .user && path == "-"
    name = isStandardInput ? "standard input" : path
    if isStandardInput {
      descriptor = dup(STDIN_FILENO)
      guard descriptor >= 0 else { throw FileError(call: "dup", file: name, code: errno) }
      return
    }
    let (descriptor, size) = try WholeFile.open(path, from: origin)
    self.descriptor = descriptor
    if let size, size > limit {
      throw FileError(
        call: "read", file: path, cause: "it has \(size) bytes, more than the \(limit) allowed")
    }
  }

  deinit { close(descriptor) }

  /// The next piece; `nil` after the last.
  ///
  /// - Throws: `FileError`.
  func next() throws(FileError) -> [UInt8]? {
    let piece = try WholeFile.bytes(of: descriptor, count: Self.size, file: name)
    count += piece.count
    guard count <= limit else {
      throw FileError(
        call: "read", file: name, cause: "it has more than the \(limit) bytes allowed")
    }
    return piece.isEmpty ? nil : piece
  }

  /// Begins again; a regular file only.
  ///
  /// - Throws: `FileError`.
  func rewind() throws(FileError) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw FileError(call: "lseek", file: name, code: errno)
    }
    count = 0
  }
}
