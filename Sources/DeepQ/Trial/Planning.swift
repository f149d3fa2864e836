/// Computes optimal action values sweep after sweep, then evaluates the greedy policy.
///
/// It has no experience: no environment steps, no episodes but those of the evaluation at its end.
/// An update of it is a sweep over all states and actions.
struct Planning<Method: PlanningMethod>: TrialProcess, ~Copyable {
  private let specification: TrialSpecification
  private let mdp: FiniteMDP
  private let optimal: OptimalValues?
  private var method: Method
  private var curves = PlanningCurves()
  private var evaluation: PolicyEvaluation?
  private var evaluations: [Evaluation] = []
  private var failure: String?
  private var hasEnded = false

  /// A planning before its first sweep.
  ///
  /// - Precondition: the environment is a finite MDP.
  init(_ specification: TrialSpecification, execution: TrialExecution = TrialExecution()) {
    guard var mdp = specification.environment.definition.mdp?(specification.environment)
    else { preconditionFailure("'\(specification.environment.id)' is not a finite MDP") }
    mdp.gamma = specification.hyperparameters.gamma
    self.specification = specification
    self.mdp = mdp
    optimal = execution.optimalValues.values(
      of: mdp, specification.environment, gamma: mdp.gamma)
    method = Method(mdp, tolerance: specification.hyperparameters.tolerance)
  }

  var isFinished: Bool { hasEnded && evaluation == nil }
  var isEvaluating: Bool { evaluation != nil }
  var isLearning: Bool { false }
  var stepsTaken: Int { curves.residuals.count }
  var episodesFinished: Int { 0 }

  /// Advances by at most `steps` sweeps or, after the last sweep, steps of the evaluation.
  mutating func advance(steps: Int, while shouldContinue: () -> Bool) {
    var left = steps
    while left > 0, !isFinished {
      if evaluation == nil { sweep() } else { evaluate() }
      left -= 1
      guard shouldContinue() else { return }
    }
  }

  private mutating func sweep() {
    method.sweep()
    curves.residuals.append(method.residual)
    curves.errorBounds.append(
      optimalityErrorBound(residual: method.residual, gamma: mdp.gamma))
    if let optimal { curves.valueErrors.append(optimal.error(of: method.actionValues)) }
    if !method.actionValues.isFinite {
      hasEnded = true
      failure = "diverged: a value is not finite after sweep \(curves.residuals.count)"
    } else if method.isConverged {
      hasEnded = true
      evaluation = PolicyEvaluation(specification, after: 0)
    } else if curves.residuals.count >= specification.hyperparameters.maxSweeps {
      hasEnded = true
      failure =
        "did not converge: sweep \(curves.residuals.count) still changed a value by more than the tolerance"
    }
  }

  private mutating func evaluate() {
    guard var made = evaluation?.advance(with: method.actionValues) else { return }
    made.valueError = optimal?.error(of: method.actionValues)
    made.regret = optimal?.regret(of: method.actionValues)
    evaluations.append(made)
    evaluation = nil
  }

  func result() -> TrialResult {
    var result = TrialResult()
    result.failure = failure
    result.updates = curves.residuals.count
    result.evaluations = evaluations
    result.actionValues = method.actionValues
    result.optimalActionValues = optimal?.actionValues
    result.planning = curves
    return result
  }
}

// MARK: - Checkpoint

/// Sweeps are cheap beside what a checkpoint costs, so that only their number is saved, and they are
/// made again.
extension Planning {
  var transitions: Range<Int> { 0..<0 }
  var bytesPerTransition: Int { 0 }

  func save(to archive: inout ArchiveWriter) {
    archive.mark("planning")
    archive.write(curves.residuals.count)
    archive.write(evaluations.count)
    for evaluation in evaluations { evaluation.save(to: &archive) }
    evaluation?.save(to: &archive)
  }

  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("planning")
    let sweeps = try archive.integer(in: 0...specification.hyperparameters.maxSweeps)
    while curves.residuals.count < sweeps, !hasEnded { sweep() }
    guard try archive.integer(in: 0...1) == 1 else {
      try evaluation?.restore(from: &archive)
      return
    }
    guard hasEnded, evaluation != nil else {
      throw archive.error("there is an evaluation before the last sweep")
    }
    evaluation = nil
    evaluations = [
      try Evaluation(
        restoring: &archive, step: 0, episodes: specification.evaluation.episodes)
    ]
  }

  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {}

  mutating func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int> {
    throw archive.error("this algorithm has no transitions")
  }
}
