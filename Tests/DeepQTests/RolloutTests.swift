import Testing

@testable import DeepQ

@Suite struct RolloutTests {
  /// Three steps of each environment, with rewards 1, 2 and 4 and largest values 8 and 16 of the second
  /// and third observation.
  private func targets(
    environments: Int = 1, tails: [[Float]], cuts: [[Bool]], gamma: Float = 0.5,
    lambda: Float = 0.5
  ) -> [[Float]] {
    var rollout = Rollout(environments: environments, steps: 3, observation: .vector(1))
    let observation = ObservationStorage([0])
    for t in 0..<3 {
      for e in 0..<environments {
        let state = AgentState(observation: observation.buffer)
        rollout.append(
          TimeStep(
            before: state, action: 0, reward: 0, after: state, terminated: false,
            truncated: false),
          reward: [1, 2, 4][t], isCut: cuts[e][t], tail: tails[e][t])
        rollout.values[t * environments + e] = [100, 8, 16][t]
      }
    }
    rollout.computeTargets(gamma: gamma, lambda: lambda)
    return (0..<environments).map { e in (0..<3).map { rollout.targets[$0 * environments + e] } }
  }

  @Test func `returns are worked by hand from the last step back`() {
    // 4 + 0.5·32 = 20; 2 + 0.5·(16 + 0.5·(20 - 16)) = 11; 1 + 0.5·(8 + 0.5·(11 - 8)) = 5.75.
    #expect(targets(tails: [[0, 0, 32]], cuts: [[false, false, true]]) == [[5.75, 11, 20]])
  }

  @Test func `environments are apart, and a return ends with its episode`() {
    let all = targets(
      environments: 3, tails: [[0, 0, 32], [0, 0, 6], [10, 0, 32]],
      cuts: [[false, false, true], [false, true, true], [true, false, true]])
    // The second terminates at its second step: 2, and 1 + 0.5·(8 + 0.5·(2 - 8)) = 3.5. The third is
    // truncated at its first, and what followed is worth 10.
    #expect(all == [[5.75, 11, 20], [3.5, 2, 7], [6, 11, 20]])
  }

  @Test func `lambda 0 bootstraps after every step, and lambda 1 at the end alone`() {
    let (tails, cuts): ([[Float]], [[Bool]]) = ([[0, 0, 32]], [[false, false, true]])
    #expect(targets(tails: tails, cuts: cuts, lambda: 0) == [[1 + 4, 2 + 8, 20]])
    #expect(targets(tails: tails, cuts: cuts, lambda: 1) == [[1 + 6, 2 + 10, 20]])
  }

  @Test func `the last step of each environment is known`() {
    var rollout = Rollout(environments: 2, steps: 2, observation: .vector(1))
    let observation = ObservationStorage([0])
    let state = AgentState(observation: observation.buffer)
    let step = TimeStep(
      before: state, action: 0, reward: 0, after: state, terminated: false, truncated: false)
    var last: [Bool] = []
    while !rollout.isFull {
      last.append(rollout.isInLastStep)
      rollout.append(step, reward: 0, isCut: false, tail: 0)
    }
    #expect(last == [false, false, true, true])
  }
}
