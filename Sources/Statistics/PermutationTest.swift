/// Exact permutation tests of a difference of means: the share of all arrangements of the observed
/// scores whose difference is at least as far from 0 as the observed one.
///
/// Differences that agree to 1 part in 10¹² of the scores' size count as equal: sums of the same
/// numbers in another order differ by rounding.
public enum PermutationTest {
  /// The largest number of arrangements that are tried.
  public static let maxArrangements = 1_000_000

  /// Returns the p-value of two independent samples, `nil` where C(n + m, n) arrangements are too
  /// many.
  public static func independent(_ x: SampleStatistics, _ y: SampleStatistics) -> Double? {
    let scores = (x.sorted + y.sorted).sorted()
    let (n, total) = (x.count, scores.count)
    guard let arrangements = binomial(total, n), arrangements <= maxArrangements else { return nil }
    let scaled = centred(scores)
    let expected = scaled.reduce(0, +) * Double(n) / Double(total)
    // The difference of means is a linear function of the first sample's sum.
    let mean = mean(of: scores)
    let scale = scale(of: scores, about: mean)
    let own = x.sorted.reduce(0) { $0 + ($1 - mean) / scale }
    let observed = abs(own - expected) - 1e-12 * Double(total)

    var extreme = 0
    // The chosen indices, ascending; the next choice raises the last one that can be raised.
    var chosen = Array(0..<n)
    while true {
      let sum = chosen.reduce(0) { $0 + scaled[$1] }
      if abs(sum - expected) >= observed { extreme += 1 }
      guard let raised = chosen.indices.last(where: { chosen[$0] < total - n + $0 }) else { break }
      chosen[raised] += 1
      for index in chosen.indices.dropFirst(raised + 1) { chosen[index] = chosen[index - 1] + 1 }
    }
    return Double(extreme) / Double(arrangements)
  }

  /// Returns the p-value of paired samples, whose differences keep or change their sign; `nil` where
  /// 2ⁿ arrangements are too many.
  public static func paired(differences: SampleStatistics) -> Double? {
    let n = differences.count
    guard n < 20, 1 << n <= maxArrangements else { return nil }
    let largest = max(abs(differences.minimum), abs(differences.maximum))
    guard largest > 0 else { return 1 }
    let scaled = differences.sorted.map { $0 / largest }
    let observed = abs(scaled.reduce(0, +)) - 1e-12 * Double(n)
    let extreme = (0..<(1 << n)).count { signs in
      let sum = scaled.indices.reduce(0.0) {
        signs >> $1 & 1 == 0 ? $0 + scaled[$1] : $0 - scaled[$1]
      }
      return abs(sum) >= observed
    }
    return Double(extreme) / Double(1 << n)
  }

  /// The scores with their mean taken away, in units of the largest distance from it.
  private static func centred(_ scores: [Double]) -> [Double] {
    let mean = mean(of: scores)
    let scale = scale(of: scores, about: mean)
    return scores.map { ($0 - mean) / scale }
  }

  private static func mean(of scores: [Double]) -> Double { SampleStatistics(scores)?.mean ?? 0 }

  private static func scale(of scores: [Double], about mean: Double) -> Double {
    let largest = scores.map { abs($0 - mean) }.max() ?? 0
    return largest > 0 ? largest : 1
  }

  /// C(n, k), `nil` where it is more than `Int` holds.
  static func binomial(_ n: Int, _ k: Int) -> Int? {
    var value = 1
    for i in stride(from: 1, through: min(k, n - k), by: 1) {
      let (product, overflow) = value.multipliedReportingOverflow(by: n - i + 1)
      guard !overflow else { return nil }
      value = product / i
    }
    return value
  }
}
