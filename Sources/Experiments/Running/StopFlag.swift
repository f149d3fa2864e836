import Synchronization

/// Says that a signal asked the program to stop; set from anywhere, polled by every worker.
public final class StopFlag: Sendable {
  /// The signal's number, or 0: no signal has that number.
  private let number = Atomic<Int32>(0)

  /// A flag that is not set.
  public init() {}

  /// The signal that set the flag, or `nil` while it is not set.
  public var signal: Int32? {
    let number = number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Sets the flag, unless it is set already: the first signal is the one that is remembered.
  ///
  /// - Returns: whether this call set it.
  @discardableResult
  public func set(signal: Int32) -> Bool {
    precondition(signal > 0, "a signal's number is positive, not \(signal)")
    return number.compareExchange(
      expected: 0, desired: signal, ordering: .relaxed
    ).exchanged
  }
}
