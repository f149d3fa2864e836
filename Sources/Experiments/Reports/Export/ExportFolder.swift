import Platform

/// A folder of exported files, which is marked as one.
///
/// The mark, `.sweep-export`, names the format and the files. A folder that has none, and is not
/// empty, is not ours and is left alone.
struct ExportFolder {
  private let path: String
  private let format: String
  /// The files of an earlier export.
  private let former: [String]
  /// The files of this one.
  private var names: Set<String> = []
  /// The folders in it that are there.
  private var folders: Set<String> = []

  static let markName = ".sweep-export"
  private static let title = "sweep export 1"
  private static let markLimit = 1 << 28

  /// Makes the folder and marks it.
  ///
  /// - Throws: `ExportError` if it is not ours to write to; `FileError`.
  init(_ path: String, format: String) throws {
    self.path = path
    self.format = format
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      throw ExportError.notAFolder(path)
    }
    try FolderListing.create(path)
    former = try Self.formerFiles(in: path, format: format)
    try AtomicFile.removeOrphans(in: path)
    try writeMark(former)
  }

  /// The path of a file that is to be written; the folder in which it is to be is made.
  ///
  /// - Throws: `FileError`.
  mutating func path(of name: String) throws(FileError) -> String {
    let file = path + "/" + name
    let parent = AtomicFile.parentFolder(of: file)
    if parent != path, folders.insert(parent).inserted {
      // Nothing is written through a link that leads out of the folder.
      try FolderListing.requireReal(parent)
      try FolderListing.create(parent)
      try AtomicFile.removeOrphans(in: parent)
    }
    try FolderListing.requireNoFolder(file)
    names.insert(name)
    return file
  }

  /// Removes the files of the earlier export that this one has not, and names those that it has.
  ///
  /// - Throws: `FileError`.
  func finish() throws(FileError) {
    for name in former where !names.contains(name) {
      let file = path + "/" + name
      let parent = AtomicFile.parentFolder(of: file)
      guard !FolderListing.isFolder(file), parent == path || FolderListing.isFolder(parent) else {
        continue
      }
      guard unlink(file) == 0 || errno == ENOENT else {
        throw FileError(call: "unlink", file: file, code: errno)
      }
      // Fails, as it should, if something else is in it.
      if parent != path { rmdir(parent) }
    }
    try writeMark(names.sorted())
  }

  private func writeMark(_ names: [String]) throws(FileError) {
    let lines = [Self.title, format] + names
    try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: path + "/" + Self.markName)
  }

  /// The files that the mark of a folder names; none of an empty folder.
  private static func formerFiles(in path: String, format: String) throws -> [String] {
    let mark = path + "/" + markName
    guard FolderListing.exists(mark) else {
      let isEmpty = try FolderListing.names(in: path).allSatisfy { TemporaryName($0) != nil }
      guard isEmpty else { throw ExportError.foreignFolder(path) }
      return []
    }
    let lines = try WholeFile.text(mark, limit: markLimit).split(
      separator: "\n", omittingEmptySubsequences: true
    ).map(String.init)
    guard lines.count >= 2, lines[0] == title else { throw ExportError.foreignFolder(path) }
    guard lines[1] == format else { throw ExportError.otherFormat(path, format: lines[1]) }
    return lines.dropFirst(2).filter(isInside)
  }

  /// Whether a name that was read is one that exports have: of a file in the folder, or in a folder
  /// in it.
  private static func isInside(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
  }
}
