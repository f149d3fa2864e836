/// One output for each action: its expected return.
///
/// The loss is a function of the temporal-difference error `e = Q(s, a) - (r + γ·Q′(s′, a′))`.
///
/// Source: V. Mnih et al., "Human-level control through deep reinforcement learning", Nature 518,
/// 2015.
struct ExpectedValueHead: ValueHead {
  private let errorLoss: Loss
  private let delta: Float

  /// A head with this loss of the temporal-difference error.
  init(loss: Loss, huberDelta: Double) {
    errorLoss = loss
    delta = Float(huberDelta)
  }

  var outputsPerAction: Int { 1 }
  var scratchCount: Int { 0 }

  @inline(__always)
  func expectedReturn(
    _ outputs: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) -> Float {
    outputs[0]
  }

  func expectedReturns(
    of outputs: UnsafeMutablePointer<Float>, rows: Int, _ head: HeadShape,
    scratch: UnsafeMutablePointer<Float>, into buffer: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    outputs
  }

  @inline(__always)
  func loss(
    of outputs: UnsafePointer<Float>, target: ReturnTarget,
    scratch: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) -> (loss: Float, error: Float) {
    let error = outputs[0] - target.value(output: 0, of: 1)
    gradient[0] = errorLoss.derivative(error, delta: delta)
    return (errorLoss.value(error, delta: delta), error)
  }
}

extension Loss {
  /// Computes the loss of one error: `e²`, or Huber's `e²/2` up to `delta` and
  /// `delta·(|e| - delta/2)` beyond.
  @inline(__always)
  func value(_ error: Float, delta: Float) -> Float {
    switch self {
    case .meanSquared: error * error
    case .huber:
      abs(error) <= delta ? 0.5 * error * error : delta * (abs(error) - 0.5 * delta)
    }
  }

  /// Computes the derivative of `value` by the error: `2e`, or Huber's `e` clipped to ±`delta`.
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
