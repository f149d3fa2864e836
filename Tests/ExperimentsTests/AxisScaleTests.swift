import Testing

@testable import Experiments

struct AxisScaleTests {
  private func labels(_ range: ClosedRange<Double>, count: Int = 5) -> [String] {
    AxisScale(covering: range, count: count).ticks.map(\.label)
  }

  @Test func `ticks are multiples of 1, 2 or 5 times a power of ten`() {
    #expect(labels(9.1...498) == ["0", "100", "200", "300", "400", "500"])
    #expect(labels(0...60_000, count: 6) == ["0", "10k", "20k", "30k", "40k", "50k", "60k"])
    #expect(labels(-21...19.8) == ["−30", "−20", "−10", "0", "10", "20"])
    #expect(labels(0...1) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    #expect(labels(0...1_600_000, count: 6) == ["0", "500k", "1M", "1.5M", "2M"])
    #expect(labels(0.001...0.004) == ["0.001", "0.002", "0.003", "0.004"])
  }

  /// 0.3 / 0.1 is less than 3 in floating point.
  @Test func `an end that is a tick but for rounding has no tick beyond it`() {
    #expect(labels(0.3...0.7) == ["0.3", "0.4", "0.5", "0.6", "0.7"])
  }

  @Test func `a tick's value is the number that its label says`() {
    let scale = AxisScale(covering: 0.3...0.7, count: 5)
    #expect(scale.ticks.map(\.value) == [0.3, 0.4, 0.5, 0.6, 0.7])
    #expect(scale.bounds == 0.3...0.7)
  }

  @Test func `a range that is a point is widened`() {
    #expect(labels(0...0) == ["−1", "−0.5", "0", "0.5", "1"])
    #expect(labels(500...500) == ["440", "460", "480", "500", "520", "540", "560"])
    let ulp = AxisScale(covering: 1...1.0.nextUp, count: 5)
    #expect(ulp.bounds == 0.9...1.1)
  }

  @Test func `the largest and the smallest numbers have ticks`() {
    #expect(AxisScale(covering: -9e99...9e99, count: 5).ticks.allSatisfy { $0.value.isFinite })
    #expect(AxisScale(covering: 0...Double.leastNonzeroMagnitude, count: 5).bounds == -1...1)
  }

  @Test(
    arguments: [
      (0, 7, "0"), (15, 2, "1.5k"), (1, 4, "10k"), (125, 2, "12.5k"), (1, 6, "1M"),
      (25, 5, "2.5M"), (-2, 1, "−20"), (5, -1, "0.5"), (25, -3, "0.025"), (5, -6, "5e−6"),
      (3, 12, "3e12"), (999, 0, "999"), (12_345, 0, "12.345k"),
    ])
  func `labels are short`(mantissa: Int, exponent: Int, label: String) {
    #expect(AxisScale.label(mantissa, exponent: exponent) == label)
  }

  @Test func `numbers in sentences have one decimal`() {
    #expect(AxisScale.tenths(499.96) == "500.0")
    #expect(AxisScale.tenths(-19.84) == "−19.8")
    #expect(AxisScale.tenths(-0.04) == "0.0")
    #expect(AxisScale.tenths(2e30) == "2e+30")
  }
}
