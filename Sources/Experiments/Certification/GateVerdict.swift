import Statistics

/// What the scores say about a gate.
public struct GateVerdict: Equatable, Sendable {
  /// Whether a claim is shown.
  public enum Outcome: String, Equatable, Sendable {
    /// It holds.
    case passed
    /// It does not hold.
    case failed
    /// It is not known: there are fewer seeds than the gate asks for, or the test shows neither.
    case undecided
  }

  /// What was found about one requirement.
  struct Finding: Equatable, Sendable {
    let requirement: GateRequirement
    let outcome: Outcome
    /// The p-value of its test; `nil` if it has none.
    let p: Double?
  }

  /// The gate.
  public let gate: Gate
  /// One score a seed, in the order of the seeds; `nil` of a trial that has none.
  let scores: [Double?]
  /// What was found, requirement by requirement.
  let findings: [Finding]

  /// Judges scores.
  ///
  /// A trial without a score fails every gate, and a seed that misses the bound of every seed fails
  /// its. Anything else is decided when there are as many seeds as the gate asks for: a test that may
  /// be looked at after each seed passes too often. A test fails where the opposite is shown: at the
  /// same level, the mean is below the published one, or the 90 % interval lies outside the margin.
  init(_ gate: Gate, scores: [Double?]) {
    self.gate = gate
    self.scores = scores
    let known = scores.compactMap { $0 }
    let isComplete = scores.count >= gate.seeds
    findings = gate.requirements.map { requirement in
      guard !scores.isEmpty else {
        return Finding(requirement: requirement, outcome: .undecided, p: nil)
      }
      guard known.count == scores.count else {
        return Finding(requirement: requirement, outcome: .failed, p: nil)
      }
      let (outcome, p) = requirement.judge(known, reference: gate.reference, isComplete: isComplete)
      return Finding(requirement: requirement, outcome: outcome, p: p)
    }
  }

  /// Failed if one requirement is, else undecided if one is.
  public var outcome: Outcome {
    for outcome in [Outcome.failed, .undecided]
    where findings.contains(where: { $0.outcome == outcome }) { return outcome }
    return .passed
  }

  /// The scores' statistics; `nil` if there are none, or one is not finite.
  var statistics: SampleStatistics? {
    let known = scores.compactMap { $0 }
    return known.allSatisfy(\.isFinite) ? SampleStatistics(known) : nil
  }
}

extension GateRequirement {
  /// Judges the scores of trials, all of which have one.
  fileprivate func judge(
    _ scores: [Double], reference: GateReference, isComplete: Bool
  ) -> (GateVerdict.Outcome, p: Double?) {
    let statistics = scores.allSatisfy(\.isFinite) ? SampleStatistics(scores) : nil
    func bound(_ holds: Bool, isFinal: Bool) -> (GateVerdict.Outcome, p: Double?) {
      (holds ? (isComplete ? .passed : .undecided) : isFinal ? .failed : .undecided, nil)
    }
    func test(
      _ judge: (TTest) -> (p: Double, isRefuted: Bool)
    ) -> (GateVerdict.Outcome, p: Double?) {
      guard let statistics, let test = reference.test(of: statistics) else {
        return (.undecided, nil)
      }
      let (p, isRefuted) = judge(test)
      guard isComplete else { return (.undecided, p) }
      return (p < 0.05 ? .passed : isRefuted ? .failed : .undecided, p)
    }
    switch self {
    case .equivalence(let margin):
      return test { test in
        let interval = test.interval(confidence: 0.9)
        return (
          test.equivalenceP(margin: margin),
          interval.lowerBound > margin || interval.upperBound < -margin
        )
      }
    case .superiority: return test { test in (test.p(above: 0), test.p(below: 0) < 0.05) }
    case .mean(let least):
      return bound(statistics.map { $0.mean >= least } ?? false, isFinal: isComplete)
    case .everySeed(let least): return bound(scores.allSatisfy { $0 >= least }, isFinal: true)
    case .everySeedAtMost(let most): return bound(scores.allSatisfy { $0 <= most }, isFinal: true)
    }
  }
}

extension GateReference {
  /// The test of a mean against the published score; `nil` for fewer than two scores.
  fileprivate func test(of own: SampleStatistics) -> TTest? {
    guard let spread else { return TTest.oneSample(own, mean: value) }
    return TTest.welch(own, mean: value, deviation: spread.deviation, count: spread.seeds)
  }
}
