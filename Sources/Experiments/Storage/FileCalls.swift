import Glibc

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
    write: { Glibc.write($0, $1.baseAddress, $1.count) },
    sync: { fsync($0) },
    close: { Glibc.close($0) },
    rename: { Glibc.rename($0, $1) },
    remove: { unlink($0) })
}
