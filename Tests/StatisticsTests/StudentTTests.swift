import Testing

@testable import Statistics

struct StudentTTests {
  @Test
  func `tails agree with mpmath to 1 part in 10¹², and for a million degrees of freedom in 10¹⁰`()
    throws
  {
    for row in try SciPyRecording.shared.get().tTails {
      let tail = StudentT(degreesOfFreedom: row[0]).twoSidedTail(row[1])
      #expect(
        agree(tail, row[2], row[0] < 1e5 ? 1e-12 : 1e-10),
        "ν = \(row[0]), t = \(row[1]): \(tail), not \(row[2])")
    }
  }

  @Test func `critical values for 2 to 200 scores agree with SciPy to 1 part in 10¹²`() throws {
    for (index, expected) in try SciPyRecording.shared.get().criticalValues.enumerated() {
      let distribution = StudentT(degreesOfFreedom: Double(index + 1))
      #expect(agree(distribution.criticalValue(twoSidedTail: 0.05), expected), "ν = \(index + 1)")
    }
  }

  @Test func `with one and two degrees of freedom there are closed forms`() {
    #expect(agree(StudentT(degreesOfFreedom: 1).probability(within: 1), 0.5, 1e-15))
    // t / √(2 + t²)
    #expect(
      agree(StudentT(degreesOfFreedom: 2).probability(within: 2), 2 / 6.0.squareRoot(), 1e-15))
    #expect(StudentT(degreesOfFreedom: 2).probability(within: 0) == 0)
    #expect(StudentT(degreesOfFreedom: 2).twoSidedTail(0) == 1)
    #expect(StudentT(degreesOfFreedom: 9).twoSidedTail(.infinity) == 0)
  }

  @Test func `Γ(a + 1/2) / Γ(a) has known values`() {
    // Γ(1) / Γ(1/2) = 1/√π; Γ(3/2) / Γ(1) = √π/2; Γ(5/2) / Γ(2) = 3√π/4.
    let root = Double.pi.squareRoot()
    #expect(agree(StudentT.gammaRatio(0.5), 1 / root, 1e-14))
    #expect(agree(StudentT.gammaRatio(1), root / 2, 1e-14))
    #expect(agree(StudentT.gammaRatio(2), 3 * root / 4, 1e-14))
  }
}
