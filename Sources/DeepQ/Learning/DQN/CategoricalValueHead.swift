/// A distribution over fixed returns, the atoms: the outputs of an action are their logits (C51).
///
/// The target's distribution, moved by the reward and shrunk by the discount, is projected onto the
/// atoms, and the loss is its cross-entropy with the outputs' distribution.
///
/// Source: M. G. Bellemare, W. Dabney, R. Munos, "A Distributional Perspective on Reinforcement
/// Learning", ICML 2017, algorithm 1.
struct CategoricalValueHead: ValueHead {
  private let atomCount: Int
  private let lowest: Float
  private let highest: Float
  /// From one atom to the next.
  private let step: Float
  /// Whether anybody asks for the errors: they need a logarithm for each atom.
  private let measuresError: Bool

  /// Atoms at equal steps from `lowest` to `highest`.
  ///
  /// - Precondition: at least two of them, and `lowest` is less than `highest`.
  init(atoms: Int, lowest: Double, highest: Double, measuresError: Bool = true) {
    precondition(atoms >= 2 && lowest < highest, "\(atoms) atoms from \(lowest) to \(highest)")
    atomCount = atoms
    self.lowest = Float(lowest)
    self.highest = Float(highest)
    step = DistributionSettings.atomStep(atoms: atoms, lowest: lowest, highest: highest)
    self.measuresError = measuresError
  }

  var outputsPerAction: Int { atomCount }
  /// The probabilities of the outputs, and of the target.
  var scratchCount: Int { 2 * paddedToVectors(atomCount) }

  /// The return of an atom.
  @inline(__always)
  private func atom(_ index: Int) -> Float { lowest.addingProduct(Float(index), step) }

  /// The mean of the atoms.
  ///
  /// **Order.** `Σ pₖ·zₖ`, one fused multiply-add for each atom in order.
  func expectedReturn(
    _ outputs: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) -> Float {
    softmax(outputs, count: atomCount, into: scratch)
    var sum: Float = 0
    for index in 0..<atomCount { sum.addProduct(scratch[index], atom(index)) }
    return sum
  }

  /// The loss is the cross-entropy `-Σ mₖ·ln pₖ`, whose gradient by the logits is `p - m`; the error
  /// is the Kullback-Leibler divergence `Σ mₖ·(ln mₖ - ln pₖ)`, by which Rainbow prioritises; 0 if
  /// it is not measured.
  func learn(
    _ outputs: UnsafePointer<Float>, from target: ReturnTarget,
    scratch: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) -> (loss: Float, error: Float) {
    let projection = scratch + paddedToVectors(atomCount)
    project(target, scratch: scratch, into: projection)
    let logarithms = softmax(outputs, count: atomCount, into: scratch)
    var loss: Float = 0
    for index in 0..<atomCount {
      let wanted = projection[index]
      loss.addProduct(-wanted, logarithms.ofProbability(outputs[index]))
      gradient[index] = scratch[index] - wanted
    }
    return (loss, measuresError ? max(0, loss - entropy(of: projection)) : 0)
  }

  /// `-Σ mₖ·ln mₖ` of a distribution over the atoms.
  private func entropy(of distribution: UnsafePointer<Float>) -> Float {
    var sum: Float = 0
    for index in 0..<atomCount where distribution[index] > 0 {
      let share = distribution[index]
      sum.addProduct(-share, Float(logarithm(Double(share))))
    }
    return sum
  }

  /// Writes the distribution of the target over the atoms: each next atom's probability goes to the
  /// two atoms that its return lies between, the nearer the more.
  ///
  /// **Order.** Action by action (a greedy policy has one), and atom by atom.
  private func project(
    _ target: ReturnTarget, scratch: UnsafeMutablePointer<Float>,
    into projection: UnsafeMutablePointer<Float>
  ) {
    projection.update(repeating: 0, count: atomCount)
    switch target.policy {
    case .greedy(let action):
      add(target, action, share: 1, bonus: 0, scratch: scratch, to: projection)
    case .soft(let soft):
      for action in 0..<target.actionCount {
        add(
          target, action, share: soft.probabilities[action], bonus: soft.bonuses[action],
          scratch: scratch, to: projection)
      }
    }
  }

  private func add(
    _ target: ReturnTarget, _ action: Int, share: Float, bonus: Float,
    scratch: UnsafeMutablePointer<Float>, to projection: UnsafeMutablePointer<Float>
  ) {
    softmax(target.nextOutputs + action * atomCount, count: atomCount, into: scratch)
    for index in 0..<atomCount {
      let value = temporalDifferenceTarget(
        reward: target.reward, discount: target.discount, value: atom(index) + bonus)
      let place = (min(max(value, lowest), highest) - lowest) / step
      // What is not finite has no index; it must reach the loss, which ends the trial.
      let lower = place.isFinite ? Int(min(place, Float(atomCount - 2))) : 0
      let upperShare = place - Float(lower)
      let probability = share * scratch[index]
      projection[lower].addProduct(probability, 1 - upperShare)
      projection[lower + 1].addProduct(probability, upperShare)
    }
  }
}
