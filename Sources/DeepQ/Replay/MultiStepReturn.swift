/// Delays the last steps of an episode until their n-step returns are known.
///
/// The return of the step at time t is `R = rₜ + γ·rₜ₊₁ + … + γᵏ⁻¹·rₜ₊ₖ₋₁` over the `k ≤ n` steps
/// that the episode has from t on; the value that follows has the discount γᵏ, or 0 where the task
/// ended (Sutton and Barto, 2nd ed., equation 7.1). When an episode ends, all its last steps are
/// stored, each with its shorter return.
///
/// **Order.** From the last reward back: `R ← rᵢ + γ·R`, one fused multiply-add each.
struct MultiStepReturn: ~Copyable {
  /// n.
  let length: Int
  private let gamma: Float
  /// γᵏ for k = 0...n, each rounded once from `Double`.
  private let powers: [Float]
  private let observationCount: Int
  /// Delayed steps, oldest first, from `first` on around the ring.
  private var first = 0
  private var count = 0
  private let observations: FloatBuffer
  private var actions: [Int]
  private let rewards: FloatBuffer

  /// No delayed steps.
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

  /// Adds one step, and stores every transition that is complete.
  ///
  /// - Parameters:
  ///   - observation: that before the action, laid out as in `Transition`.
  ///   - action: the action.
  ///   - reward: its reward.
  ///   - nextObservation: that after the action.
  ///   - bootstraps: whether the value of `nextObservation` counts: false where the task ended.
  ///   - episodeEnded: whether this was the episode's last step.
  ///   - memory: stores the complete transitions, in the order of their steps.
  mutating func append(
    observation: UnsafeRawPointer, action: Int, reward: Float,
    nextObservation: UnsafeRawPointer, bootstraps: Bool, episodeEnded: Bool,
    into memory: inout TransitionRing
  ) {
    let slot = wrapped(first + count)
    UnsafeMutableRawPointer(observations.start + slot * observationCount).copyMemory(
      from: observation, byteCount: observationCount * MemoryLayout<Float>.stride)
    actions[slot] = action
    rewards.start[slot] = reward
    count += 1
    while count == length || (episodeEnded && count > 0) {
      memory.append(oldest(nextObservation: nextObservation, bootstraps: bootstraps))
      first = wrapped(first + 1)
      count -= 1
    }
  }

  private func oldest(nextObservation: UnsafeRawPointer, bootstraps: Bool) -> Transition {
    var sum: Float = 0
    for step in (0..<count).reversed() {
      sum = rewards.start[wrapped(first + step)].addingProduct(gamma, sum)
    }
    return Transition(
      observation: observations.start + first * observationCount,
      action: actions[first], reward: sum, discount: bootstraps ? powers[count] : 0,
      nextObservation: nextObservation)
  }

  /// The numbers of the newest frames of the delayed steps, where observations are stacks.
  var delayedFrames: [Int] {
    (0..<count).map {
      let slot = UnsafeRawPointer(observations.start + wrapped(first + $0) * observationCount)
      return Int(slot.load(as: UInt32.self))
    }
  }

  private func wrapped(_ slot: Int) -> Int { slot < length ? slot : slot - length }
}

// MARK: - Checkpoint

extension MultiStepReturn {
  /// Writes the delayed steps.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("returns")
    archive.write(first)
    archive.write(count)
    archive.write(actions)
    observations.save(to: &archive)
    rewards.save(to: &archive)
  }

  /// Restores the delayed steps.
  mutating func restore(
    from archive: inout ArchiveReader, actionCount: Int
  ) throws(ArchiveError) {
    try archive.mark("returns")
    first = try archive.integer(in: 0...length - 1)
    count = try archive.integer(in: 0...length - 1)
    actions = try archive.integers()
    guard actions.count == length, actions.allSatisfy({ (0..<actionCount).contains($0) }) else {
      throw archive.error("a delayed step has an action that does not exist")
    }
    try observations.restore(from: &archive)
    try rewards.restore(from: &archive)
  }
}
