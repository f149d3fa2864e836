import Testing

@testable import DeepQ

@Suite struct ReturnTargetTests {
  @Test func `the target adds the discounted value of what follows`() {
    #expect(temporalDifferenceTarget(reward: 1, discount: 0.5, value: 8) == 5)
  }

  @Test func `nothing follows the end of a task`() {
    #expect(temporalDifferenceTarget(reward: -10, discount: 0, value: 8) == -10)
  }

  @Test func `without discount everything that follows counts in full`() {
    #expect(temporalDifferenceTarget(reward: 1, discount: 1, value: 8) == 9)
  }

  @Test func `the greedy action is the first of the largest`() {
    let values = FloatBuffer([1, 3, 2, 3])
    #expect(greedyAction(values.start, count: 4) == 1)
    #expect(greedyAction(values.start, count: 1) == 0)
  }

  // MARK: - Munchausen

  /// Values whose soft policy at temperature 1 is 3/4 and 1/4.
  private let values: [Float] = [1.098_612_3, 0]

  private func withPolicy<Result>(
    _ change: (inout MunchausenSettings) -> Void = { _ in }, values: [Float]? = nil,
    _ body: (MunchausenPolicy) -> Result
  ) -> Result? {
    var settings = MunchausenSettings()
    settings.alpha = 0.5
    settings.temperature = 1
    change(&settings)
    let scratch = FloatBuffer(zeros: MunchausenPolicy.scratchCount(actionCount: 2))
    return (values ?? self.values).withUnsafeBufferPointer { values in
      values.baseAddress.map {
        body(MunchausenPolicy(settings: settings, values: $0, scratch: scratch.start))
      }
    }
  }

  @Test func `likely actions cost less than unlikely ones`() throws {
    // 1 + 0.5 · ln 3/4, and 1 + 0.5 · max(ln 1/4, -1)
    let rewards = withPolicy { policy in
      (0..<2).map { policy.reward(1, for: $0, offset: 0, actionCount: 2) }
    }
    #expect(near(try #require(rewards?[0]), 0.856_159))
    #expect(rewards?[1] == 0.5)
  }

  @Test func `the bonus is that of the temperature`() throws {
    // Values and temperature over 100: the policy is the same, and the bonus a hundredth.
    let reward = withPolicy({ $0.temperature = 0.01 }, values: values.map { $0 / 100 }) {
      $0.reward(1, for: 1, offset: 0, actionCount: 2)
    }
    #expect(near(try #require(reward), 1 - 0.5 * 0.013_862_94))
  }

  @Test func `what follows is worth the soft policy's mean and its entropy`() throws {
    // 3/4 · (2 - ln 3/4) + 1/4 · (4 - ln 1/4) = 3.062 335; 0.5 + 0.9 of it
    let next: [Float] = [2, 4]
    let target = withPolicy { policy in
      next.withUnsafeBufferPointer { next in
        next.baseAddress.map {
          ReturnTarget(
            reward: 0.5, discount: 0.9, nextOutputs: $0, actionCount: 2,
            policy: policy.policy(over: policy.values, actionCount: 2)
          ).value(output: 0, of: 1)
        }
      }
    }
    #expect(near(try #require(target ?? nil), 3.256_102))
  }

  @Test func `cold policies are greedy`() throws {
    let probabilities = withPolicy({ $0.temperature = 1e-3 }) { policy in
      if case .soft(let soft) = policy.policy(over: policy.values, actionCount: 2) {
        (0..<2).map { soft.probabilities[$0] }
      } else {
        [Float]()
      }
    }
    #expect(probabilities == [1, 0])
  }
}
