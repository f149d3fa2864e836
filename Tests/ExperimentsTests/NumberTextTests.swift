import Testing

@testable import Experiments

struct NumberTextTests {
  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
    (1_048_575, "1.0 MiB"), (24_737_380 * 1024, "23.6 GiB"),
  ])
  func `bytes have binary units and one decimal`(bytes: Int, text: String) {
    #expect(QuantityText.bytes(bytes) == text)
  }

  @Test(arguments: [
    (0.2, "under 1 s"), (1.4, "1 s"), (59.4, "59 s"), (59.6, "1 min"), (200.0, "3 min 20 s"),
    (599.9, "10 min"), (1_500.0, "25 min"), (3_599.0, "1 h"), (12_000.0, "3 h 20 min"),
    (172_790.0, "2 d"), (442_800.0, "5 d 3 h"), (Double.infinity, "over 30000 years"),
  ])
  func `durations have two units at most`(seconds: Double, text: String) {
    #expect(QuantityText.duration(seconds) == text)
  }

  @Test(arguments: [(0.2, "under 1 s"), (1.4, "about 1 s"), (12_000.0, "about 3 h 20 min")])
  func `an estimate says that it is one`(seconds: Double, text: String) {
    #expect(QuantityText.estimate(seconds) == text)
  }

  @Test(arguments: [
    (0.0, "0"), (999.4, "999"), (999.6, "1.0k"), (9_500.0, "9.5k"), (9_960.0, "10k"),
    (84_321.0, "84k"), (999_600.0, "1.0M"), (1_200_000.0, "1.2M"), (123_456_789.0, "123M"),
  ])
  func `counts have two digits or three`(count: Double, text: String) {
    #expect(QuantityText.count(count) == text)
  }

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
