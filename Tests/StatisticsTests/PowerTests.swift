import Testing

@testable import Statistics

struct PowerTests {
  @Test func `power agrees with SciPy's noncentral t to 10⁻⁹`() throws {
    for row in try SciPyRecording.shared.get().powers {
      let power = Power.independent(effect: row[0], Int(row[1]), Int(row[2]))
      #expect(abs(power - row[3]) <= 1e-9, "\(row): \(power)")
    }
  }

  @Test func `the textbook's 64 scores an arm find half a standard deviation`() {
    // J. Cohen, "A power primer", Psychological Bulletin 112(1), 1992, table 2: 393, 64, 26.
    #expect(Power.scoresNeeded(independentEffect: 0.2) == 394)
    #expect(Power.scoresNeeded(independentEffect: 0.5) == 64)
    #expect(Power.scoresNeeded(independentEffect: 0.8) == 26)
    #expect(Power.pairsNeeded(pairedEffect: 0.5) == 34)
  }

  @Test func `no effect is found by chance, and never with enough scores`() {
    #expect(abs(Power.independent(effect: 0, 10, 10) - 0.05) < 1e-9)
    #expect(abs(Power.paired(effect: 0, 10) - 0.05) < 1e-9)
    #expect(Power.scoresNeeded(independentEffect: 0) == nil)
    #expect(Power.scoresNeeded(independentEffect: .infinity) == 2)
  }
}
