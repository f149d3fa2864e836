/// A number of successes in a number of independent trials, such as seeds that reach a threshold.
public struct Proportion: Equatable, Sendable {
  /// The number of successes.
  public let successes: Int
  /// The number of trials, at least 1.
  public let count: Int

  /// A proportion.
  public init(successes: Int, of count: Int) {
    precondition(count > 0 && (0...count).contains(successes), "\(successes) of \(count)")
    self.successes = successes
    self.count = count
  }

  /// Wilson's 95 % score interval, without a continuity correction.
  ///
  ///     (p + z²/2n ± z · √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
  ///
  /// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
  /// JASA 22(158), 1927.
  public var interval: ClosedRange<Double> {
    let z = NormalDistribution.quantile(upperTail: 0.025)
    let n = Double(count)
    let p = Double(successes) / n
    let centre = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    let low = successes == 0 ? 0 : (centre - half) / scale
    return low...(successes == count ? 1 : (centre + half) / scale)
  }
}

/// Distribution-free tolerance intervals.
public enum ToleranceInterval {
  /// Returns an interval that contains at least 90 % of the population with 95 % confidence, whatever
  /// its continuous distribution; `nil` for fewer than 46 scores, which are too few.
  ///
  /// It lies between the r-th smallest and the r-th largest score, for the largest r with
  /// P(Binomial(n, 0.1) ≥ 2r) ≥ 0.95. Source: S. S. Wilks, "Determination of sample sizes for setting
  /// tolerance limits", Annals of Mathematical Statistics 12(1), 1941.
  public static func ninetyPercent(_ sample: SampleStatistics) -> ClosedRange<Double>? {
    let trimmed = largestTrim(count: sample.count)
    guard trimmed >= 2 else { return nil }
    let rank = trimmed / 2
    return sample.sorted[rank - 1]...sample.sorted[sample.count - rank]
  }

  /// The largest m with P(Binomial(n, 0.1) ≥ m) ≥ 0.95.
  ///
  /// Probabilities are computed relative to the most probable value's, from which both sides are
  /// followed until nothing is left to add.
  static func largestTrim(count n: Int) -> Int {
    let mode = min(n, (n + 1) / 10)
    var weights = [mode: 1.0]
    var weight = 1.0
    for k in stride(from: mode, to: 0, by: -1) where weight > 0x1p-70 {
      weight *= Double(k) * 9 / Double(n - k + 1)
      weights[k - 1] = weight
    }
    weight = 1
    for k in stride(from: mode, to: n, by: 1) where weight > 0x1p-70 {
      weight *= Double(n - k) / (9 * Double(k + 1))
      weights[k + 1] = weight
    }
    let values = weights.keys.sorted()
    let total = values.reduce(0.0) { $0 + (weights[$1] ?? 0) }
    var below = 0.0
    for value in values {
      below += weights[value] ?? 0
      if below > 0.05 * total { return value }
    }
    return values.last ?? 0
  }
}
