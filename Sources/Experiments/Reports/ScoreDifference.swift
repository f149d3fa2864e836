import Statistics

/// Two sets of scores and everything that is computed of their difference, second minus first.
struct ScoreDifference: Sendable {
  /// The first scores' statistics.
  let first: SampleStatistics
  /// The second scores' statistics.
  let second: SampleStatistics
  /// The differences of pairs that share their seed; `nil` if the seeds are not the same.
  let pairs: SampleStatistics?
  /// Welch's test of independent samples; `nil` for a single score.
  let welch: TTest?
  /// The t test of the pairs; `nil` if there are no pairs, or one.
  let paired: TTest?
  /// The rank test of independent samples.
  let ranks: MannWhitneyTest

  /// Compares scores; `nil` if one side has none.
  ///
  /// - Parameters:
  ///   - first: Scores with what names their seed.
  ///   - second: The scores that are compared with them.
  init?(_ first: [(seed: String?, score: Double)], _ second: [(seed: String?, score: Double)]) {
    // The second minus the first: an improvement is positive.
    guard let x = SampleStatistics(second.map(\.score)),
      let y = SampleStatistics(first.map(\.score))
    else { return nil }
    self.first = y
    self.second = x
    pairs = Self.differences(first, second)
    welch = TTest.welch(x, y)
    paired = pairs.flatMap { TTest.paired(differences: $0) }
    ranks = MannWhitneyTest(x, y)
  }

  /// The differences of all pairs; `nil` unless both sides have the same seeds, each once.
  private static func differences(
    _ first: [(seed: String?, score: Double)], _ second: [(seed: String?, score: Double)]
  ) -> SampleStatistics? {
    var scores: [String: Double] = [:]
    for (seed, score) in first {
      guard let seed, scores.updateValue(score, forKey: seed) == nil else { return nil }
    }
    guard first.count == second.count else { return nil }
    var differences: [Double] = []
    for (seed, score) in second {
      guard let seed, let other = scores.removeValue(forKey: seed) else { return nil }
      differences.append(score - other)
    }
    return SampleStatistics(differences)
  }

  /// The primary test: of pairs where the seeds agree, else Welch's.
  var test: TTest? { paired ?? welch }

  /// The p-value that the verdict rests on: the primary test's, or the exact permutation test's where
  /// no score varies, of which a t test knows nothing.
  var p: Double? {
    guard let test else { return nil }
    return test.t.isFinite ? test.p : permutationP ?? test.p
  }

  /// The mean difference.
  var mean: Double { second.mean - first.mean }

  /// The exact permutation test that belongs to the primary test, where it is not too large.
  var permutationP: Double? {
    if let pairs { return PermutationTest.paired(differences: pairs) }
    return PermutationTest.independent(second, first)
  }

  /// The difference in units of the deviation that the primary test has: of the differences of pairs,
  /// else the pooled one.
  var effect: Double? {
    if let pairs, paired != nil {
      guard let deviation = pairs.standardDeviation, deviation > 0 else { return nil }
      return pairs.mean / deviation
    }
    return EffectSize(second, first)?.cohensD
  }

  /// The probability that the primary test finds an effect of the observed size.
  var power: Double? {
    guard let effect, effect.isFinite else { return nil }
    if let pairs { return Power.paired(effect: effect, pairs.count) }
    return Power.independent(effect: effect, second.count, first.count)
  }

  /// The seeds, on each side, with which it would be found in four of five cases.
  var seedsNeeded: Int? {
    guard let effect, effect.isFinite, effect != 0 else { return nil }
    return pairs == nil
      ? Power.scoresNeeded(independentEffect: effect) : Power.pairsNeeded(pairedEffect: effect)
  }
}
