import Testing

@testable import Experiments

struct ScoreTextTests {
  @Test func `a column has the decimals that give its largest number five digits`() {
    #expect(ScoreText.column([467.74, nil, 9.5]) == ["467.74", "", "9.50"])
    #expect(ScoreText.column([-0.123456, 0.01]) == ["-0.12346", "0.01000"])
    #expect(ScoreText.column([123456.7, 1]) == ["123457", "1"])
  }

  @Test func `whole numbers have no decimals`() {
    #expect(ScoreText.column([500, nil, 12]) == ["500", "", "12"])
  }

  @Test func `very small numbers are written with an exponent`() {
    #expect(ScoreText.column([1.5e-7]) == ["1.5e-07"])
  }

  @Test func `differences have a sign`() {
    #expect(ScoreText.column([1.5, -2, 0], signed: true) == ["+1.5000", "-2.0000", "0.0000"])
  }

  @Test func `what is not finite is said, and does not change the others`() {
    #expect(ScoreText.column([1.5, .infinity, nil]) == ["1.5000", "inf", ""])
    #expect(ScoreText.column([-.infinity, .nan, -.nan]) == ["-inf", "nan", "nan"])
    #expect(ScoreText.column([.infinity, 2], signed: true) == ["+inf", "+2"])
  }

  @Test func `half of an interval has two digits, those of the rounded number`() {
    for (error, text) in [
      (13.2, "13"), (9.97, "10"), (9.94, "9.9"), (0.996, "1.0"), (0.994, "0.99"),
      (0.0996, "0.10"), (0.048, "0.048"), (0.000_999_6, "0.001"), (0.000_12, "1.2e-04"),
      (0, "0.0"), (.infinity, "inf"), (999_999, "1.0e+06"),
    ] {
      #expect(ScoreText.error(error) == text)
    }
  }

  @Test func `an empty column is empty`() {
    #expect(ScoreText.column([nil, nil]) == ["", ""])
  }
}
