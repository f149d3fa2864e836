import CArguments

/// What the program was started with, known without `/proc`.
enum ProgramArguments {
  /// The arguments after the program's name, as they were given.
  static var bytes: [UnsafePointer<CChar>] {
    (1..<max(1, carguments_count())).map { carguments_at($0) }
  }

  /// A path by which this very program can be started again; `nil` if the system does not say.
  static var program: String? { carguments_program().map { String(cString: $0) } }

  /// The arguments after the program's name as text.
  static var all: [String] { bytes.map { String(cString: $0) } }
}
