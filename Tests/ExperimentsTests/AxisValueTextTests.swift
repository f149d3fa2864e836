import Testing

@testable import Experiments

struct AxisValueTextTests {
  @Test func `long numbers keep as many digits as tell them apart`() {
    #expect(AxisValueText.shortened(["0.00316228", "0.001"]) == ["0.0032", "0.001"])
    #expect(AxisValueText.shortened(["0.00316228", "0.00321"]) == ["0.00316", "0.00321"])
    #expect(AxisValueText.shortened(["0.995", "0.98"]) == ["0.995", "0.98"])
    #expect(AxisValueText.shortened(["1000000", "2"]) == ["1000000", "2"])
  }

  @Test func `lists lose brackets and blanks, and words nothing`() {
    #expect(AxisValueText.shortened(["[24, 24]", "[64]"]) == ["24,24", "64"])
    #expect(AxisValueText.shortened(["", "double-q-learning"]) == ["", "double-q-learning"])
  }
}
