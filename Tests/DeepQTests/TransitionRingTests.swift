import Testing

@testable import DeepQ

@Suite struct ReplayMemoryTests {
  @Test func `a full memory replaces its oldest transition`() {
    var memory = TransitionRing(capacity: 3, observationCount: 2)
    for number in 0..<5 { memory.append(number: number) }
    #expect(memory.count == 3)
    #expect(contents(of: memory) == [3, 4, 2])
  }

  @Test func `a transition comes back as it was stored`() {
    var memory = TransitionRing(capacity: 4, observationCount: 2)
    memory.append(number: 6)
    let batch = ReplayBatch(size: 1, observation: .vector(2))
    memory.gather(into: batch)
    #expect(batch.observations.array == [6, -6])
    #expect(batch.nextObservations.array == [7, -7])
    #expect(batch.actions[0] == 6)
    #expect(batch.rewards.array == [0.5])
    #expect(batch.discounts.array == [0.25])
  }

  @Test func `drawing without replacement repeats nothing`() {
    var memory = TransitionRing(capacity: 8, observationCount: 2)
    for number in 0..<8 { memory.append(number: number) }
    var random = RandomSource(SeedSequence(entropy: 1))
    let batch = ReplayBatch(size: 8, observation: .vector(2))
    memory.draw(replacement: false, using: &random, into: batch)
    memory.gather(into: batch)
    #expect(batch.indices.sorted() == Array(0..<8))
    #expect(batch.indices.map { Float($0) } == (0..<8).map { batch.observations.array[$0 * 2] })
  }

  @Test func `drawing with replacement draws as the stream's integers do`() {
    var memory = TransitionRing(capacity: 100, observationCount: 2)
    for number in 0..<50 { memory.append(number: number) }
    var random = RandomSource(SeedSequence(entropy: 1))
    var again = random
    let batch = ReplayBatch(size: 20, observation: .vector(2))
    memory.draw(replacement: true, using: &random, into: batch)
    #expect(Array(batch.indices) == (0..<20).map { _ in again.integer(below: 50) })
  }

  private func contents(of memory: borrowing TransitionRing) -> [Int] {
    let batch = ReplayBatch(size: memory.count, observation: .vector(2))
    for index in 0..<memory.count { batch.indices[index] = index }
    memory.gather(into: batch)
    return Array(batch.actions)
  }
}

extension TransitionRing {
  /// Stores a transition whose parts tell its number.
  mutating func append(number: Int) {
    let observation = FloatBuffer([Float(number), -Float(number)])
    let next = FloatBuffer([Float(number + 1), -Float(number + 1)])
    append(
      Transition(
        observation: observation.start, action: number, reward: 0.5, discount: 0.25,
        nextObservation: next.start))
  }
}

@Suite struct ReplayMemoryLayoutTests {
  @Test(arguments: [(1, 8), (2, 8), (3, 16), (4, 16), (6, 16), (7, 32), (14, 32), (100, 208)])
  func `a transition lies in no more cache lines than it must`(numbers: Int, floats: Int) {
    #expect(TransitionRing.rowStride(observationCount: numbers) == floats)
    #expect(floats >= TransitionRing.rowCount(observationCount: numbers))
  }
}
