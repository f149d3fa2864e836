import Testing

@testable import DeepQ

@Suite struct RandomSourceTests {
  let recording: NumPyRecording

  init() throws { recording = try NumPyRecording.read() }

  @Test func `states and raw words are those of NumPy 2.4.6`() {
    for expected in recording.raw {
      var random = RandomSource(SeedSequence(entropy: expected.seed.bits))
      #expect(random.words == expected.start.map(\.bits))
      #expect(expected.raw.map { _ in random.next64() } == expected.raw.map(\.bits))
      #expect(random.words == expected.end.map(\.bits))
    }
  }

  @Test func `doubles are those of NumPy 2.4.6, bit for bit`() throws {
    var random = RandomSource(SeedSequence(entropy: 42))
    for expected in recording.doubles {
      let drawn: [Double]
      if let ends = expected.ends {
        drawn = expected.values.map { _ in random.uniform(ends[0].double, ends[1].double) }
      } else {
        #expect(expected.draw == "random")
        drawn = expected.values.map { _ in random.uniform01() }
      }
      #expect(drawn.map(\.bitPattern) == expected.values.map(\.bits))
    }
  }

  @Test func `a restored generator goes on where the first one was`() throws {
    var random = RandomSource(SeedSequence(entropy: 3))
    _ = random.next32()
    var restored = try #require(RandomSource(words: random.words))
    #expect(restored == random)
    #expect((0..<5).map { _ in restored.next32() } == (0..<5).map { _ in random.next32() })
    #expect(restored == random)
  }

  @Test func `words that no generator has are refused`() {
    let words = RandomSource(SeedSequence(entropy: 3)).words
    func changed(_ index: Int, _ word: UInt64) -> [UInt64] {
      var changed = words
      changed[index] = word
      return changed
    }
    #expect(RandomSource(words: words) != nil)
    #expect(RandomSource(words: []) == nil)
    #expect(RandomSource(words: words + [0]) == nil)
    #expect(RandomSource(words: changed(3, words[3] ^ 1)) == nil, "an even increment")
    #expect(RandomSource(words: changed(4, 2)) == nil, "neither buffered nor not")
    #expect(RandomSource(words: changed(5, 1 << 32)) == nil, "a half of 33 bits")
  }

  @Test func `32-bit draws take the low half first and keep the high half over 64-bit draws`() {
    var halves = RandomSource(SeedSequence(entropy: 9))
    var wholes = halves
    let first = wholes.next64()
    let second = wholes.next64()
    #expect(halves.next32() == UInt32(truncatingIfNeeded: first))
    #expect(halves.next64() == second)
    #expect(halves.next32() == UInt32(first >> 32))
  }
}
