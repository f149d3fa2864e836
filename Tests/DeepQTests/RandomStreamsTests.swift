import Testing

@testable import DeepQ

@Suite struct RandomStreamsTests {
  @Test func `streams are NumPy's, derived from root seed, replicate and purpose`() throws {
    for expected in try NumPyRecording.read().streams {
      let streams = RandomStreams(rootSeed: expected.root.bits, replicate: expected.replicate)
      #expect(streams.environmentSeeds == [expected.environmentSeed.bits])
      #expect(streams.states.map(\.words) == expected.states.map { $0.map(\.bits) })

      let evaluation = RandomStreams.evaluation(
        rootSeed: expected.root.bits, replicate: expected.replicate, step: Int(expected.step.bits))
      #expect(evaluation.environmentSeed == expected.evaluationSeed.bits)
      #expect(evaluation.exploration.words == expected.evaluationExploration.map(\.bits))
    }
  }

  @Test func `purposes keep the numbers and names that files depend on`() {
    #expect(StreamPurpose.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
    #expect(
      StreamPurpose.allCases.map(\.name)
        == ["environment", "initialization", "exploration", "replay", "evaluation"])
    #expect(
      RandomStreams(rootSeed: 1, replicate: 0).states.map(\.name)
        == ["environment", "initialization", "exploration", "replay"])
  }

  @Test func `two replicates differ in every stream, as do two root seeds`() {
    let streams = RandomStreams(rootSeed: 1, replicate: 0)
    for other in [
      RandomStreams(rootSeed: 1, replicate: 1), RandomStreams(rootSeed: 2, replicate: 0),
    ] {
      #expect(streams.environmentSeeds != other.environmentSeeds)
      for (state, otherState) in zip(streams.states, other.states) {
        #expect(state.words != otherState.words, "\(state.name)")
      }
    }
  }

  @Test func `no two streams of a trial are the same`() {
    let states = RandomStreams(rootSeed: 42, replicate: 0).states
    #expect(Set(states.map(\.words)).count == states.count)
  }

  @Test func `evaluations after different steps have streams of their own`() {
    let first = RandomStreams.evaluation(rootSeed: 1, replicate: 0, step: 1_000)
    let second = RandomStreams.evaluation(rootSeed: 1, replicate: 0, step: 2_000)
    let far = RandomStreams.evaluation(rootSeed: 1, replicate: 0, step: 1_000 + 1 << 32)
    #expect(Set([first, second, far].map(\.environmentSeed)).count == 3)
    #expect(first.exploration != second.exploration && first.exploration != far.exploration)
    #expect(first == RandomStreams.evaluation(rootSeed: 1, replicate: 0, step: 1_000))
  }
}
