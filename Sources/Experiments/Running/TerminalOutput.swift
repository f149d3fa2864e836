import Foundation
import Glibc

/// A place to write text to, which may be a terminal.
public struct TerminalOutput: Sendable {
  /// Writes a text at once.
  public var write: @Sendable (String) -> Void
  /// Columns of the terminal now; it may be resized at any time.
  public var width: @Sendable () -> Int
  /// Whether a line can be written over.
  public var isTerminal: Bool

  /// Creates a place to write to.
  public init(
    isTerminal: Bool, width: @escaping @Sendable () -> Int,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.width = width
    self.write = write
  }

  /// Standard error, unbuffered.
  public static let standardError = file(
    STDERR_FILENO, terminalType: ProcessInfo.processInfo.environment["TERM"])

  /// Standard output, unbuffered.
  public static let standardOutput = file(
    STDOUT_FILENO, terminalType: ProcessInfo.processInfo.environment["TERM"])

  /// An open file, unbuffered; a terminal of no type, or a dumb one, cannot write over a line.
  static func file(_ file: Int32, terminalType: String?) -> TerminalOutput {
    TerminalOutput(
      isTerminal: isatty(file) == 1 && !["", "dumb"].contains(terminalType ?? ""),
      width: { columns(of: file) },
      write: { writeAll($0, to: file) })
  }

  /// Columns of a terminal; 80 if it does not say.
  private static func columns(of file: Int32) -> Int {
    var size = winsize()
    guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes a whole text.
  ///
  /// What cannot be written is dropped: nothing depends on it, and there is nowhere to say so.
  private static func writeAll(_ text: String, to file: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count > 0 {
          written += count
        } else if errno != EINTR {
          return
        }
      }
    }
  }
}
