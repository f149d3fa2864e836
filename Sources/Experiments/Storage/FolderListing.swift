import Platform

/// What a folder holds.
enum FolderListing {
  /// The names in `folder`, sorted; without `.` and `..`.
  ///
  /// A name that is not UTF-8 is none of this program's, and is left out: as text it would be
  /// another name, of another file.
  static func names(in folder: String) throws(FileError) -> [String] {
    guard let stream = opendir(folder) else {
      throw FileError(call: "opendir", file: folder, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw FileError(call: "readdir", file: folder, code: errno) }
    return names.sorted()
  }

  /// Whether anything has that name.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Makes sure that what has that name, if anything has, is a folder and not a link to one.
  static func requireReal(_ path: String) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return
    case S_IFLNK:
      throw FileError(
        call: "check", file: path, code: ELOOP,
        cause: "it is a link; replace it by a folder: nothing is written or removed through it")
    default: throw FileError(call: "check", file: path, code: ENOTDIR)
    }
  }

  /// Whether that name is a folder's, and not that of a link to one.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes sure that no folder is where a file is to be.
  static func requireNoFolder(_ path: String) throws(FileError) {
    guard isFolder(path) else { return }
    throw FileError(
      call: "check", file: path, code: EISDIR,
      cause: "it is a folder, where a file of results is to be; move it away")
  }

  /// Makes sure that files can be created in a folder, and removed.
  static func requireWritable(_ folder: String) throws(FileError) {
    guard access(folder, W_OK | X_OK) == 0 else {
      throw FileError(call: "access", file: folder, code: errno)
    }
  }

  /// Creates a folder, and those above it, where they are missing.
  ///
  /// - Throws: `FileError`, which names the whole path, and the part of it that cannot be created.
  static func create(_ path: String) throws(FileError) {
    guard let (failed, code) = createAll(path) else { return }
    throw FileError(call: "mkdir", file: path, code: code, part: failed == path ? nil : failed)
  }

  /// The folder that could not be created, and the system's error number; `nil` if all are there.
  private static func createAll(_ path: String) -> (failed: String, code: Int32)? {
    if mkdir(path, 0o777) == 0 { return nil }
    var code = errno
    if code == ENOENT, path != AtomicFile.parentFolder(of: path) {
      if let failure = createAll(AtomicFile.parentFolder(of: path)) { return failure }
      code = mkdir(path, 0o777) == 0 ? 0 : errno
    }
    if code == 0 { return nil }
    var status = stat()
    // Another process may have made it meanwhile.
    if code == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return nil }
    return (path, code)
  }
}

/// The identity of a file and of its contents: it changes when the file is written again, without
/// reading it.
struct FileIdentity: Equatable, Sendable {
  private let device: UInt
  private let node: UInt
  private let modified: Int
  private let changed: Int
  /// Bytes of the file.
  let size: Int
  /// Whether it is a plain file, and no folder, pipe or device.
  let isRegular: Bool

  /// The identity as text, in which it outlives the process.
  ///
  /// A file cannot be made that has the text of another one: the system sets the time of a
  /// file's last change, also of a copy. The device is left out, because its number may be another
  /// one after a restart.
  var text: String { "\(node):\(size):\(modified):\(changed)" }

  /// Whether this is the file that the other one was, with the same content, whatever its name.
  func isRenamed(from other: FileIdentity) -> Bool {
    (device, node, size, modified) == (other.device, other.node, other.size, other.modified)
  }

  /// The identity of the file of that path now; `nil` if there is none.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    isRegular = status.st_mode & S_IFMT == S_IFREG
    device = UInt(status.st_dev)
    node = UInt(status.st_ino)
    size = Int(status.st_size)
    modified = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
    changed = status.st_ctim.tv_sec &* 1_000_000_000 &+ status.st_ctim.tv_nsec
  }
}
