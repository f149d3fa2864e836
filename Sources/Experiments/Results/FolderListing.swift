import Glibc

/// What a folder holds.
enum FolderListing {
  /// The names in `folder`, sorted; without `.` and `..`.
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
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw FileError(call: "readdir", file: folder, code: errno) }
    return names.sorted()
  }

  /// Whether there is a regular file of that name, readable and not empty.
  static func holdsReadableFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
      && access(path, R_OK) == 0
  }

  /// Whether anything has that name.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Creates a folder, and those above it, where they are missing.
  static func create(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    var code = errno
    if code == ENOENT, path != AtomicFile.parentFolder(of: path) {
      try create(AtomicFile.parentFolder(of: path))
      code = mkdir(path, 0o777) == 0 ? 0 : errno
    }
    if code == 0 { return }
    var status = stat()
    // Another process may have made it meanwhile.
    if code == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw FileError(call: "mkdir", file: path, code: code)
  }
}
