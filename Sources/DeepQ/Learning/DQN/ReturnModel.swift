/// What a network's outputs say of the return that an action leads to, and how they learn it.
///
/// A new one is a file that defines it, and a line in `Hyperparameters.returnModel()`.
protocol ReturnModel: Sendable {
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
  func learn(_ pass: LearningPass) -> Float
}

// These are requirements with an implementation, not plain extensions, so that each model has its
// own compiled for it: the call for a batch is dynamic, those for its rows are not.
extension ReturnModel {
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
  func learn(_ pass: LearningPass) -> Float {
    // Two loops, so that the usual one does without what the other needs.
    if let munchausen = pass.munchausen {
      learn(pass) { pass.target(of: $0, by: munchausen) }
    } else {
      learn(pass, from: pass.greedyTarget)
    }
  }

  @inline(__always)
  private func learn(_ pass: LearningPass, from target: (Int) -> ReturnTarget) -> Float {
    let stride = pass.head.stride
    let size = Float(pass.count)
    pass.gradients.update(repeating: 0, count: pass.count * stride)
    var sum: Float = 0
    for row in 0..<pass.count {
      let place = row &* stride &+ pass.actions[row] &* outputsPerAction
      let gradient = pass.gradients + place
      let learned = learn(
        pass.outputs + place, from: target(row), scratch: pass.scratch, into: gradient)
      let weight = pass.weights[row]
      for output in 0..<outputsPerAction { gradient[output] = weight * gradient[output] / size }
      pass.errors[row] = learned.error
      sum += weight * learned.loss
    }
    return sum / size
  }
}

extension Hyperparameters {
  /// What the network's outputs mean, and how they learn.
  func returnModel() -> any ReturnModel {
    switch distribution.kind {
    case .none: ExpectedReturn(loss: loss, huberDelta: huberDelta)
    case .categorical:
      CategoricalReturn(
        atoms: distribution.atoms, lowest: distribution.lowest, highest: distribution.highest,
        measuresError: priorities.exponent > 0)
    case .quantile:
      QuantileReturn(quantiles: distribution.quantiles, kappa: distribution.kappa)
    }
  }
}
