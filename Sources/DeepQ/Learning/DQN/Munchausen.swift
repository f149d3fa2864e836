/// The soft policy of a bootstrap, and what it adds to rewards.
struct MunchausenPolicy {
  let settings: MunchausenSettings
  /// The expected returns of the bootstrapping network for the observations: `[rows, stride]`.
  let values: UnsafePointer<Float>
  /// Probabilities, then bonuses, each in whole vectors.
  let scratch: UnsafeMutablePointer<Float>

  /// Floats that the scratch of a policy over so many actions needs.
  static func scratchCount(actionCount: Int) -> Int { 2 * paddedToVectors(actionCount) }

  /// A reward with its bonus for an action: `r + α·max(τ·ln π(a|s), l₀)`.
  ///
  /// `row` is where the row's values begin.
  @inline(__always)
  func reward(_ reward: Float, for action: Int, row: Int, actionCount: Int) -> Float {
    let temperature = Float(settings.temperature)
    let values = values + row
    let logarithms = softmax(
      values, count: actionCount, temperature: temperature, into: scratch)
    let scaled = temperature * logarithms.ofProbability(values[action])
    // Not a number stays one.
    let bonus = scaled < Float(settings.lowest) ? Float(settings.lowest) : scaled
    return reward.addingProduct(Float(settings.alpha), bonus)
  }

  /// The soft policy `π = softmax(q / τ)`, and its bonuses `-τ·ln π`.
  @inline(__always)
  func policy(over values: UnsafePointer<Float>, actionCount: Int) -> NextPolicy {
    let temperature = Float(settings.temperature)
    let bonuses = scratch + paddedToVectors(actionCount)
    let logarithms = softmax(
      values, count: actionCount, temperature: temperature, into: scratch)
    for action in 0..<actionCount {
      bonuses[action] = -temperature * logarithms.ofProbability(values[action])
    }
    return .soft(SoftPolicy(probabilities: scratch, bonuses: bonuses))
  }
}
