/// The head of a dueling network: combines a state value and advantages to action values, in place.
///
/// `Q(s, a) = V(s) + (A(s, a) - mean A(s, ·))` (Wang et al. 2016, equation 9), the mean summed over
/// actions in order and divided by their number. Where an action has several outputs, of a
/// distribution, the state value and each advantage have as many, and each of them is made by
/// itself (Hessel et al. 2018, section 3).
struct DuelingHead {
  private let actionCount: Int
  private let outputsPerAction: Int
  private let stride: Int

  /// The head of a dueling network.
  init(_ network: Network) {
    actionCount = network.actionCount
    outputsPerAction = network.outputsPerAction
    stride = network.valueStride
  }

  /// Turns the outputs `[V, A₀, A₁, …]` of each observation into `[Q₀, Q₁, …, 0]`.
  func combine(_ outputs: UnsafeMutablePointer<Float>, batch: Int) {
    for b in 0..<batch {
      for k in 0..<outputsPerAction {
        let head = outputs + (b * stride + k)
        let value = head[0]
        var sum: Float = 0
        for a in 0..<actionCount { sum += head[(a + 1) * outputsPerAction] }
        let mean = sum / Float(actionCount)
        for a in 0..<actionCount {
          head[a * outputsPerAction] = value + (head[(a + 1) * outputsPerAction] - mean)
        }
        head[actionCount * outputsPerAction] = 0
      }
    }
  }

  /// Turns the gradients of `[Q₀, Q₁, …]` into those of the outputs `[V, A₀, A₁, …]`.
  ///
  ///     dV = Σ_a dQ_a          dA_a = dQ_a - (Σ_a dQ_a) / actions
  func separate(_ gradients: UnsafeMutablePointer<Float>, batch: Int) {
    for b in 0..<batch {
      for k in 0..<outputsPerAction {
        let gradient = gradients + (b * stride + k)
        var sum: Float = 0
        for a in 0..<actionCount { sum += gradient[a * outputsPerAction] }
        let mean = sum / Float(actionCount)
        for a in (0..<actionCount).reversed() {
          gradient[(a + 1) * outputsPerAction] = gradient[a * outputsPerAction] - mean
        }
        gradient[0] = sum
      }
    }
  }
}
