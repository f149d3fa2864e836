import Experiments
import Platform
import Synchronization

/// Standard output, with results, tables and help.
///
/// Every command writes it here and nowhere else. Each write goes to the system at once and is
/// checked: what a buffer keeps is lost without a word when a disk is full.
enum StandardOutput {
  /// Writes a text.
  ///
  /// A reader who went away, such as `head` or a terminal that was closed, has had what it wanted.
  ///
  /// - Throws: `OutputError` if not all of it could be written.
  static func write(_ text: String) throws(OutputError) {
    let code = TerminalOutput.writeAll(text, to: STDOUT_FILENO)
    guard code != 0, code != EPIPE, !isClosedTerminal(code) else { return }
    throw OutputError(code: code)
  }

  /// Writes a text and the end of its line.
  ///
  /// - Throws: `OutputError` if not all of it could be written.
  static func writeLine(_ text: String) throws(OutputError) { try write(text + "\n") }

  /// Whether an error is what a terminal gives that was closed, and not a disk.
  private static func isClosedTerminal(_ code: Int32) -> Bool {
    var status = stat()
    return code == EIO && fstat(STDOUT_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
  }
}

/// Standard output for calls that cannot throw, on any thread: the first error is kept.
final class SharedStandardOutput: Sendable {
  private let error = Mutex<OutputError?>(nil)

  /// Writes a text and the end of its line, unless an earlier one could not be written.
  func writeLine(_ text: String) {
    error.withLock { error in
      guard error == nil else { return }
      do throws(OutputError) { try StandardOutput.writeLine(text) } catch let failure {
        error = failure
      }
    }
  }

  /// Whether everything could be written so far.
  var isUsable: Bool { error.withLock { $0 == nil } }

  /// Throws the first error, if there was one.
  func check() throws(OutputError) {
    if let error = error.withLock({ $0 }) { throw error }
  }
}

/// Standard output could not be written to its end.
struct OutputError: ExitStatusError {
  /// The system's error number.
  let code: Int32

  var exitStatus: ExitStatus { .inputOutput }

  var description: String { "standard output: \(String(cString: strerror(code)))" }
}
