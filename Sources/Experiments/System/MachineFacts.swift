import Foundation
import Platform

/// What the system says of this process and its processor; each answer is `nil` where it says
/// nothing.
enum MachineFacts {
  /// The processor's model: `model name` on x86, otherwise what the system offers, or `nil`.
  static func processor() -> String? {
    // The file's size reads as 0, so it cannot be read as other files are.
    guard let data = FileManager.default.contents(atPath: "/proc/cpuinfo") else { return nil }
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if parts.count == 2, parts[0] == "model name" || parts[0] == "Model" { return parts[1] }
    }
    return nil
  }

  /// The file of this program, without symbolic links.
  static func executable() -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// Bytes of memory that this process has.
  static func residentBytes() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return nil
    }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
  }
}
