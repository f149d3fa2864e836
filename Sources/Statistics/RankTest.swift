/// The Mann-Whitney U test of whether the scores of one sample tend to be larger than another's.
///
/// Source: H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is
/// stochastically larger than the other", Annals of Mathematical Statistics 18(1), 1947.
public struct MannWhitneyTest: Equatable, Sendable {
  /// The number of pairs in which the first sample's score is larger; a tie counts one half.
  public let u: Double
  /// The two-sided p-value.
  public let p: Double
  /// Whether `p` is exact.
  ///
  /// It is where no two scores are equal and n · m ≤ 2500; otherwise it is the normal approximation
  /// with corrections for ties and continuity.
  public let isExact: Bool
  /// The number of pairs.
  private let pairs: Int

  /// The test of two independent samples.
  public init(_ x: SampleStatistics, _ y: SampleStatistics) {
    let (n, m) = (x.count, y.count)
    pairs = n * m
    let all = (x.sorted + y.sorted).sorted()
    var rankSum = 0.0
    var tieSum = 0.0
    var start = 0
    var counted = 0
    while start < all.count {
      var end = start
      while end < all.count, all[end] == all[start] { end += 1 }
      let size = Double(end - start)
      var own = 0
      while counted < n, x.sorted[counted] == all[start] {
        own += 1
        counted += 1
      }
      // Ranks count from 1; tied scores share the mean of their ranks.
      rankSum += Double(own) * (Double(start + end + 1) / 2)
      tieSum += size * (size - 1) * (size + 1)
      start = end
    }
    u = rankSum - Double(n * (n + 1)) / 2
    isExact = tieSum == 0 && n * m <= 2500
    p =
      isExact
      ? Self.exactP(u: u, n, m) : Self.approximateP(u: u, Double(n), Double(m), tieSum: tieSum)
  }

  /// The probability that a score of the first sample is larger than one of the second: U / (nm).
  public var probabilityOfImprovement: Double { u / Double(pairs) }

  /// Cliff's delta, from −1 to 1: the probability of being larger minus that of being smaller.
  public var cliffsDelta: Double { (2 * u - Double(pairs)) / Double(pairs) }

  private static func exactP(u: Double, _ n: Int, _ m: Int) -> Double {
    let frequencies = frequencies(n, m)
    let larger = max(u, Double(n * m) - u)
    let tail = frequencies[Int(larger)...].reduce(0, +)
    return min(1, 2 * tail / frequencies.reduce(0, +))
  }

  /// How many arrangements of n and m distinct scores have each value of U, from 0 to n · m.
  ///
  /// By f(n, m)[u] = f(n − 1, m)[u − m] + f(n, m − 1)[u]: the largest score belongs to the first
  /// sample, or to the second. Exact up to 2⁵³, and rounded, but never cancelled, above.
  static func frequencies(_ n: Int, _ m: Int) -> [Double] {
    // rows[j] is f(i, j).
    var rows = [[Double]](repeating: [1], count: m + 1)
    for i in stride(from: 1, through: n, by: 1) {
      var next: [[Double]] = [[1]]
      for j in stride(from: 1, through: m, by: 1) {
        var sum = [Double](repeating: 0, count: i * j + 1)
        for (u, count) in rows[j].enumerated() { sum[u + j] += count }
        for (u, count) in next[j - 1].enumerated() { sum[u] += count }
        next.append(sum)
      }
      rows = next
    }
    return rows[m]
  }

  private static func approximateP(
    u: Double, _ n: Double, _ m: Double, tieSum: Double
  ) -> Double {
    let total = n + m
    let variance = n * m / 12 * ((total + 1) - tieSum / (total * (total - 1)))
    guard variance > 0 else { return 1 }
    let distance = abs(u - n * m / 2) - 0.5
    return min(1, 2 * NormalDistribution.upperTail(distance / variance.squareRoot()))
  }
}
