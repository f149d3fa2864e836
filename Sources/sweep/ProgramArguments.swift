import CArguments

/// What the program was started with, known without `/proc`.
enum ProgramArguments {
  /// The arguments after the program's name, as they were given.
  static var bytes: [UnsafePointer<CChar>] {
    (1..<max(1, carguments_count())).map { carguments_at($0) }
  }

  /// The arguments after the program's name as text.
  static var all: [String] { bytes.map { String(cString: $0) } }
}
