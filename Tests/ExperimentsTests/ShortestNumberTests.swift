import Testing

@testable import Experiments

@Suite struct ShortestNumberTests {
  @Test(arguments: [
    (500.0, "500"), (0.001, "0.001"), (1e-5, "1e-05"), (0.1 + 0.2, "0.30000000000000004"),
    (-0.0, "-0"), (1e16, "1e+16"), (.nan, "nan"), (-.infinity, "-inf"),
  ])
  func `a number has no more digits than it needs`(number: Double, text: String) {
    #expect(shortest(number) == text)
  }

  @Test func `a Float is not written with the digits of a Double`() {
    #expect(shortest(Float(0.1)) == "0.1")
    #expect(shortest(Float(24)) == "24")
  }

  @Test func `every text reads back as the same bits`() {
    var bits: UInt64 = 1
    for _ in 0..<10_000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Double(bitPattern: bits)
      if !number.isNaN { #expect(Double(shortest(number))?.bitPattern == bits) }
    }
  }
}
