/// What a network's outputs mean for the value of an action, and the loss that they learn by.
///
/// A new one is a file that defines it, and a line in `Hyperparameters.valueHead()`.
protocol ValueHead: Sendable {
  /// Outputs of the network for each action.
  var outputsPerAction: Int { get }

  /// Floats that `expectedReturn` and `learn` may use while they run.
  var scratchCount: Int { get }

  /// The expected return, from the outputs of one action.
  func expectedReturn(
    _ outputs: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) -> Float

  /// Holds the outputs of the action that was taken against a target.
  ///
  /// - Parameters:
  ///   - outputs: `[outputsPerAction]`.
  ///   - target: what they should say.
  ///   - scratch: `[scratchCount]`, overwritten.
  ///   - gradient: `[outputsPerAction]`, overwritten by the gradient of the loss.
  /// - Returns: the loss, and the error that a prioritised memory goes by.
  func learn(
    _ outputs: UnsafePointer<Float>, from target: ReturnTarget,
    scratch: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) -> (loss: Float, error: Float)

  /// The expected returns of all actions, for each row of outputs.
  ///
  /// - Returns: where they stand: in `room`, which has as many rows of the same stride, or where the
  ///   outputs are if those are expected returns already.
  func expectedReturns(
    of outputs: UnsafeMutablePointer<Float>, rows: Int, _ head: HeadShape,
    scratch: UnsafeMutablePointer<Float>, room: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float>

  /// Writes the gradient of the rows' mean loss by the outputs; returns that loss.
  func learn(_ inputs: LossInputs) -> Float
}

// These are requirements with an implementation, not plain extensions, so that each head has its
// own compiled for it: the call for a batch is dynamic, those for its rows are not.
extension ValueHead {
  func expectedReturns(
    of outputs: UnsafeMutablePointer<Float>, rows: Int, _ head: HeadShape,
    scratch: UnsafeMutablePointer<Float>, room: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    for row in 0..<rows {
      for action in 0..<head.actionCount {
        room[row * head.stride + action] = expectedReturn(
          outputs + (row * head.stride + action * outputsPerAction), scratch: scratch)
      }
    }
    return room
  }

  /// Row by row.
  ///
  /// **Order.** Losses are summed over the rows in order, each times its row's weight, then divided
  /// by their number; each gradient is the loss's derivative times the weight, divided by that
  /// number.
  func learn(_ inputs: LossInputs) -> Float {
    // Two loops, so that the usual one does without what the other needs.
    if let munchausen = inputs.munchausen {
      learn(inputs) { inputs.target(of: $0, by: munchausen) }
    } else {
      learn(inputs, from: inputs.greedyTarget)
    }
  }

  @inline(__always)
  private func learn(_ inputs: LossInputs, from target: (Int) -> ReturnTarget) -> Float {
    let stride = inputs.head.stride
    let size = Float(inputs.count)
    inputs.gradients.update(repeating: 0, count: inputs.count * stride)
    var sum: Float = 0
    for row in 0..<inputs.count {
      let place = row &* stride &+ inputs.actions[row] &* outputsPerAction
      let gradient = inputs.gradients + place
      let learned = learn(
        inputs.outputs + place, from: target(row), scratch: inputs.scratch, into: gradient)
      let weight = inputs.weights[row]
      for output in 0..<outputsPerAction { gradient[output] = weight * gradient[output] / size }
      inputs.errors[row] = learned.error
      sum += weight * learned.loss
    }
    return sum / size
  }
}

extension Hyperparameters {
  /// What the network's outputs mean, and how they learn.
  func valueHead() -> any ValueHead {
    switch distribution.kind {
    case .none: ExpectedValueHead(loss: loss, huberDelta: huberDelta)
    case .categorical:
      CategoricalValueHead(
        atoms: distribution.atoms, lowest: distribution.lowest, highest: distribution.highest,
        measuresError: priorities.exponent > 0)
    case .quantile:
      QuantileValueHead(quantiles: distribution.quantiles, kappa: distribution.kappa)
    }
  }
}
