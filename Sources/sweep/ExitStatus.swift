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
}

/// Standard output could not be written to its end.
struct OutputError: ExitStatusError {
  /// The system's error number.
  let code: Int32

  var exitStatus: ExitStatus { .inputOutput }

  var description: String { "standard output: \(String(cString: strerror(code)))" }
}
