import Platform

/// The name of the machine that this process runs on.
enum HostName {
  /// The name in printable ASCII without blanks; `unknown` if the system gives none.
  static let current: String = {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let name = bytes.filter { (0x21...0x7E).contains($0) }
    return name.isEmpty ? "unknown" : String(decoding: name, as: UTF8.self)
  }()
}
