import Glibc

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
  /// Nobody can make a file up that has the text of another one: the system sets the time of a
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
