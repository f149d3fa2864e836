/// Standardised differences of means of two independent samples.
public struct EffectSize: Equatable, Sendable {
  /// Cohen's d: the difference in units of the pooled standard deviation; infinite where nothing
  /// varies and the means differ.
  public let cohensD: Double
  /// Hedges' g: Cohen's d times 1 − 3 / (4(n + m − 2) − 1), which takes away its bias in small samples.
  ///
  /// Source: L. V. Hedges, "Distribution theory for Glass's estimator of effect size and related
  /// estimators", Journal of Educational Statistics 6(2), 1981.
  public let hedgesG: Double

  /// The effect size; `nil` if a sample has fewer than two scores.
  public init?(_ x: SampleStatistics, _ y: SampleStatistics) {
    guard let first = x.standardDeviation, let second = y.standardDeviation else { return nil }
    let degrees = Double(x.count + y.count - 2)
    let unit = max(first, second)
    let difference = x.mean - y.mean
    guard unit > 0 else {
      cohensD = difference == 0 ? 0 : difference < 0 ? -.infinity : .infinity
      hedgesG = cohensD
      return
    }
    let (a, b) = (first / unit, second / unit)
    let pooled =
      unit * ((Double(x.count - 1) * a * a + Double(y.count - 1) * b * b) / degrees).squareRoot()
    cohensD = difference / pooled
    hedgesG = cohensD * (1 - 3 / (4 * degrees - 1))
  }
}
