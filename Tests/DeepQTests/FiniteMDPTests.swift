import Testing

@testable import DeepQ

@Suite struct FiniteMDPTests {
  /// In state 0, action 0 goes on for 1, and action 1 ends for 5 or stays.
  ///
  /// In state 1 both end, for 3. State 2 is never seen.
  static let mdp = FiniteMDP(start: [1, 0, 0], actionCount: 2, gamma: 0.5) { state, action in
    switch (state, action) {
    case (0, 0): [.init(state: 1, reward: 1)]
    case (0, _):
      [
        .init(probability: 0.25, state: 1, reward: 5, terminated: true),
        .init(probability: 0.75, state: 0, reward: 0),
      ]
    default: [.init(state: state, reward: 3, terminated: true)]
    }
  }

  @Test func `outcomes are those of the state and the action`() {
    #expect(Self.mdp.outcomes(of: 0, in: 0).map(\.reward) == [1])
    #expect(Self.mdp.outcomes(of: 1, in: 0).map(\.probability) == [0.25, 0.75])
    #expect(Self.mdp.outcomes(of: 1, in: 2).map(\.state) == [2])
    #expect((Self.mdp.stateCount, Self.mdp.actionCount) == (3, 2))
  }

  @Test func `a backup is the expected reward and discounted value, and nothing behind an end`() {
    let values = [8.0, 4, 100]
    // 1 + 0.5 · 4; 0.25 · 5 + 0.75 · (0 + 0.5 · 8); 3.
    #expect(Self.mdp.backup(0, in: 0, values: values) == 3)
    #expect(Self.mdp.backup(1, in: 0, values: values) == 4.25)
    #expect(Self.mdp.backup(0, in: 1, values: values) == 3)
  }

  @Test func `only states that an action can be taken in are visited`() {
    #expect(Self.mdp.isReachable == [true, true, false])
  }

  @Test func `the shortest episode takes the shortest way to an end`() {
    #expect(Self.mdp.minEpisodeSteps == 1)
    let line = FiniteMDP(start: [1, 0, 0], actionCount: 1) { state, _ in
      state == 2
        ? [.init(state: 2, reward: 0, terminated: true)]
        : [
          .init(probability: 0, state: 2, reward: 0, terminated: true),
          .init(state: state + 1, reward: 0),
        ]
    }
    #expect(line.minEpisodeSteps == 3)
    let endless = FiniteMDP(start: [1], actionCount: 1) { _, _ in [.init(state: 0, reward: 0)] }
    #expect(endless.minEpisodeSteps == .max)
  }
}
