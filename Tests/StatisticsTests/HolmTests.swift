import Testing

@testable import Statistics

struct HolmTests {
  @Test func `the cross-check's p-values`() {
    let adjusted = Holm.adjusted([0.001, 0.012, 0.02, 0.04, 0.3])
    for (value, expected) in zip(adjusted, [0.005, 0.048, 0.06, 0.08, 0.3]) {
      #expect(agree(value, expected))
    }
  }

  @Test func `the order of the p-values is kept, and none is above 1`() {
    // 0.5·3 and 0.9·1 stop at 1 and at the one before.
    #expect(Holm.adjusted([0.9, 0.01, 0.6]) == [1, 0.03, 1])
    #expect(Holm.adjusted([]) == [])
  }
}
