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
  let atomCount: Int
  let vMin: Float
  let vMax: Float
  /// Distance of neighbouring atoms.
  let step: Float
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
  /// Of eight rows the outputs, their probabilities and those of the target before and after its
  /// projection, each `[atoms, 8]`, and one of these by rows.
  var scratchCount: Int { vectorWidth * (4 * atomCount + paddedToVectors(atomCount)) }

  /// The return of an atom, `zₖ`.
  @inline(__always)
  func atom(_ index: Int) -> Float { vMin.addingProduct(Float(index), step) }

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
    softmaxOfLanes(outputs, count: atomCount, into: outputs)
    var returns = Vector(repeating: 0)
    for index in 0..<atomCount {
      returns.addProduct(outputs.vector(at: index * vectorWidth), Vector(repeating: atom(index)))
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
    return (loss, error(of: loss, projection, step: 1))
  }

  /// The error of a loss relative to a distribution over the atoms, which are `step` floats apart.
  func error(of loss: Float, _ distribution: UnsafePointer<Float>, step: Int) -> Float {
    measuresError ? max(0, loss - entropy(of: distribution, step: step)) : 0
  }

  /// `-Σ mₖ·ln mₖ` of a distribution over the atoms.
  private func entropy(of distribution: UnsafePointer<Float>, step: Int) -> Float {
    var sum: Float = 0
    for index in 0..<atomCount where distribution[index * step] > 0 {
      let probability = distribution[index * step]
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

  /// The index of the atom at or below a position in units of their distance, and not the last atom.
  @inline(__always)
  func lowerNeighbour(of position: Float) -> Int {
    // Infinity and NaN have no index; they must reach the loss, which ends the trial.
    position.isFinite ? Int(min(position, Float(atomCount - 2))) : 0
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
      let lower = lowerNeighbour(of: position)
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
