/// Holds back the last steps of an episode until their n-step returns are known.
///
/// The return of the step at time t is `R = rₜ + γ·rₜ₊₁ + … + γᵏ⁻¹·rₜ₊ₖ₋₁` over the `k ≤ n` steps
/// that the episode has from t on; what follows is worth γᵏ of its value, or nothing where the task
/// ended (Sutton and Barto, 2nd ed., equation 7.1). When an episode ends, all its last steps are
/// handed on, each with the shorter return that it has.
///
/// **Order.** From the last reward back: `R ← rᵢ + γ·R`, one fused multiply-add each.
struct MultiStepReturn: ~Copyable {
  /// n.
  let length: Int
  private let gamma: Float
  /// γᵏ for k = 0...n, each rounded once from `Double`.
  private let powers: [Float]
  private let observationCount: Int
  /// Steps held back, oldest first, from `first` on around the ring.
  private var first = 0
  private var count = 0
  private let observations: FloatBuffer
  private var actions: [Int]
  private let rewards: FloatBuffer

  /// Holds back nothing yet.
  init(length: Int, gamma: Double, observationCount: Int) {
    precondition(length > 0, "a return over \(length) steps")
    self.length = length
    self.gamma = Float(gamma)
    self.observationCount = observationCount
    var power = 1.0
    var powers: [Float] = [1]
    for _ in 0..<length {
      power *= gamma
      powers.append(Float(power))
    }
    self.powers = powers
    observations = FloatBuffer(zeros: length * observationCount)
    actions = Array(repeating: 0, count: length)
    rewards = FloatBuffer(zeros: length)
  }

  /// Takes in one step, and hands on every transition that is complete.
  ///
  /// - Parameters:
  ///   - observation: what the action answered.
  ///   - action: the action.
  ///   - reward: what it earned.
  ///   - nextObservation: what followed.
  ///   - bootstraps: whether the value of `nextObservation` counts: false where the task ended.
  ///   - episodeEnded: whether this was the episode's last step.
  ///   - memory: takes the complete transitions, in the order of their steps.
  mutating func append(
    observation: UnsafePointer<Float>, action: Int, reward: Float,
    nextObservation: UnsafePointer<Float>, bootstraps: Bool, episodeEnded: Bool,
    into memory: inout TransitionRing
  ) {
    let slot = wrapped(first + count)
    (observations.start + slot * observationCount).update(
      from: observation, count: observationCount)
    actions[slot] = action
    rewards.start[slot] = reward
    count += 1
    while count == length || (episodeEnded && count > 0) {
      memory.append(oldest(nextObservation: nextObservation, bootstraps: bootstraps))
      first = wrapped(first + 1)
      count -= 1
    }
  }

  private func oldest(nextObservation: UnsafePointer<Float>, bootstraps: Bool) -> Transition {
    var sum: Float = 0
    for step in (0..<count).reversed() {
      sum = rewards.start[wrapped(first + step)].addingProduct(gamma, sum)
    }
    return Transition(
      observation: UnsafePointer(observations.start + first * observationCount),
      action: actions[first], reward: sum, discount: bootstraps ? powers[count] : 0,
      nextObservation: nextObservation)
  }

  /// The observations of the steps that are held back.
  var observationsHeldBack: [UnsafePointer<Float>] {
    (0..<count).map {
      UnsafePointer(observations.start + wrapped(first + $0) * observationCount)
    }
  }

  private func wrapped(_ slot: Int) -> Int { slot < length ? slot : slot - length }
}

// MARK: - Checkpoint

extension MultiStepReturn {
  /// Writes the steps that are held back.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("returns")
    archive.write(first)
    archive.write(count)
    archive.write(actions)
    observations.save(to: &archive)
    rewards.save(to: &archive)
  }

  /// Holds back what the saved one did.
  mutating func restore(
    from archive: inout ArchiveReader, actionCount: Int
  ) throws(ArchiveError) {
    try archive.mark("returns")
    first = try archive.integer(in: 0...length - 1)
    count = try archive.integer(in: 0...length - 1)
    actions = try archive.integers()
    guard actions.count == length, actions.allSatisfy({ (0..<actionCount).contains($0) }) else {
      throw archive.error("the steps held back have other actions than there are")
    }
    try observations.restore(from: &archive)
    try rewards.restore(from: &archive)
  }
}
