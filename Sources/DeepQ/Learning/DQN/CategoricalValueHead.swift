/// A categorical distribution over fixed returns, the atoms: an action's outputs are the logits (C51).
///
/// The target's distribution, shifted by the reward and scaled by the discount, is projected onto the
/// atoms: `m = Φ(r + γ·z)` with the probabilities of the next action. The loss is the cross-entropy of
/// the outputs' distribution p relative to m:
///
///     L = -Σₖ mₖ·ln pₖ,   ∂L/∂logitₖ = pₖ - mₖ
///
/// Source: M. G. Bellemare, W. Dabney, R. Munos, "A Distributional Perspective on Reinforcement
/// Learning", ICML 2017, algorithm 1.
struct CategoricalValueHead: ValueHead {
  private let atomCount: Int
  private let vMin: Float
  private let vMax: Float
  /// Distance of neighbouring atoms.
  private let step: Float
  /// Whether errors are computed, which takes a logarithm for each atom.
  private let measuresError: Bool

  /// Evenly spaced atoms from `vMin` to `vMax`.
  ///
  /// - Precondition: at least two of them, and `vMin` is less than `vMax`.
  init(atoms: Int, vMin: Double, vMax: Double, measuresError: Bool = true) {
    precondition(atoms >= 2 && vMin < vMax, "\(atoms) atoms from \(vMin) to \(vMax)")
    atomCount = atoms
    self.vMin = Float(vMin)
    self.vMax = Float(vMax)
    step = DistributionSettings.atomStep(atoms: atoms, vMin: vMin, vMax: vMax)
    self.measuresError = measuresError
  }

  var outputsPerAction: Int { atomCount }
  /// The probabilities of the outputs, and of the target; or the outputs of eight rows.
  var scratchCount: Int { vectorWidth * atomCount }

  /// The return of an atom, `zₖ`.
  @inline(__always)
  private func atom(_ index: Int) -> Float { vMin.addingProduct(Float(index), step) }

  /// The mean of the distribution, `Σ pₖ·zₖ`.
  ///
  /// **Order.** One fused multiply-add for each atom in order.
  func expectedReturn(
    _ outputs: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) -> Float {
    softmax(outputs, count: atomCount, into: scratch)
    var sum: Float = 0
    for index in 0..<atomCount { sum.addProduct(scratch[index], atom(index)) }
    return sum
  }

  /// The expected returns of eight rows at a time, with the vector over rows: `expectedReturn` of
  /// each, bit for bit.
  func expectedReturns(
    of outputs: UnsafeMutablePointer<Float>, rows: Int, _ head: HeadShape,
    scratch: UnsafeMutablePointer<Float>, into buffer: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    let wholeRows = rows & -vectorWidth
    for action in 0..<head.actionCount {
      for row in stride(from: 0, to: wholeRows, by: vectorWidth) {
        transpose(
          outputs + (row * head.stride + action * atomCount), rows: vectorWidth, columns: atomCount,
          sourceStride: head.stride, into: scratch, targetStride: vectorWidth)
        let returns = expectedReturns(transposed: scratch)
        for lane in 0..<vectorWidth { buffer[(row + lane) * head.stride + action] = returns[lane] }
      }
      for row in wholeRows..<rows {
        buffer[row * head.stride + action] = expectedReturn(
          outputs + (row * head.stride + action * atomCount), scratch: scratch)
      }
    }
    return buffer
  }

  /// The expected returns of eight actions whose outputs are `[atoms, 8]`, which are overwritten.
  private func expectedReturns(transposed outputs: UnsafeMutablePointer<Float>) -> Vector {
    let end = atomCount * vectorWidth
    var largest = outputs.vector(at: 0)
    for index in stride(from: vectorWidth, to: end, by: vectorWidth) {
      let values = outputs.vector(at: index)
      largest.replace(with: values, where: values .> largest)
    }
    var sum = Vector(repeating: 0)
    for index in stride(from: 0, to: end, by: vectorWidth) {
      let power = exponential(outputs.vector(at: index) - largest)
      outputs.store(power, at: index)
      sum += power
    }
    var returns = Vector(repeating: 0)
    for index in 0..<atomCount {
      let probability = outputs.vector(at: index * vectorWidth) / sum
      returns.addProduct(probability, Vector(repeating: atom(index)))
    }
    return returns
  }

  /// The error is the Kullback-Leibler divergence `Σ mₖ·(ln mₖ - ln pₖ)`, by which Rainbow
  /// prioritises; 0 if it is not measured.
  func loss(
    of outputs: UnsafePointer<Float>, target: ReturnTarget,
    scratch: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) -> (loss: Float, error: Float) {
    let projection = scratch + paddedToVectors(atomCount)
    project(target, scratch: scratch, into: projection)
    let logarithms = softmax(outputs, count: atomCount, into: scratch).logarithms
    var loss: Float = 0
    for index in 0..<atomCount {
      let target = projection[index]
      loss.addProduct(-target, logarithms.ofProbability(outputs[index]))
      gradient[index] = scratch[index] - target
    }
    return (loss, measuresError ? max(0, loss - entropy(of: projection)) : 0)
  }

  /// `-Σ mₖ·ln mₖ` of a distribution over the atoms.
  private func entropy(of distribution: UnsafePointer<Float>) -> Float {
    var sum: Float = 0
    for index in 0..<atomCount where distribution[index] > 0 {
      let probability = distribution[index]
      sum.addProduct(-probability, Float(logarithm(Double(probability))))
    }
    return sum
  }

  /// Projects the distribution of the target onto the atoms: the probability of each shifted atom is
  /// divided between its two neighbours, by linear interpolation.
  ///
  /// **Order.** Action by action (a greedy policy has one), and atom by atom.
  private func project(
    _ target: ReturnTarget, scratch: UnsafeMutablePointer<Float>,
    into projection: UnsafeMutablePointer<Float>
  ) {
    projection.update(repeating: 0, count: atomCount)
    switch target.policy {
    case .greedy(let action):
      add(target, action, probability: 1, bonus: 0, scratch: scratch, to: projection)
    case .soft(let soft):
      for action in 0..<target.actionCount {
        add(
          target, action, probability: soft.probabilities[action], bonus: soft.bonuses[action],
          scratch: scratch, to: projection)
      }
    }
  }

  private func add(
    _ target: ReturnTarget, _ action: Int, probability: Float, bonus: Float,
    scratch: UnsafeMutablePointer<Float>, to projection: UnsafeMutablePointer<Float>
  ) {
    softmax(target.nextOutputs + action * atomCount, count: atomCount, into: scratch)
    // The two sums that are being added to, so that no addition waits for memory.
    var place = 0
    var (below, above) = (projection[0], projection[1])
    for index in 0..<atomCount {
      let value = temporalDifferenceTarget(
        reward: target.reward, discount: target.discount, value: atom(index) + bonus)
      let position = (min(max(value, vMin), vMax) - vMin) / step
      // Infinity and NaN have no index; they must reach the loss, which ends the trial.
      let lower = position.isFinite ? Int(min(position, Float(atomCount - 2))) : 0
      let fraction = position - Float(lower)
      let mass = probability * scratch[index]
      if lower != place {
        (projection[place], projection[place + 1]) = (below, above)
        (below, above) = (projection[lower], projection[lower + 1])
        place = lower
      }
      below.addProduct(mass, 1 - fraction)
      above.addProduct(mass, fraction)
    }
    (projection[place], projection[place + 1]) = (below, above)
  }
}
