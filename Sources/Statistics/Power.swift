/// The power of two-sided t tests at 5 %: the probability of finding an effect of a given size.
///
/// The statistic of a t test whose alternative holds has a noncentral t distribution. Its tails are
/// integrated numerically, to an absolute error below 10⁻¹⁰.
public enum Power {
  /// Returns the power of a test of two independent samples of n and m scores, at an effect of
  /// `effect` standard deviations (Cohen's d).
  public static func independent(effect: Double, _ n: Int, _ m: Int) -> Double {
    precondition(n >= 1 && m >= 1 && n + m > 2, "too few scores: \(n) and \(m)")
    let (first, second) = (Double(n), Double(m))
    return power(
      degreesOfFreedom: first + second - 2,
      noncentrality: abs(effect) * (first * second / (first + second)).squareRoot())
  }

  /// Returns the power of a paired test of n pairs, at a mean difference of `effect` standard
  /// deviations of the differences.
  public static func paired(effect: Double, _ n: Int) -> Double {
    precondition(n >= 2, "too few pairs: \(n)")
    return power(
      degreesOfFreedom: Double(n - 1), noncentrality: abs(effect) * Double(n).squareRoot())
  }

  /// Returns the scores in each of two independent samples for which the power is 80 %; `nil` if
  /// more than a million are needed.
  public static func scoresNeeded(independentEffect effect: Double) -> Int? {
    smallest { independent(effect: effect, $0, $0) >= 0.8 }
  }

  /// Returns the number of pairs for which the power is 80 %; `nil` if more than a million are
  /// needed.
  public static func pairsNeeded(pairedEffect effect: Double) -> Int? {
    smallest { paired(effect: effect, $0) >= 0.8 }
  }

  /// The smallest n from 2 to a million that suffices, if more are never worse.
  private static func smallest(_ suffices: (Int) -> Bool) -> Int? {
    var high = 2
    while !suffices(high) {
      guard high < 1_000_000 else { return nil }
      high = min(high * 2, 1_000_000)
    }
    var low = max(1, high / 2)
    while high - low > 1 {
      let middle = (low + high) / 2
      if suffices(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// P(|T'| > c) at the critical value c, for T' = (Z + δ) / s with s² = χ²(ν) / ν.
  ///
  /// With s = eᵘ the density of u is proportional to exp(ν·(u − e²ᵘ/2)), which decays to both sides
  /// of u = 0. The trapezoid rule is accurate to many digits for such functions.
  private static func power(degreesOfFreedom nu: Double, noncentrality delta: Double) -> Double {
    guard delta < .infinity else { return 1 }
    let critical = StudentT(degreesOfFreedom: nu).criticalValue(twoSidedTail: 0.05)
    let step = min(0.1, 0.25 / (2 * nu).squareRoot())
    var weightSum = 0.0
    var sum = 0.0
    func add(_ index: Int) -> Bool {
      let u = Double(index) * step
      let s = Elementary.exp(u)
      let exponent = nu * (u + 0.5 - s * s / 2)
      guard exponent > -45 else { return false }
      let weight = Elementary.exp(exponent)
      weightSum += weight
      sum +=
        weight
        * (NormalDistribution.upperTail(critical * s - delta)
          + NormalDistribution.upperTail(critical * s + delta))
      return true
    }
    var index = 0
    while add(index) { index += 1 }
    index = -1
    while add(index) { index -= 1 }
    return min(1, sum / weightSum)
  }
}
