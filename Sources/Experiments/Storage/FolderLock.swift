import Platform

/// A results folder held by one process, so that two sweeps do not run in it at once.
///
/// The kernel frees the lock when the holder dies, however it dies. The lock file stays where it
/// is: removing it would let two processes hold locks on two files of one name.
///
/// The lock file says who holds it: a line with the process and its host, then one with
/// the id of each trial that is being trained.
public final class FolderLock: Sendable {
  /// Who holds the lock of a folder.
  public struct Holder: Equatable, Sendable {
    /// The process number on its host.
    public var process: Int32
    /// The host's name; `nil` if the lock file does not say.
    public var host: String?
    /// The trials that are being trained, in the order of workers.
    public var trials: [String] = []

    /// For example `process 123 on node7`.
    public var description: String { "process \(process)" + (host.map { " on \($0)" } ?? "") }

    init(process: Int32, host: String?) {
      self.process = process
      self.host = host
    }

    /// Reads a description, or a lone number, which is all that earlier versions wrote.
    fileprivate init?(line: Substring) {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 1 || (words.count == 4 && words[0] == "process" && words[2] == "on"),
        let process = Int32(words[words.count == 1 ? 0 : 1]), process > 0
      else { return nil }
      self.init(process: process, host: words.count == 4 ? String(words[3]).printable : nil)
    }
  }

  /// The state of a folder's lock, looked at without taking it.
  public enum State: Equatable, Sendable {
    /// No process holds it.
    case free
    /// A process holds it; `nil` if the lock file does not say which.
    case held(by: Holder?)
    /// The file system has no locks, or the lock file cannot be read.
    case unknown
  }

  /// A warning if the lock is not held: the file system has no locks, or another process runs the
  /// same shard; `nil` if it is held.
  public let warning: String?
  private let descriptor: Int32

  /// Whether this process holds the lock.
  var isHeld: Bool { warning == nil }

  /// The name of the lock file of a run of a whole experiment.
  private static let name = ".lock"
  /// What the names of the lock files of shards begin with.
  private static let shardPrefix = ".lock-"

  /// Whether a name is that of a lock file.
  static func isName(_ name: String) -> Bool {
    name == Self.name || name.hasPrefix(shardPrefix)
  }

  /// Locks `folder`, which must exist, for a run of the whole experiment, or of one of its shards.
  ///
  /// Shards share a folder; none of them shares it with a run of the whole. A shard may run twice: a
  /// batch system starts it again when it loses sight of a node, where the first process may go on.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - shard: what tells the shard from the others, in letters and digits; `nil` for the whole.
  /// - Throws: `FolderLockError` if another process holds it, `FileError` if the lock file cannot
  ///   be made.
  public convenience init(folder: String, shard: String? = nil) throws {
    try self.init(folder: folder, name: shard.map { Self.shardPrefix + $0 } ?? Self.name)
    let others = try Self.names(in: folder).filter { other in
      (other == Self.name) != (shard == nil)
    }
    for other in others {
      if case .held(let holder) = Self.state(of: folder, name: other) {
        throw FolderLockError(folder: folder, holder: holder)
      }
    }
  }

  private init(folder: String, name: String) throws {
    let path = folder + "/" + name
    let descriptor = try Self.openFile(path)
    switch Self.request(F_WRLCK, on: descriptor) {
    case 0:
      warning = nil
    case EAGAIN, EACCES:
      let holder = Self.holder(descriptor)
      guard name != Self.name else {
        close(descriptor)
        throw FolderLockError(folder: folder, holder: holder)
      }
      let other = holder?.description ?? "another process"
      warning =
        "\(other) runs the same shard in \(folder); results do not depend on it, but work is done twice"
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

  /// Who holds the lock of a folder, if anybody does: one state for the whole and for each shard that
  /// was ever run in it, and at least one.
  ///
  /// What a lock file says counts only while it is held: a process that was killed leaves its name.
  public static func states(of folder: String) -> [State] {
    let names = (try? names(in: folder)) ?? []
    return (names.isEmpty ? [name] : names).map { state(of: folder, name: $0) }
  }

  private static func names(in folder: String) throws(FileError) -> [String] {
    try FolderListing.names(in: folder).filter(isName)
  }

  private static func state(of folder: String, name: String) -> State {
    let path = folder + "/" + name
    var status = stat()
    guard lstat(path, &status) == 0 else { return errno == ENOENT ? .free : .unknown }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return .unknown }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return .unknown
    }
    let getLock: Int32 = 36  // F_OFD_GETLK, which glibc shows only to _GNU_SOURCE.
    var request = flock()
    request.l_type = Int16(F_WRLCK)
    request.l_whence = Int16(SEEK_SET)
    guard fcntl(descriptor, getLock, &request) == 0 else { return .unknown }
    return request.l_type == Int16(F_UNLCK) ? .free : .held(by: holder(descriptor))
  }

  /// Writes into the lock file which trials are being trained, for `state(of:)`.
  ///
  /// For messages only, so a failure does no harm.
  public func note(trials: [String]) {
    if isHeld { Self.sign(descriptor, trials: trials) }
  }

  /// Writes the holder into the lock file; for messages only, so a failure does no harm.
  ///
  /// What another program wrote there is kept.
  private static func sign(_ descriptor: Int32, trials: [String] = []) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size == 0 || holder(descriptor) != nil
    else { return }
    let lines = [Holder(process: getpid(), host: HostName.current).description] + trials
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    _ = pwrite(descriptor, text, text.count, 0)
    _ = ftruncate(descriptor, text.count)
  }

  private static let maxBytes = 1 << 16

  /// The holder that the lock file names; `nil` if there is anything else in it.
  private static func holder(_ descriptor: Int32) -> Holder? {
    var buffer = [UInt8](repeating: 0, count: maxBytes)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0, buffer[count - 1] == UInt8(ascii: "\n") else { return nil }
    let lines = String(decoding: buffer[..<(count - 1)], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard var holder = Holder(line: lines[0]) else { return nil }
    // While the file is being written it may end within a line.
    holder.trials = lines.dropFirst().map(String.init).filter(TrialID.isValid)
    return holder
  }
}

/// Another sweep runs in the folder.
public struct FolderLockError: ExitStatusError, Equatable, Sendable {
  /// The folder that is taken.
  public let folder: String
  /// Who holds it, if that could be read.
  public let holder: FolderLock.Holder?

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// For example: `another sweep (process 123 on node7) is running in results/cartpole`.
  public var description: String {
    let holder = holder.map { " (\($0.description))" } ?? ""
    return "another sweep\(holder) is running in \(folder)"
  }
}
