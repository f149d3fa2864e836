import Testing

@testable import DeepQ

@Suite struct MultiStepReturnTests {
  @Test func `one step hands every transition on at once`() {
    let stored = run(length: 1, gamma: 0.5, rewards: [1, 2], ends: .terminated)
    #expect(stored.rewards == [1, 2])
    #expect(stored.discounts == [0.5, 0])
    #expect(stored.nextObservations == [1, 2])
  }

  @Test func `three steps sum their discounted rewards`() {
    // 1 + 2/2 + 4/4 = 3, 2 + 4/2 + 8/4 = 6; then the task ends: 4 + 8/2 = 8, and 8.
    let stored = run(length: 3, gamma: 0.5, rewards: [1, 2, 4, 8], ends: .terminated)
    #expect(stored.actions == [0, 1, 2, 3])
    #expect(stored.rewards == [3, 6, 8, 8])
    #expect(stored.discounts == [0.125, 0, 0, 0])
    #expect(stored.nextObservations == [3, 4, 4, 4])
  }

  @Test func `a truncated episode still bootstraps, over the steps that are left`() {
    let stored = run(length: 3, gamma: 0.5, rewards: [1, 2, 4, 8], ends: .truncated)
    #expect(stored.rewards == [3, 6, 8, 8])
    #expect(stored.discounts == [0.125, 0.125, 0.25, 0.5])
  }

  @Test func `steps of an episode under way are held back`() {
    let stored = run(length: 3, gamma: 0.5, rewards: [1, 2, 4, 8], ends: nil)
    #expect(stored.rewards == [3, 6])
    #expect(stored.discounts == [0.125, 0.125])
  }

  private enum End { case terminated, truncated }

  private func run(
    length: Int, gamma: Double, rewards: [Float], ends: End?
  ) -> (actions: [Int], rewards: [Float], discounts: [Float], nextObservations: [Float]) {
    var memory = TransitionRing(capacity: 16, observationCount: 1)
    var returns = MultiStepReturn(length: length, gamma: gamma, observationCount: 1)
    for (step, reward) in rewards.enumerated() {
      let last = step == rewards.count - 1
      let observation = FloatBuffer([Float(step)])
      let next = FloatBuffer([Float(step + 1)])
      returns.append(
        observation: observation.start, action: step, reward: reward, nextObservation: next.start,
        bootstraps: !(last && ends == .terminated), episodeEnded: last && ends != nil,
        into: &memory)
    }
    let batch = ReplayBatch(size: memory.count, observation: .vector(1))
    for index in 0..<memory.count { batch.indices[index] = index }
    memory.gather(into: batch)
    return (
      Array(batch.actions), batch.rewards.array, batch.discounts.array, batch.nextObservations.array
    )
  }
}
