/// A t test of a difference of means.
public struct TTest: Equatable, Sendable {
  /// The mean of the first sample minus the mean of the second.
  public let difference: Double
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

  private init(difference: Double, standardError: Double, degreesOfFreedom: Double) {
    self.difference = difference
    self.degreesOfFreedom = degreesOfFreedom
    guard standardError > 0 else {
      // Nothing varies: equal means are equal, and any difference is certain.
      t = difference == 0 ? 0 : difference < 0 ? -.infinity : .infinity
      p = difference == 0 ? 1 : 0
      interval = difference...difference
      return
    }
    t = difference / standardError
    let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
    p = distribution.twoSidedTail(abs(t))
    let half = distribution.criticalValue(twoSidedTail: 0.05) * standardError
    interval = (difference - half)...(difference + half)
  }
}
