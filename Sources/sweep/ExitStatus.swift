import ArgumentParser
import Experiments
import Glibc
import HDF5

extension ExitCode {
  /// The status as ArgumentParser takes it, for a command that has said all there is to say.
  init(_ status: ExitStatus) { self.init(status.code) }
}

/// An argument that is of the right form, but names nothing.
struct ArgumentError: ExitStatusError {
  let description: String

  var exitStatus: ExitStatus { .wrongInput }

  /// Checks that a file or folder named by a user exists; `-` is standard input.
  static func requireExisting(_ path: String) throws(ArgumentError) {
    guard path != "-", access(path, F_OK) != 0 else { return }
    throw ArgumentError(description: "\(path): \(String(cString: strerror(errno)))")
  }
}

/// Standard output could not be written to its end.
struct OutputError: ExitStatusError {
  /// The system's error number.
  let code: Int32

  var exitStatus: ExitStatus { .inputOutput }

  var description: String { "standard output: \(String(cString: strerror(code)))" }
}
