/// Defines what a network's outputs mean for the value of an action, and the loss that trains them.
///
/// A new one is a file that defines it, and a line in `Hyperparameters.valueHead()`.
protocol ValueHead: Sendable {
  /// Outputs of the network for each action.
  var outputsPerAction: Int { get }

  /// Floats of scratch memory that `expectedReturn` and `loss` need.
  var scratchCount: Int { get }

  /// Computes the expected return from the outputs of one action.
  func expectedReturn(
    _ outputs: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) -> Float

  /// Computes the loss of the outputs of the action that was taken, and its gradient.
  ///
  /// - Parameters:
  ///   - outputs: `[outputsPerAction]`.
  ///   - target: the temporal-difference target.
  ///   - scratch: `[scratchCount]`, overwritten.
  ///   - gradient: `[outputsPerAction]`, overwritten by the derivative of the loss by the outputs.
  /// - Returns: the loss, and the error that replay priorities are computed from.
  func loss(
    of outputs: UnsafePointer<Float>, target: ReturnTarget,
    scratch: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) -> (loss: Float, error: Float)

  /// Computes the expected returns of all actions for each row of outputs.
  ///
  /// - Returns: a pointer to them: `buffer`, which has as many rows of the same stride, or `outputs`
  ///   if those are expected returns already.
  func expectedReturns(
    of outputs: UnsafeMutablePointer<Float>, rows: Int, _ head: HeadShape,
    scratch: UnsafeMutablePointer<Float>, into buffer: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float>

  /// Computes the mean loss of a batch, and writes its gradient and the errors.
  func meanLoss(of inputs: LossInputs) -> Float
}

// These are requirements with an implementation, not plain extensions, so that each head has its
// own compiled for it: the call for a batch is dynamic, those for its rows are not.
extension ValueHead {
  func expectedReturns(
    of outputs: UnsafeMutablePointer<Float>, rows: Int, _ head: HeadShape,
    scratch: UnsafeMutablePointer<Float>, into buffer: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    for row in 0..<rows {
      for action in 0..<head.actionCount {
        buffer[row * head.stride + action] = expectedReturn(
          outputs + (row * head.stride + action * outputsPerAction), scratch: scratch)
      }
    }
    return buffer
  }

  /// `L = (Σ_b w_b · loss_b) / batch`, with the importance weight w of each row.
  ///
  /// **Order.** Losses are summed over the rows in order, each times its row's weight, then divided
  /// by their number; each gradient is the loss's derivative times the weight, divided by that
  /// number.
  func meanLoss(of inputs: LossInputs) -> Float {
    inputs.clearGradients()
    return sumOfLosses(of: inputs, rows: 0..<inputs.count, from: 0) / Float(inputs.count)
  }

  /// Adds the weighted losses of some rows to a sum, and writes their gradients and errors.
  func sumOfLosses(of inputs: LossInputs, rows: Range<Int>, from sum: Float) -> Float {
    // Two loops, so that the usual one does without what the other needs.
    if let munchausen = inputs.munchausen {
      sumOfLosses(of: inputs, rows: rows, from: sum) { inputs.target(of: $0, by: munchausen) }
    } else {
      sumOfLosses(of: inputs, rows: rows, from: sum, target: inputs.greedyTarget)
    }
  }

  @inline(__always)
  private func sumOfLosses(
    of inputs: LossInputs, rows: Range<Int>, from start: Float,
    target: (_ row: Int) -> ReturnTarget
  ) -> Float {
    let batch = Float(inputs.count)
    var sum = start
    for row in rows {
      let offset = inputs.offset(of: row, outputsPerAction)
      let gradient = inputs.gradients + offset
      let (loss, error) = loss(
        of: inputs.outputs + offset, target: target(row), scratch: inputs.scratch,
        gradient: gradient)
      let weight = inputs.weights[row]
      for output in 0..<outputsPerAction { gradient[output] = weight * gradient[output] / batch }
      inputs.errors[row] = error
      sum += weight * loss
    }
    return sum
  }
}

extension Hyperparameters {
  /// The meaning of the network's outputs, and their loss.
  func valueHead() -> any ValueHead {
    switch distribution.kind {
    case .none: ExpectedValueHead(loss: loss, huberDelta: huberDelta)
    case .categorical:
      CategoricalValueHead(
        atoms: distribution.atoms, vMin: distribution.vMin, vMax: distribution.vMax,
        measuresError: priorities.exponent > 0)
    case .quantile:
      QuantileValueHead(quantiles: distribution.quantiles, kappa: distribution.kappa)
    }
  }
}
