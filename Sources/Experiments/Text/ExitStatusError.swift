public import HDF5

/// The program's exit status.
public enum ExitStatus: Equatable, Sendable {
  /// A trial failed, a replay differs, or files are not identical.
  case failed
  /// Wrong arguments or experiment file; nothing was run.
  case wrongInput
  /// Results could not be written or read, or the machine does not have what a run needs.
  case inputOutput
  /// A signal stopped the program in good order.
  case stopped(by: Int32)

  /// The number that the shell sees.
  public var code: Int32 {
    switch self {
    case .failed: 1
    case .wrongInput: 64
    case .inputOutput: 74
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
