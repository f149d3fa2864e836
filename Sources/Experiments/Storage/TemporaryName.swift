import Glibc
import Synchronization

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
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
    let name = String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let plain = name.prefix(64).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    return plain.isEmpty ? "unknown" : String(plain)
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
