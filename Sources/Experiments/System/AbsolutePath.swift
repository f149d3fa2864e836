import Foundation

/// Paths that hold wherever a process is started.
enum AbsolutePath {
  /// A path as seen from the root of the file system; links stay what they are.
  static func of(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    let folder = FileManager.default.currentDirectoryPath
    let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return (folder == "/" ? "" : folder) + "/" + relative
  }
}
