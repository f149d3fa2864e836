import Testing

@testable import DeepQ

@Suite struct SeedSequenceTests {
  @Test func `a short seed with a spawn key is not a longer seed without one`() {
    #expect(
      SeedSequence(entropy: 1, spawnKey: [2]).generateState32(4)
        != SeedSequence(entropyWords: [1, 2]).generateState32(4))
  }
}
