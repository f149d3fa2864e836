/// Student's t distribution, for any positive number of degrees of freedom.
///
/// Tails are the incomplete beta function P(|T| > t) = I_x(ν/2, 1/2) at x = ν / (ν + t²), with a
/// relative error below 10⁻¹² up to ν = 10⁴, and below 10⁻¹⁰ up to ν = 10⁶, as long as the result is a
/// normal number.
struct StudentT: Equatable, Sendable {
  /// ν, above 0.
  let degreesOfFreedom: Double

  init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom < .infinity,
      "degrees of freedom must be positive: \(degreesOfFreedom)")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Computes P(|T| > t), for t ≥ 0.
  func twoSidedTail(_ t: Double) -> Double {
    precondition(t >= 0, "t must not be negative: \(t)")
    let a = degreesOfFreedom / 2
    let (x, y, logarithm) = point(t)
    if x < (a + 1) / (a + 2.5) {
      return factor(logarithm, y) / a * continuedFraction(x, a, 0.5)
    }
    return 1 - factor(logarithm, y) * 2 * continuedFraction(y, 0.5, a)
  }

  /// Computes P(|T| ≤ t), for t ≥ 0.
  func probability(within t: Double) -> Double {
    precondition(t >= 0, "t must not be negative: \(t)")
    let a = degreesOfFreedom / 2
    let (x, y, logarithm) = point(t)
    if x < (a + 1) / (a + 2.5) {
      return 1 - factor(logarithm, y) / a * continuedFraction(x, a, 0.5)
    }
    return factor(logarithm, y) * 2 * continuedFraction(y, 0.5, a)
  }

  /// Returns the t with P(|T| > t) = `tail`, to a relative error below 10⁻¹².
  ///
  /// By bisection, until no number lies between the bounds.
  func criticalValue(twoSidedTail tail: Double) -> Double {
    precondition(tail > 0 && tail < 1, "the tail must lie between 0 and 1: \(tail)")
    var high = 1.0
    while high < .greatestFiniteMagnitude / 2, twoSidedTail(high) > tail { high *= 2 }
    return bisect(from: 0, to: high) { twoSidedTail($0) > tail }
  }

  /// x = ν / (ν + t²), 1 − x, and ln x without loss where t² is much smaller or larger than ν.
  private func point(_ t: Double) -> (x: Double, y: Double, logarithm: Double) {
    let ratio = t / degreesOfFreedom.squareRoot()
    if ratio <= 1 {
      let square = ratio * ratio
      return (1 / (1 + square), square / (1 + square), -Elementary.log1p(square))
    }
    let inverse = 1 / ratio
    let square = inverse * inverse
    let logarithm = -2 * Elementary.log(ratio) - Elementary.log1p(square)
    return (square / (1 + square), 1 / (1 + square), logarithm)
  }

  /// x^(ν/2) · y^(1/2) / B(ν/2, 1/2), where 1 / B(a, 1/2) = Γ(a + 1/2) / (Γ(a) · √π).
  private func factor(_ logarithm: Double, _ y: Double) -> Double {
    let a = degreesOfFreedom / 2
    return Elementary.exp(a * logarithm) * y.squareRoot() * Self.gammaRatio(a)
      * 0.5641895835477563
  }

  /// Computes Γ(a + 1/2) / Γ(a) for a > 0.
  ///
  /// From a = 20 on by the difference of two Stirling series, below it by the recurrence
  /// Γ(a + 1/2) / Γ(a) = a / (a + 1/2) · Γ(a + 3/2) / Γ(a + 1). The series' coefficients are
  /// −(2 − 2^(1−2k)) · B₂ₖ / (2k · (2k − 1)) for k = 1 … 5; what follows is below 10⁻¹⁵.
  static func gammaRatio(_ a: Double) -> Double {
    var a = a
    var factor = 1.0
    while a < 20 {
      factor *= a / (a + 0.5)
      a += 1
    }
    let inverse = 1 / a
    let square = inverse * inverse
    var series = -31 / 18432.0
    for coefficient in [17 / 14336.0, -1 / 640.0, 1 / 192.0, -1 / 8.0] {
      series = coefficient.addingProduct(series, square)
    }
    return factor * a.squareRoot() * Elementary.exp(series * inverse)
  }

  /// The continued fraction of the incomplete beta function I_x(a, b), by Lentz's method.
  ///
  /// Equation 8.17.22 of the NIST Handbook (dlmf.nist.gov). It converges fast for x < (a + 1) / (a + b + 2).
  private func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    func nonzero(_ value: Double) -> Double { value == 0 ? 0x1p-1000 : value }
    var c = 1.0
    var d = 0.0
    var value = 1.0
    var m = 0.0
    while true {
      // One odd and one even term: (2m + 1) and (2m + 2).
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonzero(1 + odd * d)
      c = nonzero(1 + odd / c)
      value *= c * d
      m += 1
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonzero(1 + even * d)
      c = nonzero(1 + even / c)
      let change = c * d
      value *= change
      if abs(change - 1) <= 0x1p-52 || m > 10_000 { return 1 / value }
    }
  }
}
