#if DEBUG
  @testable import DeepQ
#endif

/// What a step of Pong is made of: the emulator, its two grey screens, and the image of them.
enum AtariCases {
  #if DEBUG
    static let all: [Case] =
      Emulator.absence != nil
      ? []
      : [
        Case("Environment", "4 frames of bare Pong with two grey screens") { try BareEmulator() },
        Case("Environment", "a screen shrunk to 84x84") { Shrinking() },
        Case("Replay memory", "a batch of 32 of 50 000 stacks of images") { SamplingImages() },
      ]
  #else
    static let all: [Case] = []
  #endif
}

#if DEBUG
  /// The least that a step can be.
  private final class BareEmulator: Workload {
    private let emulator: Emulator
    private let actions: [Int32]
    private var screens: [UInt8]
    private var action = 0

    init() throws {
      guard let game = AtariGame(id: "ALE/Pong") else {
        throw EmulatorError(reason: "there is no Pong")
      }
      actions = Emulator.minimalActions(of: game) ?? []
      emulator = try Emulator(AtariSettings(), game: game, seed: 1)
      screens = Array(repeating: 0, count: 2 * emulator.rows * emulator.columns)
      _ = emulator.reset()
    }

    func run(_ count: Int) {
      let size = emulator.rows * emulator.columns
      for _ in 0..<count {
        action = action + 1 == actions.count ? 0 : action + 1
        var over = false
        for index in 0..<4 where !over {
          let frame = emulator.step(actions[action])
          over = frame.terminated || frame.truncated
          if index >= 2 {
            screens.withUnsafeMutableBufferPointer { screens in
              guard let start = screens.baseAddress else { return }
              emulator.writeScreen(into: start + (index - 2) * size)
            }
          }
        }
        if over { _ = emulator.reset() }
      }
    }
  }

  /// Shrinks the same noise over and over.
  private final class Shrinking: Workload {
    private let resize = AreaResize(rows: 210, columns: 160, size: 84)
    private let screen: [UInt8]
    private var image = [UInt8](repeating: 0, count: 84 * 84)

    init() {
      var random = RandomSource(SeedSequence(entropy: 1))
      screen = (0..<(210 * 160)).map { _ in UInt8(random.integer(below: 256)) }
    }

    func run(_ count: Int) {
      for _ in 0..<count { resize.shrink(screen, into: &image) }
    }
  }

  /// Draws batches of stacks.
  private final class SamplingImages: Workload {
    private static let shape = ObservationShape.image(
      channels: 4, rows: 84, columns: 84, stack: 4)
    private var random = RandomSource(SeedSequence(entropy: 1))
    private var memory = ReplayMemory(
      capacity: 50_000, observation: shape, nStep: 1, gamma: 0.99)
    private let batch = ReplayBatch(size: 32, observation: shape)

    init() {
      let observation = ObservationStorage(Self.shape)
      for number in 0..<50_000 {
        memory.append(
          TimeStep(
            before: AgentState(observation: observation.buffer), action: 0, reward: 0,
            after: AgentState(observation: observation.buffer), terminated: number % 1000 == 999,
            truncated: false), reward: 0, bootstraps: true)
      }
    }

    func run(_ count: Int) {
      for _ in 0..<count { memory.sample(replacement: true, using: &random, into: batch) }
    }
  }
#endif
