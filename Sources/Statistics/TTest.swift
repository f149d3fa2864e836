/// A t test of a difference of means.
public struct TTest: Equatable, Sendable {
  /// The mean of the first sample minus the mean of the second.
  public let difference: Double
  /// The standard error of the difference; 0 if no score varies.
  public let standardError: Double
  /// The difference in units of its standard error; infinite if no score varies.
  public let t: Double
  /// The degrees of freedom of the t distribution.
  public let degreesOfFreedom: Double
  /// The two-sided p-value.
  public let p: Double
  /// The 95 % confidence interval of the difference.
  public let interval: ClosedRange<Double>

  /// Welch's test of two independent samples, whose variances may differ; `nil` if a sample has
  /// fewer than two scores.
  ///
  /// The degrees of freedom are those of Welch and Satterthwaite. Source: B. L. Welch, "The
  /// generalization of 'Student's' problem when several different population variances are
  /// involved", Biometrika 34, 1947.
  public static func welch(_ x: SampleStatistics, _ y: SampleStatistics) -> TTest? {
    guard let deviation = y.standardDeviation else { return nil }
    return welch(x, mean: y.mean, deviation: deviation, count: y.count)
  }

  /// Welch's test against a sample of which only the mean, the standard deviation (n − 1) and the
  /// number of scores are known, such as a published one; `nil` for fewer than two scores.
  public static func welch(
    _ x: SampleStatistics, mean: Double, deviation second: Double, count: Int
  ) -> TTest? {
    guard let first = x.standardDeviation, count > 1 else { return nil }
    let (n, m) = (Double(x.count), Double(count))
    // In units of the larger deviation, so that no square overflows or vanishes.
    let unit = max(first, second)
    guard unit > 0 else {
      return TTest(difference: x.mean - mean, standardError: 0, degreesOfFreedom: n + m - 2)
    }
    let (a, b) = ((first / unit) * (first / unit) / n, (second / unit) * (second / unit) / m)
    return TTest(
      difference: x.mean - mean, standardError: unit * (a + b).squareRoot(),
      degreesOfFreedom: (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1)))
  }

  /// The paired test: Student's test of the differences of pairs; `nil` for fewer than two pairs.
  public static func paired(differences: SampleStatistics) -> TTest? {
    guard let deviation = differences.standardDeviation else { return nil }
    let n = Double(differences.count)
    return TTest(
      difference: differences.mean, standardError: deviation / n.squareRoot(),
      degreesOfFreedom: n - 1)
  }

  /// Student's test of a mean against a number that is taken as exact; `nil` for fewer than two
  /// scores.
  public static func oneSample(_ x: SampleStatistics, mean: Double) -> TTest? {
    guard let deviation = x.standardDeviation else { return nil }
    let n = Double(x.count)
    return TTest(
      difference: x.mean - mean, standardError: deviation / n.squareRoot(),
      degreesOfFreedom: n - 1)
  }

  private init(difference: Double, standardError: Double, degreesOfFreedom: Double) {
    self.difference = difference
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    guard standardError > 0 else {
      // Nothing varies: equal means are equal, and any difference is certain.
      t = difference == 0 ? 0 : difference < 0 ? -.infinity : .infinity
      p = difference == 0 ? 1 : 0
      interval = difference...difference
      return
    }
    t = difference / standardError
    p = StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedTail(abs(t))
    interval = Self.interval(
      around: difference, standardError, degreesOfFreedom: degreesOfFreedom, confidence: 0.95)
  }

  /// A confidence interval of the difference, with the same tail on both sides.
  ///
  /// - Parameter confidence: its coverage, between 0 and 1.
  /// - Returns: the interval; a point if no score varies.
  public func interval(confidence: Double) -> ClosedRange<Double> {
    Self.interval(
      around: difference, standardError, degreesOfFreedom: degreesOfFreedom,
      confidence: confidence)
  }

  private static func interval(
    around difference: Double, _ standardError: Double, degreesOfFreedom: Double,
    confidence: Double
  ) -> ClosedRange<Double> {
    guard standardError > 0 else { return difference...difference }
    let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
    let half = distribution.criticalValue(twoSidedTail: 1 - confidence) * standardError
    return (difference - half)...(difference + half)
  }

  /// The one-sided p-value of the hypothesis that the true difference is at most `bound`: a small one
  /// speaks for a larger difference.
  public func p(above bound: Double) -> Double {
    guard standardError > 0 else { return difference > bound ? 0 : 1 }
    let t = (difference - bound) / standardError
    let tail = StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedTail(abs(t)) / 2
    return t > 0 ? tail : 1 - tail
  }

  /// The one-sided p-value of the hypothesis that the true difference is at least `bound`: a small one
  /// speaks for a smaller difference.
  public func p(below bound: Double) -> Double {
    guard standardError > 0 else { return difference < bound ? 0 : 1 }
    return 1 - p(above: bound)
  }

  /// The p-value of the hypothesis that the means differ by `margin` or more: the larger one of two
  /// one-sided tests.
  ///
  /// Below 0.05 exactly where the 90 % interval lies within the margin. Source: D. J. Schuirmann, "A
  /// comparison of the two one-sided tests procedure and the power approach for assessing the
  /// equivalence of average bioavailability", Journal of Pharmacokinetics and Biopharmaceutics 15,
  /// 1987.
  public func equivalenceP(margin: Double) -> Double {
    max(p(above: -margin), p(below: margin))
  }
}
