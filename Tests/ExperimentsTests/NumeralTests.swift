import Testing

@testable import Experiments

struct NumeralTests {
  @Test(arguments: [
    ("1e-4", 1e-4), (".5", 0.5), ("50_000", 50_000), ("200k", 200_000), ("10M", 10_000_000),
    ("1.5k", 1500), ("0", 0), ("-0", 0), ("-10", -10), ("+3", 3), ("5.", 5), ("0.001", 0.001),
    ("1E3", 1000), ("2.5e+2", 250), ("1e-05", 1e-5), ("-.25", -0.25), ("0.1", 0.1), ("0.0", 0),
  ])
  func `the field's ways of writing a number are read`(text: String, value: Double) {
    #expect(Numeral(text)?.real == value)
    #expect(Numeral(text)?.real.sign == (value < 0 ? .minus : .plus))
  }

  @Test(arguments: [
    "no", "on", "0x10", "1:30", "010", "00", "-01", "1__0", "_1", "1_", "1e", "e5", ".", "", "-",
    "1 000", "1,5", "1e3k", "1kk", "1m", "1K", ".inf", "inf", "nan", ".nan", "0b1", "0o7", "1e400",
    "1e-400", "1e99999", "--1", "1.2.3", "٣", "1._5", "½",
  ])
  func `what could be read otherwise is not a number`(text: String) {
    #expect(Numeral(text) == nil)
  }

  @Test(arguments: [
    ("1e3", 1000), ("1.5k", 1500), ("9223372036854775807", Int.max), ("-3", -3), ("2.50e1", 25),
    ("1000000M", 1_000_000_000_000),
  ])
  func `whole numbers are exact`(text: String, value: Int) {
    #expect(Numeral(text)?.integer == value)
  }

  @Test(arguments: ["1.5", "1e-1", "9223372036854775808", "1e30", "0.1k1"])
  func `other numbers are not whole`(text: String) {
    #expect(Numeral(text)?.integer == nil)
  }

  @Test func `numbers are written as short as they read back`() {
    #expect(shortest(500.0) == "500")
    #expect(shortest(0.001) == "0.001")
    #expect(shortest(0.00001) == "1e-05")
    #expect(shortest(Float(0.1)) == "0.1")
    #expect(shortest(1e16) == "1e+16")
  }
}
