import Testing

@testable import DeepQ

@Suite struct MersenneTwisterTests {
  @Test func `draws are those of NumPy's RandomState, for short seeds and long`() throws {
    let recording = try NumPyRecording.read()
    #expect(recording.randomStates.count == 4)
    for expected in recording.randomStates {
      var random = MersenneTwister(seed: expected.seed.bits)
      #expect(expected.unit.map(\.double) == expected.unit.map { _ in random.uniform01() })
      #expect(
        expected.below2.map(\.value) == expected.below2.map { _ in random.integer(in: 0..<2) })
      #expect(
        expected.from1below6.map(\.value)
          == expected.from1below6.map { _ in random.integer(in: 1..<6) })
      for _ in 0..<700 { _ = random.uniform01() }
      #expect(
        expected.late.map(\.value) == expected.late.map { _ in random.integer(in: 0..<(1 << 31)) })
    }
  }

  @Test func `a range of one draws nothing`() {
    var random = MersenneTwister(seed: 5)
    let before = random
    #expect(random.integer(in: 3..<4) == 3)
    #expect(random == before)
  }
}
