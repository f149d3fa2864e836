import Testing

@testable import Statistics

struct EffectSizeTests {
  @Test func `Cohen's d agrees with NumPy, and Hedges' g with the cross-check`() throws {
    for pair in try SciPyRecording.shared.get().pairs {
      let effect = EffectSize(
        try sample(pair.x), try sample(pair.y))
      #expect(agree(effect?.cohensD, pair.cohensD, 1e-11))
    }
    let pair = try #require(try SciPyRecording.shared.get().pairs.first)
    let effect = EffectSize(
      try sample(pair.x), try sample(pair.y))
    #expect(agree(effect?.cohensD, 0.974995152610505))
    #expect(agree(effect?.hedgesG, 0.9285668120100047))
  }

  @Test func `where nothing varies an effect is nothing or infinite`() throws {
    let five = try sample([5, 5])
    let six = try sample([6, 6])
    #expect(EffectSize(five, five)?.cohensD == 0)
    #expect(EffectSize(five, six)?.cohensD == -.infinity)
    #expect(EffectSize(five, try sample([6])) == nil)
  }
}
