import Glibc

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
