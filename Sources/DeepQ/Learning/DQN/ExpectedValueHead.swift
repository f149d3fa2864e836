/// One output for each action: its expected return.
struct ExpectedValueHead: ValueHead {
  private let loss: Loss
  private let delta: Float

  /// A head that learns by this loss of the temporal-difference error.
  init(loss: Loss, huberDelta: Double) {
    self.loss = loss
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
    scratch: UnsafeMutablePointer<Float>, room: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    outputs
  }

  @inline(__always)
  func learn(
    _ outputs: UnsafePointer<Float>, from target: ReturnTarget,
    scratch: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) -> (loss: Float, error: Float) {
    let error = outputs[0] - target.value(output: 0, of: 1)
    gradient[0] = loss.derivative(error, delta: delta)
    return (loss.value(error, delta: delta), error)
  }
}
