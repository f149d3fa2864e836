/// Percentile-bootstrap confidence intervals: a statistic is computed of many resamples of the
/// scores, drawn with replacement, and the interval lies between two quantiles of these values.
///
/// Every draw is defined here, so the same scores and the same generator give the same interval to
/// the last digit. The scores are resampled in ascending order: their order in the input does not
/// matter.
///
/// Source: B. Efron, R. J. Tibshirani, *An Introduction to the Bootstrap*, Chapman & Hall 1993,
/// chapter 13; for several tasks the stratified bootstrap of Agarwal et al. 2021 (arXiv 2108.13264).
public struct Bootstrap: Sendable {
  /// The number of resamples.
  public let resamples: Int
  /// The probability that the interval is meant to contain the true value with.
  public let confidence: Double

  /// A bootstrap of 10 000 resamples and 95 %, unless told otherwise.
  public init(resamples: Int = 10_000, confidence: Double = 0.95) {
    precondition(resamples > 0, "a bootstrap needs a resample")
    precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
    self.resamples = resamples
    self.confidence = confidence
  }

  /// Returns the interval of the interquartile mean of one sample.
  ///
  /// - Complexity: O(resamples · n).
  public func interquartileMean(
    _ sample: SampleStatistics, using random: inout some RandomNumberGenerator
  ) -> ClosedRange<Double> {
    interquartileMean(tasks: [sample], using: &random)
  }

  /// Returns the interval of the interquartile mean of all scores of several tasks, which are
  /// resampled task by task (the stratified bootstrap).
  ///
  /// The scores of all tasks are one sample, so they must be on one scale.
  public func interquartileMean(
    tasks: [SampleStatistics], using random: inout some RandomNumberGenerator
  ) -> ClosedRange<Double> {
    precondition(!tasks.isEmpty, "no tasks have no interval")
    // The scores of all tasks in ascending order, and where each task's scores are among them.
    var owners = tasks.enumerated().flatMap { task, sample in
      sample.sorted.map { (score: $0, task: task) }
    }
    owners.sort { ($0.score, $0.task) < ($1.score, $1.task) }
    var positions = [[Int]](repeating: [], count: tasks.count)
    for (position, owner) in owners.enumerated() { positions[owner.task].append(position) }
    // In units of a power of two, so that no sum overflows and no digit changes.
    let largest = owners.map { abs($0.score) }.max() ?? 0
    let unit = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    let scores = owners.map { $0.score / unit }

    let scaled = interval {
      var counts = [Int](repeating: 0, count: scores.count)
      for positions in positions {
        for _ in positions { counts[positions[draw(below: positions.count, &random)]] += 1 }
      }
      return Self.interquartileMean(of: scores, counts: counts)
    }
    return (scaled.lowerBound * unit)...(scaled.upperBound * unit)
  }

  /// Returns the interval of the probability of improvement of the first sample over the second;
  /// both are resampled.
  public func probabilityOfImprovement(
    _ first: SampleStatistics, over second: SampleStatistics,
    using random: inout some RandomNumberGenerator
  ) -> ClosedRange<Double> {
    let (x, y) = (first.sorted, second.sorted)
    // How many of the second sample are below each score of the first, and how many equal to it.
    let below = x.map { score in y.prefix { $0 < score }.count }
    let notAbove = x.map { score in y.prefix { $0 <= score }.count }
    return interval {
      var sums = [0]
      var counts = [Int](repeating: 0, count: y.count)
      for _ in y { counts[draw(below: y.count, &random)] += 1 }
      for count in counts { sums.append(sums[sums.count - 1] + count) }
      var wins = 0
      for _ in x {
        let index = draw(below: x.count, &random)
        wins += sums[below[index]] + sums[notAbove[index]]
      }
      return Double(wins) / Double(2 * x.count * y.count)
    }
  }

  /// The percentile interval of a statistic of resamples.
  private func interval(_ statistic: () -> Double) -> ClosedRange<Double> {
    let values = (0..<resamples).map { _ in statistic() }.sorted()
    let tail = (1 - confidence) / 2
    let low = Quantile.type7(tail, ofSorted: values)
    return low...max(low, Quantile.type7(1 - tail, ofSorted: values))
  }

  /// Draws an index below a bound.
  ///
  /// It is the upper half of the 128-bit product of 64 random bits and the bound. Its bias is below bound / 2⁶⁴.
  private func draw(below bound: Int, _ random: inout some RandomNumberGenerator) -> Int {
    Int(truncatingIfNeeded: random.next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// The interquartile mean of a resample in which the ascending score `i` occurs `counts[i]` times.
  private static func interquartileMean(of scores: [Double], counts: [Int]) -> Double {
    let total = counts.reduce(0, +)
    let cut = total / 4
    var skipped = 0
    let kept = total - 2 * cut
    var taken = 0
    var sum = 0.0
    for (score, count) in zip(scores, counts) where count > 0 {
      let skip = min(count, cut - skipped)
      skipped += skip
      let take = min(count - skip, kept - taken)
      taken += take
      sum += score * Double(take)
    }
    return sum / Double(kept)
  }
}
