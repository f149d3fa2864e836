public import HDF5
import Platform

/// The program's exit status.
public enum ExitStatus: Equatable, Sendable {
  /// A trial failed, a replay differs, or files are not identical.
  case failed
  /// Wrong arguments or experiment file; nothing was run.
  case wrongInput
  /// Results could not be written or read, or the machine does not have what a run needs.
  case inputOutput
  /// A signal stopped the program in good order; `SIGALRM` is that of its own time limit.
  case stopped(by: Int32)

  /// Whether the program's own time limit stopped it.
  public var isTemporary: Bool { self == .stopped(by: SIGALRM) }

  /// The number that the shell sees.
  public var code: Int32 {
    switch self {
    case .failed: 1
    case .wrongInput: 64
    case .inputOutput: 74
    // What `sysexits.h` calls a temporary failure: the same command goes on from there.
    case .stopped(by: SIGALRM): 75
    case .stopped(let signal): 128 + signal
    }
  }
}

/// An error that can end the program: it has a message for the user and an exit status.
///
/// Every error type of this package's command line and of what it calls conforms; a test reads the
/// sources to make sure of that.
public protocol ExitStatusError: Error, CustomStringConvertible {
  /// The exit status of a program that ends with this error.
  var exitStatus: ExitStatus { get }
}

extension HDF5Error: ExitStatusError {
  /// Results could not be written or read.
  public var exitStatus: ExitStatus { .inputOutput }
}

/// A system call on a file that failed: which call, which file, and why.
public struct FileError: ExitStatusError, Equatable, Sendable {
  /// The system call's name.
  public let call: String
  /// The file as it was named to the call.
  public let file: String
  /// What the system, or the check that failed, says.
  public let cause: String
  /// The system's error number; 0 where the cause is a check of ours.
  public let code: Int32

  /// What the program ends with.
  public var exitStatus: ExitStatus { .inputOutput }

  /// For example: `write failed for results/cartpole/summary.csv: No space left on device`.
  public var description: String { "\(call) failed for \(file): \(cause)" }

  /// A system error; `part` is the part of the path that it is about, if not the whole.
  init(call: String, file: String, code: Int32, part: String? = nil) {
    self.call = call
    self.file = file
    self.code = code
    let cause = String(cString: strerror(code))  // glibc keeps the text per thread.
    self.cause = part.map { "\($0): \(cause)" } ?? cause
  }

  /// The same, with a detail of the cause.
  init(call: String, file: String, code: Int32, detail: String) {
    self.call = call
    self.file = file
    self.code = code
    cause = String(cString: strerror(code)) + ": " + detail
  }

  init(call: String, file: String, code: Int32 = 0, cause: String) {
    self.call = call
    self.file = file
    self.code = code
    self.cause = cause
  }
}
