import Testing

@testable import DeepQ

@Suite struct RandomSourceIntegersTests {
  let recording: NumPyRecording

  init() throws { recording = try NumPyRecording.read() }

  @Test func `integers in ranges of all sizes are those of NumPy 2.4.6`() {
    var random = RandomSource(SeedSequence(entropy: 7))
    for expected in recording.integers {
      let range = expected.low.value..<expected.high.value
      let drawn = expected.values.map { _ in random.integer(in: range) }
      #expect(drawn == expected.values.map(\.value), "in \(range)")
      #expect(random.words == expected.end.map(\.bits), "after \(range)")
    }
  }

  @Test func `integers and doubles interleave as in NumPy 2.4.6`() {
    var random = RandomSource(SeedSequence(entropy: 11))
    for row in recording.interleaved.rows {
      #expect(random.integer(below: row.bound.value) == row.integer.value)
      if let double = row.double { #expect(random.uniform01().bitPattern == double.bits) }
    }
    #expect(random.words == recording.interleaved.end.map(\.bits))
  }

  @Test func `a bound is a range from 0`() {
    var bound = RandomSource(SeedSequence(entropy: 1))
    var range = bound
    for size in [1, 2, 3, 1_000, 1 << 32, 1 << 40, Int.max] {
      #expect(bound.integer(below: size) == range.integer(in: 0..<size))
    }
    #expect(bound == range)
  }

  @Test func `the only integer there is costs no draw`() {
    var random = RandomSource(SeedSequence(entropy: 1))
    let before = random
    #expect(random.integer(below: 1) == 0)
    #expect(random.integer(in: -7 ..< -6) == -7)
    #expect(random == before)
  }
}
