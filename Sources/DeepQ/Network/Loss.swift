/// The loss of a temporal-difference error, averaged over a batch.
public enum Loss: String, CaseIterable, Sendable {
  /// The squared error.
  case meanSquared = "mse"
  /// Half the squared error up to δ, linear beyond (Huber 1964).
  case huber
}

extension Loss {
  /// The loss of one error: `e²`, or Huber's `e²/2` up to `delta` and `delta·(|e| - delta/2)`
  /// beyond.
  @inline(__always)
  func value(_ error: Float, delta: Float) -> Float {
    switch self {
    case .meanSquared: error * error
    case .huber:
      abs(error) <= delta ? 0.5 * error * error : delta * (abs(error) - 0.5 * delta)
    }
  }

  /// The derivative of `value` by the error: `2e`, or Huber's `e` kept within ±`delta`.
  ///
  /// Source: P. J. Huber, "Robust Estimation of a Location Parameter", Ann. Math. Statist. 35(1),
  /// 1964.
  @inline(__always)
  func derivative(_ error: Float, delta: Float) -> Float {
    switch self {
    case .meanSquared: 2 * error
    case .huber: abs(error) <= delta ? error : (error < 0 ? -delta : (error > 0 ? delta : error))
    }
  }
}
