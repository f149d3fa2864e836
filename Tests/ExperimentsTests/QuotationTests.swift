import Testing

@testable import Experiments

@Suite struct QuotationTests {
  @Test(arguments: [
    ("", ""), ("two\nlines, ε = 0.5", "two\nlines, ε = 0.5"),
    ("\u{1B}[31mred", "\u{FFFD}[31mred"), ("over\rwritten", "over\u{FFFD}written"),
    ("\u{9B}2J\u{7F}\u{0}", "\u{FFFD}2J\u{FFFD}\u{FFFD}"), ("a\r\nb", "a\u{FFFD}\nb"),
  ])
  func `what a terminal would obey is replaced`(text: String, printable: String) {
    #expect(text.printable == printable)
  }
}
