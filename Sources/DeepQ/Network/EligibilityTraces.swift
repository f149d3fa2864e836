/// Eligibility traces of a network's parameters, and gradient steps along them that do not overshoot:
/// overshooting-bounded gradient descent (ObGD).
///
/// Source: M. Elsayed, G. Vasan, A. R. Mahmood, "Streaming Deep Reinforcement Learning Finally Works",
/// 2024 (arXiv 2410.14606), algorithm 3.
struct EligibilityTraces: ~Copyable {
  /// z, laid out like the parameters; 0 in the padding.
  private let traces: FloatBuffer

  /// Traces of `count` parameters, all 0.
  init(count: Int) {
    traces = FloatBuffer(zeros: count)
  }

  /// Lets the traces decay, adds the gradient of the present action value, and takes a step along
  /// them.
  ///
  ///     z ← γλ·z + ∇q          M = α·κ·max(|δ|, 1)·‖z‖₁          θ ← θ + min(α, α / M)·δ·z
  ///
  /// **Order.** Each trace takes one fused multiply-add. ‖z‖₁ is added up in the order of `clipNorm`, in
  /// eight partial sums. M is `((α·κ)·max(|δ|, 1))·‖z‖₁`, the step `(α / M)·δ`, or `α·δ` where M is at
  /// most 1, and each parameter takes one fused multiply-add of the step and its trace; all in
  /// `Float`.
  ///
  /// - Parameters:
  ///   - parameters: θ, updated.
  ///   - gradient: that of q(s, a), not of a loss; 0 in the padding.
  ///   - network: whose parameters they are.
  ///   - error: δ, the temporal-difference error.
  ///   - decay: γλ.
  ///   - learningRate: α.
  ///   - kappa: κ, above 1 for a step that does not overshoot.
  func step(
    _ parameters: borrowing FloatBuffer, gradient: borrowing FloatBuffer, of network: Network,
    error: Float, decay: Float, learningRate: Float, kappa: Float
  ) {
    precondition(
      parameters.count == traces.count && gradient.count == traces.count
        && traces.count % vectorWidth == 0,
      "\(parameters.count) parameters have \(traces.count) traces, or not whole vectors")
    let (parameters, gradient, trace) = (parameters.start, gradient.start, traces.start)
    let decay = Vector(repeating: decay)
    for i in stride(from: 0, to: traces.count, by: vectorWidth) {
      trace.store(gradient.vector(at: i).addingProduct(decay, trace.vector(at: i)), at: i)
    }
    let bound = learningRate * kappa * max(abs(error), 1) * norm(of: network)
    let rate = bound > 1 ? learningRate / bound : learningRate
    let step = Vector(repeating: rate * error)
    for i in stride(from: 0, to: traces.count, by: vectorWidth) {
      parameters.store(parameters.vector(at: i).addingProduct(step, trace.vector(at: i)), at: i)
    }
  }

  /// Makes all traces 0: an episode has ended, or an action was not greedy (Watkins's Q(λ)).
  func clear() { traces.start.update(repeating: 0, count: traces.count) }

  /// ‖z‖₁.
  private func norm(of network: Network) -> Float {
    sum(over: traces, of: network) { $0 += $1.magnitudes }
  }
}

// MARK: - Checkpoint

extension EligibilityTraces {
  /// Writes the traces.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("traces")
    traces.save(to: &archive)
  }

  /// Restores saved traces.
  func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("traces")
    try traces.restore(from: &archive)
  }
}
