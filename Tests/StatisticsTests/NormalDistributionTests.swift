import Testing

@testable import Statistics

struct NormalDistributionTests {
  @Test func `tails agree with mpmath to 1 part in 10¹²`() throws {
    for row in try SciPyRecording.shared.get().normalTails {
      #expect(
        agree(NormalDistribution.upperTail(row[0]), row[1], row[0] <= 12 ? 1e-13 : 1e-12), "\(row)")
      #expect(
        NormalDistribution.upperTail(-row[0]) == 1 - NormalDistribution.upperTail(row[0])
          || row[0] == 0)
    }
    #expect(NormalDistribution.upperTail(.infinity) == 0)
  }

  @Test func `the quantile of 2.5 % is SciPy's 1.959963984540054`() {
    #expect(agree(NormalDistribution.quantile(upperTail: 0.025), 1.959963984540054, 1e-14))
    #expect(NormalDistribution.quantile(upperTail: 0.5) < 1e-15)
  }
}
