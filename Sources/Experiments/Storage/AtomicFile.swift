import Platform
import Synchronization

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
    try write(to: path, calls: calls) { output throws(FileError) in try output.write(bytes) }
  }

  /// Puts what `body` writes on disk, like `write(_:to:)`: of a long file only a piece is in memory.
  @discardableResult
  static func write(
    to path: String, calls: FileCalls = .system,
    _ body: (AtomicFileStream) throws(FileError) -> Void
  ) throws(FileError) -> FileIdentity? {
    let stream = try AtomicFileStream(to: path, calls: calls)
    try body(stream)
    return try stream.commit()
  }

  /// Puts `text` on disk in UTF-8, like `write(_:to:)`.
  static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Creates an empty file under a temporary name in the folder of `path`, for another program to
  /// write.
  ///
  /// - Returns: The temporary file's path.
  static func createTemporary(for path: String) throws(FileError) -> String {
    let calls = FileCalls.system
    let temporary = parentFolder(of: path) + "/" + TemporaryName.next()
    let descriptor = calls.create(temporary)
    guard descriptor >= 0 else { throw FileError(call: "open", file: path, code: errno) }
    _ = calls.close(descriptor)
    return temporary
  }

  /// Gives a temporary file, which another program has written, its name, as `write(_:to:)` does.
  static func adopt(_ temporary: String, as path: String) throws(FileError) {
    let calls = FileCalls.system
    do throws(FileError) {
      let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError(call: "open", file: path, code: errno) }
      let code = calls.sync(descriptor) == 0 ? 0 : errno
      _ = calls.close(descriptor)
      guard code == 0 else { throw FileError(call: "fsync", file: path, code: code) }
      guard calls.rename(temporary, path) == 0 else {
        throw FileError(call: "rename", file: path, code: errno)
      }
    } catch {
      _ = calls.remove(temporary)
      throw error
    }
    try flush(folder: parentFolder(of: path), calls: calls)
  }

  /// A write may take only part of the bytes, or be interrupted by a signal before it takes any.
  static func writeAll(
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
  static func flush(folder: String, calls: FileCalls = .system) throws(FileError) {
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

/// The system calls that put a file on disk, as values, so that a test can let each of them fail.
struct FileCalls: Sendable {
  /// Creates a file that does not exist yet, for writing.
  var create: @Sendable (String) -> Int32
  /// Opens a folder, to flush it.
  var openFolder: @Sendable (String) -> Int32
  /// Writes some of the bytes; returns how many.
  var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int
  /// Flushes to the device.
  var sync: @Sendable (Int32) -> Int32
  /// Closes a file or folder.
  var close: @Sendable (Int32) -> Int32
  /// Gives a file another name, over whatever has it.
  var rename: @Sendable (String, String) -> Int32
  /// Removes a file.
  var remove: @Sendable (String) -> Int32

  /// The real ones.
  static let system = FileCalls(
    create: { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) },
    openFolder: { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) },
    write: { Platform.write($0, $1.baseAddress, $1.count) },
    sync: { fsync($0) },
    close: { Platform.close($0) },
    rename: { Platform.rename($0, $1) },
    remove: { unlink($0) })
}

/// Names of temporary files: the name contains the writing process, so that orphans can be told
/// from files under way.
///
/// `.sweep-<host>-<process>-<token>-<counter>.partial`, where the token differs between any two
/// runs of the program: in containers process numbers repeat.
struct TemporaryName: Equatable {
  let host: String
  let process: Int32
  let token: String

  private static let counter = Atomic<Int>(0)
  private static let current = TemporaryName(
    host: hostName(), process: getpid(), token: String(UInt32.random(in: .min ... .max), radix: 16))

  /// A name that no other process, and no other call in this one, uses.
  static func next() -> String {
    let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
    return ".sweep-\(current.host)-\(current.process)-\(current.token)-\(number).partial"
  }

  private init(host: String, process: Int32, token: String) {
    self.host = host
    self.process = process
    self.token = token
  }

  /// Reads a file name; `nil` if it is not one of ours.
  init?(_ name: String) {
    guard name.hasPrefix(".sweep-"), name.hasSuffix(".partial") else { return nil }
    let parts = name.dropFirst(".sweep-".count).dropLast(".partial".count)
      .split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, !parts[0].isEmpty, let process = Int32(parts[1]), process > 0,
      UInt32(parts[2], radix: 16) != nil, Int(parts[3]) != nil
    else { return nil }
    self.init(host: String(parts[0]), process: process, token: String(parts[2]))
  }

  /// Whether the process that wrote the file has certainly ended.
  ///
  /// On this host: the process has ended, or it is ours but of an earlier run. On another host
  /// nothing can be asked, so only age counts: a file is written within seconds, and a day leaves
  /// a margin for clocks that disagree.
  func isOrphan(secondsOld: Int) -> Bool {
    guard host == Self.current.host else { return secondsOld > 86_400 }
    if process == Self.current.process { return token != Self.current.token }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  /// Letters, digits and underscores of the host's name, so that the parts of a name can be told
  /// apart.
  private static func hostName() -> String {
    String(
      HostName.current.prefix(64).map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}

extension AtomicFile {
  /// Removes the temporary files in `folder` whose writers have ended; to be called while holding
  /// the folder's lock.
  ///
  /// - Returns: The names of the removed files, sorted. A file that cannot be removed is left for
  ///   another time.
  @discardableResult
  static func removeOrphans(in folder: String) throws(FileError) -> [String] {
    let now = time(nil)
    return try FolderListing.names(in: folder).filter { name in
      guard let temporary = TemporaryName(name) else { return false }
      var status = stat()
      let path = folder + "/" + name
      guard lstat(path, &status) == 0 else { return false }
      return temporary.isOrphan(secondsOld: now - status.st_mtim.tv_sec) && unlink(path) == 0
    }
  }
}
