/// Updates parameters from gradients, with the moments of its rule.
///
/// Every parameter is updated independently, in one pass, by the operations of the rule's function in
/// their order, in `Float`; decay rates and bias corrections are computed in `Double` first.
struct Optimizer: ~Copyable {
  /// The rule and its constants.
  let settings: OptimizerSettings
  /// Adam's and RAdam's first moment, RMSProp's mean square, or SGD's velocity.
  private let first: FloatBuffer
  /// Adam's and RAdam's second moment, or centred RMSProp's mean gradient.
  private let second: FloatBuffer
  /// RMSProp's last change.
  private let third: FloatBuffer
  /// Adam's and RAdam's `beta1` and `beta2` to the power of the updates so far.
  private var beta1Power = 1.0
  private var beta2Power = 1.0
  /// RAdam's updates so far.
  private var updates = 0

  /// An optimiser of `count` parameters before its first step.
  init(_ settings: OptimizerSettings, count: Int) {
    self.settings = settings
    let blocks = settings.memoryBlocks
    first = FloatBuffer(zeros: blocks > 0 ? count : 0)
    second = FloatBuffer(zeros: blocks > 1 ? count : 0)
    third = FloatBuffer(zeros: blocks > 2 ? count : 0)
  }

  /// Makes one step, divided among the executor's threads.
  mutating func update(
    _ parameters: borrowing FloatBuffer, gradient: borrowing FloatBuffer, learningRate: Double,
    executor: ParallelExecutor = .alone
  ) {
    precondition(
      parameters.count == gradient.count && gradient.count % vectorWidth == 0,
      "\(parameters.count) parameters have \(gradient.count) gradients, or not whole vectors")
    if settings.rule.isAdaptiveMoment {
      beta1Power *= settings.beta1
      beta2Power *= settings.beta2
      updates += 1
    }
    let step = OptimizerStep(
      settings: settings, learningRate: learningRate, parameters: parameters.start,
      gradient: gradient.start, first: first.start, second: second.start, third: third.start,
      beta1Power: beta1Power, beta2Power: beta2Power, updates: updates)
    executor.share(gradient.count, grain: vectorWidth) { range, _ in step.take(range) }
  }
}

/// One gradient step, for any range of the parameters.
private struct OptimizerStep {
  let settings: OptimizerSettings
  let learningRate: Double
  let parameters: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let first: UnsafeMutablePointer<Float>
  let second: UnsafeMutablePointer<Float>
  let third: UnsafeMutablePointer<Float>
  let beta1Power: Double
  let beta2Power: Double
  let updates: Int

  func take(_ range: Range<Int>) {
    switch settings.rule {
    case .adam: adam(range)
    case .radam: rectifiedAdam(range)
    case .rmsprop:
      switch (settings.centered, settings.addsEpsilonInsideRoot) {
      case (true, true): centeredRMSProp(range) { ($0 + $1).squareRoots }
      case (true, false): centeredRMSProp(range) { $0.squareRoots + $1 }
      case (false, true): plainRMSProp(range) { ($0 + $1).squareRoots }
      case (false, false): plainRMSProp(range) { $0.squareRoots + $1 }
      }
    case .sgd: gradientDescent(range)
    }
  }

  /// Adam, with its bias corrections taken out of the loop.
  ///
  ///     m ← β₁·m + (1 - β₁)·g          v ← β₂·v + (1 - β₂)·g²
  ///     θ ← (1 - α·λ)·θ - (α / (1 - β₁ᵗ)) · m / (√v · (1 / √(1 - β₂ᵗ)) + ε)
  ///
  /// λ is the decoupled weight decay, of every parameter, as `torch.optim.AdamW` has it: weights,
  /// biases, gains and sigmas alike.
  ///
  /// Sources: D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015; I.
  /// Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, algorithm 2.
  ///
  /// - Parameters:
  ///   - range: the parameters to change.
  ///   - scale: what α is multiplied by.
  private func adam(_ range: Range<Int>, scale: Double = 1) {
    let (keep1, take1) = (Vector(settings.beta1), Vector(1 - settings.beta1))
    let (keep2, take2) = (Vector(settings.beta2), Vector(1 - settings.beta2))
    let rate = Vector(learningRate * scale / (1 - beta1Power))
    let correction = Vector(1 / (1 - beta2Power).squareRoot())
    let epsilon = Vector(settings.epsilon)
    // 1 without decay, which changes no bit.
    let keep = Vector(1 - learningRate * settings.weightDecay)
    for i in stride(from: range.lowerBound, to: range.upperBound, by: vectorWidth) {
      let g = gradient.vector(at: i)
      let m = (keep1 * first.vector(at: i)).addingProduct(take1, g)
      let v = (keep2 * second.vector(at: i)).addingProduct(take2 * g, g)
      first.store(m, at: i)
      second.store(v, at: i)
      let denominator = epsilon.addingProduct(v.squareRoots, correction)
      parameters.store(keep * parameters.vector(at: i) - rate * m / denominator, at: i)
    }
  }

  /// RAdam: Adam whose steps are scaled by how well its second moment is known, and do without it as
  /// long as that is hardly known.
  ///
  ///     ρ = ρ∞ - 2·t·β₂ᵗ / (1 - β₂ᵗ),   ρ∞ = 2 / (1 - β₂) - 1
  ///     ρ > 5: Adam's step, with the rate α·√((ρ - 4)(ρ - 2)ρ∞ / ((ρ∞ - 4)(ρ∞ - 2)ρ))
  ///     else:  θ ← (1 - α·λ)·θ - (α / (1 - β₁ᵗ)) · m
  ///
  /// Source: L. Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", ICLR 2020,
  /// algorithm 2; with the threshold 5 of its published code, of PyTorch and of Optax.
  private func rectifiedAdam(_ range: Range<Int>) {
    let limit = 2 / (1 - settings.beta2) - 1
    let length = limit - 2 * Double(updates) * beta2Power / (1 - beta2Power)
    guard length > 5 else { return momentumStep(range) }
    let numerator = (length - 4) * (length - 2) * limit
    adam(range, scale: (numerator / ((limit - 4) * (limit - 2) * length)).squareRoot())
  }

  /// A step of RAdam by the first moment alone; the second is updated for later.
  private func momentumStep(_ range: Range<Int>) {
    let (keep1, take1) = (Vector(settings.beta1), Vector(1 - settings.beta1))
    let (keep2, take2) = (Vector(settings.beta2), Vector(1 - settings.beta2))
    let rate = Vector(learningRate / (1 - beta1Power))
    let keep = Vector(1 - learningRate * settings.weightDecay)
    for i in stride(from: range.lowerBound, to: range.upperBound, by: vectorWidth) {
      let g = gradient.vector(at: i)
      let m = (keep1 * first.vector(at: i)).addingProduct(take1, g)
      first.store(m, at: i)
      second.store((keep2 * second.vector(at: i)).addingProduct(take2 * g, g), at: i)
      parameters.store(keep * parameters.vector(at: i) - rate * m, at: i)
    }
  }

  /// RMSProp, with momentum as `torch.optim.RMSprop` has it.
  ///
  ///     s ← ρ·s + (1 - ρ)·g²          Δ ← μ·Δ + g / d          θ ← θ - α·Δ
  ///
  /// with `d = √s + ε`, as `torch.optim.RMSprop` has it, or `d = √(s + ε)`, as Keras 3 and TensorFlow
  /// 1 do.
  ///
  /// Source: T. Tieleman, G. Hinton, "Lecture 6.5: RMSProp", Coursera, 2012, which has no ε.
  ///
  /// - Parameters:
  ///   - range: the parameters to change.
  ///   - denominator: d, of s and ε.
  @inline(__always)
  private func plainRMSProp(
    _ range: Range<Int>, denominator: (_ square: Vector, _ epsilon: Vector) -> Vector
  ) {
    let (keep, take) = (Vector(settings.decay), Vector(1 - settings.decay))
    let (epsilon, momentum) = (Vector(settings.epsilon), Vector(settings.momentum))
    let rate = Vector(learningRate)
    let (square, change) = (first, third)
    for i in stride(from: range.lowerBound, to: range.upperBound, by: vectorWidth) {
      let g = gradient.vector(at: i)
      let s = (keep * square.vector(at: i)).addingProduct(take * g, g)
      square.store(s, at: i)
      let delta = (g / denominator(s, epsilon)).addingProduct(momentum, change.vector(at: i))
      change.store(delta, at: i)
      parameters.store(parameters.vector(at: i) - rate * delta, at: i)
    }
  }

  /// Centred RMSProp, the form that the DQN papers used.
  ///
  ///     s ← ρ·s + (1 - ρ)·g²          a ← ρ·a + (1 - ρ)·g
  ///     Δ ← μ·Δ + g / d          θ ← θ - α·Δ
  ///
  /// with `d = √(s - a² + ε)`, or `d = √(s - a²) + ε`, as `torch.optim.RMSprop` has it. Rounding may
  /// make `s - a²` slightly negative; it is taken as at least 0.
  ///
  /// Source: A. Graves, "Generating Sequences With Recurrent Neural Networks", 2013, equations
  /// 38-41, with ε inside the root, as in the code published with Mnih et al. 2015.
  ///
  /// - Parameters:
  ///   - range: the parameters to change.
  ///   - denominator: d, of s - a² and ε.
  @inline(__always)
  private func centeredRMSProp(
    _ range: Range<Int>, denominator: (_ variance: Vector, _ epsilon: Vector) -> Vector
  ) {
    let (keep, take) = (Vector(settings.decay), Vector(1 - settings.decay))
    let (epsilon, momentum) = (Vector(settings.epsilon), Vector(settings.momentum))
    let rate = Vector(learningRate)
    let (square, mean, change) = (first, second, third)
    for i in stride(from: range.lowerBound, to: range.upperBound, by: vectorWidth) {
      let g = gradient.vector(at: i)
      let s = (keep * square.vector(at: i)).addingProduct(take * g, g)
      let a = (keep * mean.vector(at: i)).addingProduct(take, g)
      square.store(s, at: i)
      mean.store(a, at: i)
      let variance = s.addingProduct(-a, a)
      let positive = variance.replacing(with: 0, where: variance .< 0)
      let delta = (g / denominator(positive, epsilon))
        .addingProduct(momentum, change.vector(at: i))
      change.store(delta, at: i)
      parameters.store(parameters.vector(at: i) - rate * delta, at: i)
    }
  }

  /// Gradient descent, with momentum as `torch.optim.SGD` has it.
  ///
  ///     v ← μ·v + g          θ ← θ - α·v
  private func gradientDescent(_ range: Range<Int>) {
    let (rate, momentum) = (Vector(learningRate), Vector(settings.momentum))
    let velocity = first
    for i in stride(from: range.lowerBound, to: range.upperBound, by: vectorWidth) {
      let v = gradient.vector(at: i).addingProduct(momentum, velocity.vector(at: i))
      velocity.store(v, at: i)
      parameters.store(parameters.vector(at: i) - rate * v, at: i)
    }
  }
}

extension OptimizerSettings {
  /// Floats of memory for each parameter.
  var memoryBlocks: Int {
    switch rule {
    case .adam, .radam: 2
    case .rmsprop: 3
    case .sgd: 1
    }
  }
}

/// The update rule, with all its constants except the learning rate.
public struct OptimizerSettings: Equatable, Sendable {
  /// The rules, by the name that an experiment file uses.
  public enum Rule: String, CaseIterable, Sendable {
    /// Kingma and Ba 2015, with bias correction.
    case adam
    /// Liu et al. 2020, rectified Adam.
    case radam
    /// Tieleman and Hinton 2012; centred, Graves 2013.
    case rmsprop
    /// Stochastic gradient descent, with momentum if asked.
    case sgd

    /// Whether it is Adam or a variant of it, with its constants.
    public var isAdaptiveMoment: Bool { self == .adam || self == .radam }
  }

  /// Where RMSProp adds epsilon, by the name that an experiment file uses.
  public enum EpsilonPlacement: String, CaseIterable, Sendable {
    /// Inside the square root if centered, as the DQN papers' code does; else outside.
    case automatic = "auto"
    /// `g / √(s + ε)`.
    case inside
    /// `g / (√s + ε)`.
    case outside
  }

  /// Which rule.
  public var rule = Rule.adam
  /// Adam, RAdam: decay rate of the first moment.
  public var beta1 = 0.9
  /// Adam, RAdam: decay rate of the second moment.
  public var beta2 = 0.999
  /// Adam, RAdam, RMSProp: added to the denominator.
  public var epsilon = 1e-8
  /// RMSProp: decay rate of the moving averages.
  public var decay = 0.95
  /// RMSProp, SGD: fraction of the last change that is added to the next.
  public var momentum = 0.0
  /// RMSProp: whether the mean gradient is taken out of the second moment.
  public var centered = false

  /// RMSProp: where epsilon is added.
  public var epsilonPlacement = EpsilonPlacement.automatic

  /// Adam, RAdam: decoupled weight decay λ, at least 0.
  public var weightDecay = 0.0

  /// All defaults.
  public init() {}

  /// Whether RMSProp adds epsilon inside the square root.
  var addsEpsilonInsideRoot: Bool {
    switch epsilonPlacement {
    case .automatic: centered
    case .inside: true
    case .outside: false
    }
  }
}

// MARK: - Checkpoint

extension Optimizer {
  /// Writes the moments, and the powers of the bias corrections.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("optimizer")
    archive.write(beta1Power)
    archive.write(beta2Power)
    first.save(to: &archive)
    second.save(to: &archive)
    third.save(to: &archive)
    if settings.rule == .radam { archive.write(updates) }
  }

  /// Restores the saved state.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("optimizer")
    beta1Power = try archive.real()
    beta2Power = try archive.real()
    try first.restore(from: &archive)
    try second.restore(from: &archive)
    try third.restore(from: &archive)
    if settings.rule == .radam { updates = try archive.integer(in: 0...(1 << 60)) }
  }
}
