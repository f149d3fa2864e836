import Glibc

/// A results folder held by one process, so that two sweeps do not run in it at once.
///
/// The kernel frees the lock when the holder dies, however it dies. The lock file stays where it
/// is: removing it would let two processes hold locks on two files of one name.
public final class FolderLock: Sendable {
  /// A warning if the file system has no locks; `nil` if the lock is held.
  public let warning: String?
  private let descriptor: Int32

  /// Locks `folder`, which must exist.
  ///
  /// - Throws: `FolderLockError` if another process holds it, `FileError` if the lock file cannot
  ///   be made.
  public init(folder: String) throws {
    let path = folder + "/.lock"
    let descriptor = try Self.openFile(path)
    switch Self.request(F_WRLCK, on: descriptor) {
    case 0:
      warning = nil
    case EAGAIN, EACCES:
      let holder = Self.holder(descriptor)
      close(descriptor)
      throw FolderLockError(folder: folder, process: holder)
    case let code:
      let cause = FileError(call: "fcntl", file: path, code: code).cause
      warning =
        "\(folder) cannot be locked (\(cause)): take care that no second sweep runs in it"
    }
    self.descriptor = descriptor
    if warning == nil { Self.sign(descriptor) }
  }

  deinit {
    // Closing alone would leave the lock to a child process that is just being started, and still
    // has every descriptor.
    _ = Self.request(F_UNLCK, on: descriptor)
    close(descriptor)
  }

  /// Locks or unlocks the whole file for this open file description, unlike a classic lock, which
  /// any `close` in the process frees.
  ///
  /// - Returns: 0, or the error's number.
  private static func request(_ type: Int32, on descriptor: Int32) -> Int32 {
    let setLock: Int32 = 37  // F_OFD_SETLK, which glibc shows only to _GNU_SOURCE.
    var request = flock()
    request.l_type = Int16(type)
    request.l_whence = Int16(SEEK_SET)
    while fcntl(descriptor, setLock, &request) != 0 {
      let code = errno
      if code != EINTR { return code }
    }
    return 0
  }

  /// Opens the lock file, which is made where it is missing.
  ///
  /// In a folder from elsewhere the name could link to any file, and this one is written to. So it
  /// must be a file, and the only name of it: neither a symbolic link nor a hard one.
  private static func openFile(_ path: String) throws(FileError) -> Int32 {
    var status = stat()
    if lstat(path, &status) == 0 { try require(status, path) }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw FileError(call: "open", file: path, code: errno) }
    do throws(FileError) {
      guard fstat(descriptor, &status) == 0 else {
        throw FileError(call: "fstat", file: path, code: errno)
      }
      try require(status, path)
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func require(_ status: stat, _ path: String) throws(FileError) {
    guard status.st_mode & S_IFMT == S_IFREG, status.st_nlink <= 1 else {
      throw FileError(
        call: "check", file: path, code: EINVAL,
        cause: "it is a link, or no file; remove it: nothing is written through it")
    }
  }

  /// Writes the process number into the lock file; for the message only, so a failure does no harm.
  ///
  /// What another program wrote there is kept.
  private static func sign(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size == 0 || holder(descriptor) != nil,
      ftruncate(descriptor, 0) == 0
    else { return }
    let text = Array("\(getpid())\n".utf8)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  /// The process number in the lock file; `nil` if there is anything else in it.
  private static func holder(_ descriptor: Int32) -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0, buffer[count - 1] == UInt8(ascii: "\n") else { return nil }
    return Int32(String(decoding: buffer[..<(count - 1)], as: UTF8.self))
  }
}

/// Another sweep runs in the folder.
public struct FolderLockError: ExitStatusError, Equatable, Sendable {
  /// The folder that is taken.
  public let folder: String
  /// Who holds it, if that could be read.
  public let process: Int32?

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// For example: `another sweep (process 123) is running in results/cartpole`.
  public var description: String {
    let holder = process.map { " (process \($0))" } ?? ""
    return "another sweep\(holder) is running in \(folder)"
  }
}
