/// A signal asked the program to stop before there was anything to keep.
public struct StopRequestError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The signal's number.
  public let signal: Int32

  /// What was left undone.
  public var description: String { "stopped by signal \(signal) while results were being read" }
}

extension StopFlag {
  /// Ends what is being done if the flag is set.
  ///
  /// - Throws: `StopRequestError`.
  func check() throws(StopRequestError) {
    if let signal { throw StopRequestError(signal: signal) }
  }
}
