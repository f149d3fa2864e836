import Glibc

/// Student's t distribution for a whole number of degrees of freedom.
struct StudentT: Equatable, Sendable {
  /// ν, at least 1.
  let degreesOfFreedom: Int

  init(degreesOfFreedom: Int) {
    precondition(degreesOfFreedom >= 1, "degrees of freedom are at least 1")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability that a value lies in −t...t, for t ≥ 0.
  ///
  /// With θ = atan(t/√ν) and c = cos θ, s = sin θ, for odd ν (for ν = 1 without the sum) and for
  /// even ν
  ///
  ///     A(t|ν) = 2/π · (θ + s · (c + 2/3·c³ + … + (2·4⋯(ν−3))/(3·5⋯(ν−2))·cᵛ⁻²))
  ///     A(t|ν) = s · (1 + 1/2·c² + (1·3)/(2·4)·c⁴ + … + (1·3⋯(ν−3))/(2·4⋯(ν−2))·cᵛ⁻²)
  ///
  /// Source: M. Abramowitz, I. A. Stegun, *Handbook of Mathematical Functions*, 26.7.3 and 26.7.4.
  ///
  /// - Complexity: O(ν).
  func probability(within t: Double) -> Double {
    let nu = Double(degreesOfFreedom)
    let cosineSquared = nu / (nu + t * t)
    let sine = t / (nu + t * t).squareRoot()
    let isOdd = degreesOfFreedom % 2 == 1
    var sum = 0.0
    var term = isOdd ? cosineSquared.squareRoot() : 1
    for power in stride(from: isOdd ? 1 : 0, through: degreesOfFreedom - 2, by: 2) {
      sum += term
      term *= cosineSquared * Double(power + 1) / Double(power + 2)
    }
    return isOdd ? 2 / .pi * (atan(t / nu.squareRoot()) + sine * sum) : sine * sum
  }

  /// The t for which −t...t holds that much of the probability, to the last digit or two.
  ///
  /// By bisection: the probability grows with t, and 60 halvings reach the last bit.
  func criticalValue(confidence: Double) -> Double {
    precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
    var low = 0.0
    var high = 1.0
    while probability(within: high) < confidence { high *= 2 }
    while true {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { return middle }
      if probability(within: middle) < confidence { low = middle } else { high = middle }
    }
  }
}
