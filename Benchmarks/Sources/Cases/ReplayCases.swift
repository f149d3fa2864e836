#if DEBUG
  @testable import DeepQ
#endif

/// Storing transitions and drawing batches of 32.
enum ReplayCases {
  #if DEBUG
    static let all: [Case] =
      [(1_000, "1 000"), (50_000, "50 000"), (1_000_000, "1 000 000")].map { capacity, text in
        Case("Replay memory", "a batch of 32 of \(text)") {
          Sampling(capacity: capacity, replacement: true)
        }
      } + [
        Case("Replay memory", "a batch of 32 of 50 000, without replacement") {
          Sampling(capacity: 50_000, replacement: false)
        },
        Case("Replay memory", "a transition stored") { Storing() },
      ]
  #else
    static let all: [Case] = []
  #endif
}

#if DEBUG
  /// A full memory of transitions with random numbers in them.
  func filledRing(capacity: Int, using random: inout RandomSource) -> TransitionRing {
    var memory = TransitionRing(capacity: capacity, observationCount: 4)
    var observation: [Float] = [0, 0, 0, 0]
    for place in 0..<capacity {
      for index in 0..<4 { observation[index] = Float(random.uniform(-1, 1)) }
      observation.withUnsafeBufferPointer { append(place, $0, to: &memory) }
    }
    return memory
  }

  /// An agent's memory that is full of steps with random numbers in them.
  func filledReplayMemory(capacity: Int, using random: inout RandomSource) -> ReplayMemory {
    var memory = ReplayMemory(capacity: capacity, observation: .vector(4), nStep: 1, gamma: 0.99)
    let observation = ObservationStorage(.vector(4))
    for place in 0..<capacity {
      for index in 0..<4 { observation.buffer.floats[index] = Float(random.uniform(-1, 1)) }
      memory.append(
        TimeStep(
          before: AgentState(observation: observation.buffer), action: place & 1, reward: 1,
          after: AgentState(observation: observation.buffer), terminated: false, truncated: false),
        reward: 1, bootstraps: true)
    }
    return memory
  }

  private func append(
    _ place: Int, _ observation: UnsafeBufferPointer<Float>, to memory: inout TransitionRing
  ) {
    guard let start = observation.baseAddress else { return }
    memory.append(
      Transition(
        observation: start, action: place & 1, reward: 1, discount: 0.99, nextObservation: start))
  }

  /// Draws batches.
  private final class Sampling: Workload {
    private var random = RandomSource(SeedSequence(entropy: 1))
    private let memory: TransitionRing
    private let batch = ReplayBatch(size: 32, observation: .vector(4))
    private let replacement: Bool

    init(capacity: Int, replacement: Bool) {
      self.replacement = replacement
      memory = filledRing(capacity: capacity, using: &random)
    }

    func run(_ count: Int) {
      for _ in 0..<count {
        memory.draw(replacement: replacement, using: &random, into: batch)
        memory.gather(into: batch)
      }
    }
  }

  /// Stores one transition over and over.
  private final class Storing: Workload {
    private var memory = TransitionRing(capacity: 50_000, observationCount: 4)
    private let observation: [Float] = [0.01, -0.02, 0.03, 0.04]

    func run(_ count: Int) {
      observation.withUnsafeBufferPointer { observation in
        for place in 0..<count { append(place, observation, to: &memory) }
      }
    }
  }
#endif
