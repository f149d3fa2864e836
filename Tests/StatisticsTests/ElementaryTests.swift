import Glibc
import Testing

@testable import Statistics

struct ElementaryTests {
  @Test func `logarithms and exponentials agree with mpmath to 2 ulp`() throws {
    let recording = try SciPyRecording.shared.get()
    for row in recording.logs { #expect(isWithinTwoUlps(Elementary.log(row[0]), row[1]), "\(row)") }
    for row in recording.exps { #expect(isWithinTwoUlps(Elementary.exp(row[0]), row[1]), "\(row)") }
    for row in recording.log1ps {
      #expect(isWithinTwoUlps(Elementary.log1p(row[0]), row[1]), "\(row)")
    }
  }

  @Test func `20 000 random arguments agree with the C library to 2 ulp`() {
    var random = SplitMix(state: 1)
    for _ in 0..<20_000 {
      let x = random.uniform() * 1400 - 700
      #expect(isWithinTwoUlps(Elementary.exp(x), exp(x)), "exp \(x)")
      let y = exp(x)
      #expect(isWithinTwoUlps(Elementary.log(y), log(y)), "log \(y)")
      let near = 0.5 + 1.5 * random.uniform()
      #expect(isWithinTwoUlps(Elementary.log(near), log(near)), "log \(near)")
      let z = random.uniform() * 4
      #expect(isWithinTwoUlps(Elementary.log1p(z), log1p(z)), "log1p \(z)")
      #expect(isWithinTwoUlps(Elementary.log1p(y), log1p(y)), "log1p \(y)")
    }
  }

  @Test func `the ends of the range are the limits`() {
    #expect(Elementary.exp(-1000) == 0 && Elementary.exp(1000) == .infinity)
    #expect(Elementary.exp(-.infinity) == 0 && Elementary.exp(0) == 1)
    #expect(Elementary.exp(-744) > 0)
    #expect(Elementary.log(0) == -.infinity && Elementary.log(1) == 0)
    // A subnormal number, 2⁻¹⁰⁶⁰.
    #expect(isWithinTwoUlps(Elementary.log(0x1p-1060), -1060 * log(2)))
    #expect(Elementary.log(.infinity) == .infinity && Elementary.log(-1).isNaN)
    #expect(Elementary.log1p(0) == 0 && Elementary.log1p(.infinity) == .infinity)
  }

  private func isWithinTwoUlps(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 2 * expected.ulp
  }
}
