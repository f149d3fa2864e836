/// The steps that a policy has taken in several environments in turn: step `t` of environment `e` has
/// the index `t · environments + e`.
struct Rollout: ~Copyable {
  /// Steps of all environments.
  let capacity: Int
  /// The observations before the steps: `[capacity]`.
  let observations: ObservationStorage
  /// The actions taken.
  private(set) var actions: [Int]
  /// The largest action value of each observation, with the parameters that the targets are made of.
  var values: [Float]
  /// The Q(λ) returns.
  private(set) var targets: [Float]

  private let environments: Int
  private(set) var count = 0
  private var rewards: [Float]
  /// Whether the return goes no further than this step: it ended its episode, or is the last of its
  /// environment.
  private var cuts: [Bool]
  /// What is worth bootstrapping from after such a step; 0 if the task ended.
  private var tails: [Float]

  /// An empty rollout of so many steps of each environment.
  init(environments: Int, steps: Int, observation: ObservationShape) {
    self.environments = environments
    capacity = environments * steps
    observations = ObservationStorage(observation, count: capacity)
    actions = Array(repeating: 0, count: capacity)
    values = Array(repeating: 0, count: capacity)
    targets = Array(repeating: 0, count: capacity)
    rewards = Array(repeating: 0, count: capacity)
    cuts = Array(repeating: false, count: capacity)
    tails = Array(repeating: 0, count: capacity)
  }

  /// Whether all steps have been taken.
  var isFull: Bool { count == capacity }

  /// Whether the next step is the last one of its environment.
  var isInLastStep: Bool { count >= capacity - environments }

  /// Adds a step.
  ///
  /// - Parameters:
  ///   - step: the step.
  ///   - reward: what is learned from.
  ///   - isCut: whether it ended its episode, or is the last of its environment.
  ///   - tail: of such a step, the value of what follows.
  mutating func append(_ step: TimeStep, reward: Float, isCut: Bool, tail: Float) {
    observations[count].copy(step.before.observation)
    actions[count] = step.action
    rewards[count] = reward
    cuts[count] = isCut
    tails[count] = tail
    count += 1
  }

  /// Removes all steps.
  mutating func removeAll() { count = 0 }

  /// Computes the Q(λ) returns from the values, from the last step of each environment back.
  ///
  ///     R_t = r_t + γ · (λ · R_{t+1} + (1 - λ) · max_a Q(s_{t+1}, a))
  ///
  /// and `R_t = r_t + γ · tail` where the return is cut.
  ///
  /// **Order.** `R_t = fma(γ, fma(λ, R_{t+1} - q, q), r_t)` with `q = max_a Q(s_{t+1}, a)`.
  ///
  /// Source: M. Gallici et al. 2025, section on Q(λ); after B. Daley, C. Amato, "Reconciling
  /// λ-Returns with Experience Replay", NeurIPS 2019.
  mutating func computeTargets(gamma: Float, lambda: Float) {
    for index in (0..<capacity).reversed() {
      var next = tails[index]
      if !cuts[index] {
        let q = values[index + environments]
        next = q.addingProduct(lambda, targets[index + environments] - q)
      }
      targets[index] = rewards[index].addingProduct(gamma, next)
    }
  }
}

// MARK: - Checkpoint

extension Rollout {
  /// Writes all steps, and their targets.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("rollout")
    archive.write(count)
    observations.save(to: &archive)
    archive.write(actions)
    archive.write(cuts)
    for numbers in [rewards, tails, targets] { archive.write(numbers.map(Double.init)) }
  }

  /// Restores the saved state.
  mutating func restore(
    from archive: inout ArchiveReader, actionCount: Int
  ) throws(ArchiveError) {
    try archive.mark("rollout")
    count = try archive.integer(in: 0...capacity)
    try observations.restore(from: &archive)
    actions = try archive.integers()
    cuts = try archive.truths()
    rewards = try archive.reals().map { Float($0) }
    tails = try archive.reals().map { Float($0) }
    targets = try archive.reals().map { Float($0) }
    guard actions.allSatisfy({ (0..<actionCount).contains($0) }),
      [actions.count, cuts.count, rewards.count, tails.count, targets.count]
        .allSatisfy({ $0 == capacity })
    else { throw archive.error("a rollout has other steps than it should") }
  }
}
