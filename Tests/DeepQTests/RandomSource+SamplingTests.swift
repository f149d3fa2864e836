import Testing

@testable import DeepQ

@Suite struct RandomSourceSamplingTests {
  let recording: NumPyRecording

  init() throws { recording = try NumPyRecording.read() }

  @Test func `samples without replacement are those of NumPy 2.4.6, whatever their algorithm`() {
    for expected in recording.samples {
      var random = RandomSource(SeedSequence(entropy: expected.seed.bits))
      let values = drawn(expected.count) {
        random.sample(from: expected.population.value, into: $0)
      }
      let which: Comment = "\(expected.count) of \(expected.population.value)"
      #expect(values == expected.values.map { Int($0.bits) }, which)
      #expect(random.words == expected.end.map(\.bits), which)
    }
  }

  @Test func `samples with replacement are those of NumPy 2.4.6`() {
    for expected in recording.samplesWithReplacement {
      var random = RandomSource(SeedSequence(entropy: expected.seed.bits))
      let values = drawn(expected.count) {
        random.sampleWithReplacement(from: expected.population.value, into: $0)
      }
      #expect(values == expected.values.map { Int($0.bits) })
      #expect(random.words == expected.end.map(\.bits))
    }
  }

  @Test(arguments: [(64, 200), (65, 200), (200, 200), (501, 10_019), (10_019, 10_019)])
  func `a sample without replacement repeats nothing`(count: Int, population: Int) {
    var random = RandomSource(SeedSequence(entropy: 5))
    let values = drawn(count) { random.sample(from: population, into: $0) }
    #expect(Set(values).count == count)
    #expect(values.allSatisfy { (0..<population).contains($0) })
  }

  private func drawn(_ count: Int, _ draw: (UnsafeMutableBufferPointer<Int>) -> Void) -> [Int] {
    var values = [Int](repeating: -1, count: count)
    values.withUnsafeMutableBufferPointer { draw($0) }
    return values
  }
}
