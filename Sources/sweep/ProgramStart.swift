import DeepQ
import Experiments
import Glibc

/// What a program finds in place when it starts, and cannot take for granted.
enum ProgramStart {
  /// Makes the process one that everything else can rely on.
  ///
  /// - Throws: `ArgumentError`.
  static func prepare() throws(ArgumentError) {
    // Before any other thread is made, which starts with the modes of this one.
    FloatingPointModes.setDefault()
    openStandardFiles()
    // Whoever ignores it lets no program wait for its children.
    signal(SIGCHLD, SIG_DFL)
    // A limit on the size of files is an error of whoever writes, in every command.
    signal(SIGXFSZ, SIG_IGN)
    try checkArguments()
  }

  /// Opens standard input, output and error where they are closed.
  ///
  /// Else the next files that are opened would have their numbers, and progress would be written into
  /// results. They are opened the wrong way round, so that whoever uses them gets the error that a
  /// closed file gives.
  private static func openStandardFiles() {
    for (file, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(file, F_GETFD) < 0 {
      // The lowest number that is free is this one.
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
      default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text + "'"
  }
}
