import CArguments
import DeepQ
import Experiments
import Platform

/// Sets up what a process inherits and the rest of the program relies on.
enum ProgramStart {
  /// Sets floating-point modes, standard files and signals, and checks the arguments' encoding.
  ///
  /// - Throws: `ArgumentError`.
  static func prepare() throws(ArgumentError) {
    // Before any other thread is made, which starts with the modes of this one.
    FloatingPointModes.setDefault()
    openStandardFiles()
    // A process that ignores it cannot wait for its children.
    signal(SIGCHLD, SIG_DFL)
    // A limit on the size of files makes `write` fail, in every command.
    signal(SIGXFSZ, SIG_IGN)
    try checkArguments()
  }

  /// Opens standard input, output and error where they are closed.
  ///
  /// Else the next files that are opened would have their numbers, and progress would be written
  /// into results. They are opened for the wrong direction, so that using them fails as with a
  /// closed file.
  private static func openStandardFiles() {
    for (file, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(file, F_GETFD) < 0 {
      // `open` takes the smallest free number, which is this one.
      if open("/dev/null", mode) != file { _exit(ExitStatus.inputOutput.code) }
    }
  }

  /// Refuses arguments that are not UTF-8: as text they would name other files.
  private static func checkArguments() throws(ArgumentError) {
    for (index, argument) in ProgramArguments.bytes.enumerated()
    where String(validatingCString: argument) == nil {
      throw ArgumentError(
        description: """
          argument \(index + 1) is not valid UTF-8: \(quoted(argument)); sweep takes names in UTF-8 only
          """)
    }
  }

  /// An argument as bash reads it, with every byte that is not a printable ASCII character as its
  /// number.
  static func quoted(_ argument: UnsafePointer<CChar>) -> String {
    var text = "$'"
    for byte in UnsafeBufferPointer(start: argument, count: strlen(argument)) {
      let byte = UInt8(bitPattern: byte)
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\\"):
        text += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7F: text += String(UnicodeScalar(byte))
      default: text += "\\x" + byte.hexadecimal(digits: 2)
      }
    }
    return text + "'"
  }
}

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
