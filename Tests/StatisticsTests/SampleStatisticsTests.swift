import Testing

@testable import Statistics

/// Expected numbers come from NumPy 2.4.6 and SciPy 1.17.1, unless a test works them by hand.
struct SampleStatisticsTests {
  let a = [500, 487.2, 463.9, 498.1, 312.4, 500, 471.5, 489.0, 455.3, 500]
  let b = [420.5, 398.0, 451.2, 377.9, 500, 289.6, 441.3, 402.8]

  /// Whether two numbers differ by no more than some units in the last place of the second.
  func isClose(_ value: Double?, _ expected: Double, ulps: Double) -> Bool {
    guard let value else { return false }
    return abs(value - expected) <= ulps * expected.ulp
  }

  @Test
  func `mean and standard deviation agree with NumPy to 2 ulp, whose sums run in another order`()
    throws
  {
    let first = try #require(SampleStatistics(a))
    #expect(isClose(first.mean, 467.74, ulps: 2))
    #expect(isClose(first.standardDeviation, 56.948986919093755, ulps: 2))
    let second = try #require(SampleStatistics(b))
    #expect(isClose(second.mean, 410.1625, ulps: 2))
    #expect(isClose(second.standardDeviation, 61.65523816235845, ulps: 2))
  }

  @Test func `interquartile means agree with SciPy to 1 ulp`() throws {
    #expect(isClose(SampleStatistics(a)?.interquartileMean, 484.95, ulps: 1))
    #expect(isClose(SampleStatistics(b)?.interquartileMean, 415.65, ulps: 1))
  }

  @Test func `interquartile means of 1 to n are exact`() {
    let means = (3...10).map { n in
      SampleStatistics((1...n).map(Double.init))?.interquartileMean
    }
    #expect(means == [2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5])
  }

  @Test func `Student's intervals agree with SciPy to 4 ulp`() throws {
    let first = try #require(SampleStatistics(a)?.meanInterval)
    #expect(isClose(first.lowerBound, 427.0011489193933, ulps: 4))
    #expect(isClose(first.upperBound, 508.47885108060683, ulps: 4))
    let second = try #require(SampleStatistics(b)?.meanInterval)
    #expect(isClose(second.lowerBound, 358.6174309682058, ulps: 4))
    #expect(isClose(second.upperBound, 461.70756903179426, ulps: 4))
  }

  @Test func `samples of 2 to 200 scores agree with NumPy and SciPy to 1 part in 10¹²`() throws {
    for pair in try SciPyRecording.shared.get().pairs {
      for (scores, expected) in zip([pair.x, pair.y], pair.samples) {
        let sample = try #require(SampleStatistics(scores))
        #expect(agree(sample.mean, expected[0]))
        #expect(agree(sample.standardDeviation, expected[1]))
        #expect(agree(sample.median, expected[2]))
        #expect(agree(sample.quantile(0.25), expected[3]))
        #expect(agree(sample.quantile(0.75), expected[4]))
        #expect(agree(sample.interquartileMean, expected[5]))
        // The ends are differences: their error is relative to the mean.
        let interval = try #require(sample.meanInterval)
        #expect(abs(interval.lowerBound - expected[6]) <= 1e-12 * abs(sample.mean))
        #expect(abs(interval.upperBound - expected[7]) <= 1e-12 * abs(sample.mean))
      }
    }
  }

  @Test func `quantiles of the cross-check agree with NumPy`() throws {
    let first = try #require(SampleStatistics(a))
    #expect(agree(first.median, 488.1) && agree(first.quantile(0.25), 465.80))
    #expect(agree(first.quantile(0.75), 499.525))
    #expect(first.quantile(0) == first.minimum && first.quantile(1) == first.maximum)
    let second = try #require(SampleStatistics(b))
    #expect(agree(second.median, 411.65) && agree(second.quantile(0.25), 392.975))
    #expect(agree(second.quantile(0.75), 443.775))
  }

  @Test(arguments: [5, 10, 20])
  func `the 95 % interval of the mean covers it in 93 to 97 % of normal samples`(n: Int) throws {
    var random = SplitMix(state: UInt64(n))
    let covered = try (0..<4000).count { _ in
      let scores = (0..<n).map { _ in normal(&random) }
      return try #require(SampleStatistics(scores)?.meanInterval).contains(0)
    }
    #expect((3720...3880).contains(covered), "\(covered) of 4000")
  }

  @Test func `for ten exponential scores it covers about 90 %, as the documentation says`() throws {
    var random = SplitMix(state: 7)
    let covered = try (0..<4000).count { _ in
      let scores = (0..<10).map { _ in -Elementary.log(random.uniform()) }
      return try #require(SampleStatistics(scores)?.meanInterval).contains(1)
    }
    #expect((3520...3680).contains(covered), "\(covered) of 4000")
  }

  /// A normal score: a quantile of a uniform probability.
  private func normal(_ random: inout SplitMix) -> Double {
    let p = random.uniform()
    return p < 0.5
      ? -NormalDistribution.quantile(upperTail: p) : NormalDistribution.quantile(upperTail: 1 - p)
  }

  @Test func `a statistic does not depend on the order of the scores`() {
    #expect(SampleStatistics(a) == SampleStatistics(a.reversed()))
  }

  @Test func `one score has a mean and no spread`() throws {
    let one = try #require(SampleStatistics([7]))
    #expect(one.mean == 7 && one.minimum == 7 && one.maximum == 7)
    #expect(one.interquartileMean == 7)
    #expect(one.standardDeviation == nil)
    #expect(one.meanInterval == nil)
  }

  @Test func `equal scores have no spread and an interval of one point`() throws {
    let equal = try #require(SampleStatistics([500, 500, 500]))
    #expect(equal.standardDeviation == 0)
    #expect(equal.meanInterval == 500...500)
  }

  @Test func `scores as large as there are have statistics`() throws {
    let large = Double.greatestFiniteMagnitude
    let equal = try #require(SampleStatistics([large, large, large, large]))
    #expect(equal.mean == large && equal.interquartileMean == large)
    #expect(equal.standardDeviation == 0)
    #expect(equal.meanInterval == large...large)
    let opposite = try #require(SampleStatistics([-large, large]))
    #expect(opposite.mean == 0)
    // √2 times the largest number there is.
    #expect(opposite.standardDeviation == .infinity)
    #expect(opposite.meanInterval == -.infinity ... .infinity)
  }

  @Test(arguments: [0x1p600, 0x1p-600])
  func `statistics scale with their scores, however large or small`(scale: Double) throws {
    // Multiplied by a power of two, every digit stays the same.
    let scaled = try #require(SampleStatistics(a.map { $0 * scale }))
    let plain = try #require(SampleStatistics(a))
    #expect(scaled.mean == plain.mean * scale)
    #expect(scaled.interquartileMean == plain.interquartileMean * scale)
    #expect(isClose(scaled.standardDeviation, (plain.standardDeviation ?? 0) * scale, ulps: 1))
  }

  @Test func `the smallest scores have a standard deviation`() throws {
    let tiny = Double.leastNonzeroMagnitude
    let statistics = try #require(SampleStatistics([0, 4 * tiny]))
    // √((2² + 2²) / 1) = 2.83 of the smallest number, of which there are only whole ones.
    #expect(statistics.standardDeviation == 3 * tiny)
  }

  @Test func `no scores have no statistics`() {
    #expect(SampleStatistics([]) == nil)
  }
}
