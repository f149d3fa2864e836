import Testing

@testable import DeepQ

@Suite struct MersenneTwisterTests {
  @Test func `draws are those of NumPy's RandomState, for short seeds and long`() throws {
    let lines = try MinAtarRecording.read().draws
    #expect(lines.count == 16)
    var random = MersenneTwister(seed: 0)
    for line in lines {
      switch line.name {
      case "unit":
        random = MersenneTwister(seed: line.seed)
        #expect(line.values.map { Double($0) } == line.values.map { _ in random.uniform01() })
      case "below2":
        #expect(line.values.map { Int($0) } == line.values.map { _ in random.integer(in: 0..<2) })
      case "from1below6":
        #expect(line.values.map { Int($0) } == line.values.map { _ in random.integer(in: 1..<6) })
      default:
        for _ in 0..<700 { _ = random.uniform01() }
        #expect(
          line.values.map { Int($0) } == line.values.map { _ in random.integer(in: 0..<(1 << 31)) })
      }
    }
  }

  @Test func `a range of one draws nothing`() {
    var random = MersenneTwister(seed: 5)
    let before = random
    #expect(random.integer(in: 3..<4) == 3)
    #expect(random == before)
  }
}
