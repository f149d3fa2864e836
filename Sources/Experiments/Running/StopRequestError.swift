/// A signal asked the program to stop before there was anything to keep.
public struct StopRequestError: ExitStatusError, Equatable, Sendable {
  /// The signal's number.
  public let signal: Int32

  /// What the program ends with.
  public var exitStatus: ExitStatus { .stopped(by: signal) }

  /// What was left undone.
  public var description: String {
    "stopping: signal \(signal) came while results were being read; nothing was changed"
  }
}

extension StopFlag {
  /// Ends what is being done if the flag is set.
  ///
  /// - Throws: `StopRequestError`.
  func check() throws(StopRequestError) {
    if let signal { throw StopRequestError(signal: signal) }
  }
}
