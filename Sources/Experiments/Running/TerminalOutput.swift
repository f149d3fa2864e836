import Foundation
import Platform

/// A file descriptor to write text to, which may be a terminal.
public struct TerminalOutput: Sendable {
  /// Writes a text at once.
  public var write: @Sendable (String) -> Void
  /// Columns of the terminal now; it may be resized at any time.
  public var width: @Sendable () -> Int
  /// Whether a line can be written over.
  public var isTerminal: Bool

  /// Creates an output.
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

  /// Whether standard output is a terminal that can write over a line.
  public static var isStandardOutputTerminal: Bool {
    file(STDOUT_FILENO, terminalType: ProcessInfo.processInfo.environment["TERM"]).isTerminal
  }

  /// An open file, unbuffered; a terminal of no type, or a dumb one, cannot write over a line.
  static func file(_ file: Int32, terminalType: String?) -> TerminalOutput {
    TerminalOutput(
      isTerminal: isatty(file) == 1 && !["", "dumb"].contains(terminalType ?? ""),
      width: { columns(of: file) },
      // What cannot be written is dropped: nothing depends on it, and there is nowhere to say so.
      write: { _ = writeAll($0, to: file) })
  }

  /// Lines of the terminal on standard output; 24 if it does not say.
  public static var standardOutputLines: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
    return Int(size.ws_row)
  }

  /// Columns of a terminal; 80 if it does not say.
  private static func columns(of file: Int32) -> Int {
    var size = winsize()
    guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes a whole text to an open file, without a buffer in between.
  ///
  /// - Returns: the system's error number if not all of it could be written, else 0.
  public static func writeAll(_ text: String, to file: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = Platform.write(
          file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count > 0 {
          written += count
        } else if count == 0 {
          return EIO
        } else if errno == EAGAIN {
          // Another process made this pipe non-blocking.
          var descriptor = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
          poll(&descriptor, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }
}
