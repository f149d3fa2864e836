/// The statistics of one configuration's scores, one score for each seed.
///
/// Every sum runs over the scores in ascending order, so a statistic depends on which scores there
/// are and not on the order in which they were listed. Quantiles are of type 7 of Hyndman and Fan
/// 1996, which is NumPy's default.
public struct SampleStatistics: Equatable, Sendable {
  /// The scores, ascending.
  public let sorted: [Double]
  /// The arithmetic mean.
  public let mean: Double

  /// The statistics of some scores, or `nil` if there are none.
  ///
  /// - Precondition: every score is finite.
  public init?(_ scores: [Double]) {
    precondition(scores.allSatisfy(\.isFinite), "a score is not finite: \(scores)")
    guard !scores.isEmpty else { return nil }
    sorted = scores.sorted()
    mean = Self.mean(of: sorted[...])
  }

  /// How many scores there are.
  public var count: Int { sorted.count }

  /// The smallest score.
  public var minimum: Double { sorted[0] }

  /// The largest score.
  public var maximum: Double { sorted[count - 1] }

  /// The middle score, or the mean of the two in the middle.
  public var median: Double { quantile(0.5) }

  /// The sample's standard deviation, with n − 1 in the denominator; `nil` for a single score.
  ///
  /// The squares of the differences from the mean are summed in ascending order of the scores.
  public var standardDeviation: Double? {
    guard count > 1 else { return nil }
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(count - 1)).squareRoot()
  }

  /// The interquartile mean: ⌊n/4⌋ scores are cut off at each end, and the rest averaged.
  ///
  /// For n < 4 nothing is cut, and it is the mean. (Agarwal et al. 2021, arXiv 2108.13264.)
  public var interquartileMean: Double {
    let cut = count / 4
    return Self.mean(of: sorted[cut..<(count - cut)])
  }

  /// The quantile of type 7: at (n − 1)·`fraction` between the sorted scores, interpolated
  /// linearly.
  ///
  /// - Precondition: `fraction` is in 0...1.
  public func quantile(_ fraction: Double) -> Double {
    precondition((0...1).contains(fraction), "a quantile's fraction is in 0...1, not \(fraction)")
    let place = Double(count - 1) * fraction
    let below = Int(place)
    guard below + 1 < count else { return maximum }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// Student's 95 % interval of the mean, which assumes scores that are about normal; `nil` for a
  /// single score.
  public var meanInterval: ClosedRange<Double>? {
    guard let standardDeviation else { return nil }
    let t = StudentT(degreesOfFreedom: count - 1).criticalValue(confidence: 0.95)
    let half = t * standardDeviation / Double(count).squareRoot()
    return (mean - half)...(mean + half)
  }

  private static func mean(of scores: ArraySlice<Double>) -> Double {
    scores.reduce(0, +) / Double(scores.count)
  }
}
