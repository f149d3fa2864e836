import Testing

@testable import Statistics

struct StudentTTests {
  /// Two-sided 95 % critical values from mpmath 1.4.1: its incomplete beta function, 40 digits.
  @Test(arguments: [
    (1, 12.706204736174705), (2, 4.302652729749464), (3, 3.1824463052837095),
    (4, 2.7764451051977943), (7, 2.3646242515927853), (9, 2.2621571627982053),
    (29, 2.0452296421327043), (100, 1.9839715185235522), (999, 1.96234146113345),
  ])
  func `critical values agree with mpmath to 1 part in 10¹⁴`(degrees: Int, expected: Double) {
    let value = StudentT(degreesOfFreedom: degrees).criticalValue(confidence: 0.95)
    #expect(abs(value - expected) <= 1e-14 * expected)
  }

  @Test func `with one degree of freedom half the probability lies within 1`() {
    #expect(abs(StudentT(degreesOfFreedom: 1).probability(within: 1) - 0.5) < 1e-15)
  }

  @Test func `with two degrees of freedom the probability has a closed form`() {
    // t / √(2 + t²)
    #expect(
      abs(StudentT(degreesOfFreedom: 2).probability(within: 2) - 2 / 6.0.squareRoot()) < 1e-15)
  }
}
