import Testing

@testable import DeepQ

@Suite struct SeedSequenceTests {
  let recording: NumPyRecording

  init() throws { recording = try NumPyRecording.read() }

  @Test func `states are those of NumPy 2.4.6`() throws {
    for expected in recording.seedSequences {
      let sequence = SeedSequence(
        entropyWords: try #require(expected.entropy).map(\.word),
        spawnKey: expected.spawnKey.map(\.word))
      let state64 = try #require(expected.state64).map(\.bits)
      #expect(sequence.generateState32(expected.state32.count) == expected.state32.map(\.word))
      #expect(sequence.generateState64(state64.count) == state64)
    }
  }

  @Test func `children are those of NumPy 2.4.6`() {
    var root = SeedSequence(entropy: 42, spawnKey: [5])
    var children = root.spawn(2) + root.spawn(3)
    children += children[1].spawn(2)
    #expect(root.spawnedCount == 5)
    #expect(children.map(\.spawnKey) == recording.spawning.map { $0.spawnKey.map(\.word) })
    #expect(
      children.map { $0.generateState32(4) } == recording.spawning.map { $0.state32.map(\.word) })
  }

  @Test(arguments: [0, 1, 42, 1 << 32 - 1, 1 << 32, 1 << 63, UInt64.max] as [UInt64])
  func `a 64-bit seed is the same as its words`(entropy: UInt64) {
    let words = [UInt32(truncatingIfNeeded: entropy), UInt32(entropy >> 32)]
    #expect(SeedSequence(entropy: entropy) == SeedSequence(entropyWords: words))
  }

  @Test func `no words are the seed 0`() {
    #expect(SeedSequence(entropyWords: []) == SeedSequence(entropy: 0))
  }

  @Test func `a short seed with a spawn key is not a longer seed without one`() {
    #expect(
      SeedSequence(entropy: 1, spawnKey: [2]).generateState32(4)
        != SeedSequence(entropyWords: [1, 2]).generateState32(4))
  }

  @Test func `asking for more of the state keeps its beginning`() {
    let sequence = SeedSequence(entropy: 7)
    #expect(sequence.generateState32(5) == Array(sequence.generateState32(50).prefix(5)))
  }
}
