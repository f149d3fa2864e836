/// The standard normal distribution: mean 0, variance 1.
enum NormalDistribution {
  /// Computes P(Z > z), with a relative error below 10⁻¹³ for 0 ≤ z ≤ 12 and below 10⁻¹² as long as
  /// the result is a normal number; for z < 0 it is 1 minus that.
  ///
  /// With x = |z| / √2 it is erfc(x) / 2: below x = 2 from the series 7.6.2, above it from the
  /// continued fraction 7.9.3 of the NIST Handbook (dlmf.nist.gov).
  static func upperTail(_ z: Double) -> Double {
    guard z >= 0 else { return 1 - upperTail(-z) }
    // e^(−z²/2) with the rounding error of z² taken into account, which matters where z² is large.
    let square = z * z
    let error = (-square).addingProduct(z, z)
    let exponential = square < .infinity ? Elementary.exp(-square / 2) * (1 - error / 2) : 0
    let x = z * 0.5.squareRoot()
    if x < 2 {
      // erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5⋯(2n+1)); every term is positive.
      var term = x
      var sum = x
      var odd = 3.0
      while term > sum * 0x1p-60 {
        term *= square / odd
        sum += term
        odd += 2
      }
      return 0.5 - exponential * sum * inverseSquareRootOfPi
    }
    // erfc(x) = e^(−x²) / √π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))), from the innermost.
    var denominator = x
    for n in stride(from: 120.0, through: 1, by: -1) {
      denominator = x + n / 2 / denominator
    }
    return exponential * inverseSquareRootOfPi / denominator / 2
  }

  /// Returns the z with P(Z > z) = `tail`, for a tail in (0, ½], to the last digit or two.
  ///
  /// By bisection, until no number lies between the bounds.
  static func quantile(upperTail tail: Double) -> Double {
    precondition(tail > 0 && tail <= 0.5, "the tail must be above 0 and at most 1/2: \(tail)")
    return bisect(from: 0, to: 40) { upperTail($0) > tail }
  }

  private static let inverseSquareRootOfPi = 0.5641895835477563
}

/// Returns the largest number in `low..<high` for which a condition holds that holds up to some
/// number and fails from there on.
func bisect(from low: Double, to high: Double, while holds: (Double) -> Bool) -> Double {
  var low = low
  var high = high
  while true {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high else { return low }
    if holds(middle) { low = middle } else { high = middle }
  }
}
