import CArguments

/// What the program was started with, known without `/proc`.
enum ProgramArguments {
  /// The arguments after the program's name.
  static var all: [String] {
    let count = carguments_count()
    guard count > 0 else { return Array(CommandLine.arguments.dropFirst()) }
    return (1..<count).map { String(cString: carguments_at($0)) }
  }
}
