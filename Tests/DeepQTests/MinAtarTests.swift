import Testing

@testable import DeepQ

@Suite struct MinAtarTests {
  @Test(arguments: ["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"])
  func `five seeds play exactly as in MinAtar 1.0.15, pixel for pixel`(name: String) throws {
    let episodes = try Recording.read("minatar").trajectories
      .filter { $0.environment == "MinAtar/\(name)-v0" }
    #expect(Set(episodes.map(\.seed)) == [0, 1, 2, 3, 4])
    #expect(episodes.reduce(0) { $0 + $1.lines.count } > 1_000)
    #expect(try TrajectoryPlayer.differences(from: episodes, state: pixelHash) == [])
  }

  @Test func `version 1 has the actions that make a difference`() throws {
    let counts = ["Asterix": 5, "Breakout": 3, "Freeway": 3, "Seaquest": 6, "SpaceInvaders": 4]
    for (name, count) in counts {
      let definition = try #require(Environments.definition(of: "MinAtar/\(name)-v1"))
      #expect(definition.interface(definition.specification).actionCount == count)
    }
    // Action 2 of Breakout's version 1 is to the right: action 3 of version 0.
    #expect(try Self.second("MinAtar/Breakout-v1", 2) == Self.second("MinAtar/Breakout-v0", 3))
    #expect(try Self.second("MinAtar/Breakout-v1", 2) != Self.second("MinAtar/Breakout-v0", 2))
  }

  private static func second(_ id: String, _ action: Int) throws -> String {
    let definition = try #require(Environments.definition(of: id))
    var (environment, random) = definition.make(definition.specification, 1)
    let shape = definition.interface(definition.specification).observation
    let observation = ObservationStorage(shape)
    environment.reset(using: &random, into: observation.buffer)
    for _ in 0..<3 { _ = environment.step(action, using: &random, into: observation.buffer) }
    return pixelHash(environment, observation.buffer)
  }
}

/// The number of lit pixels and a hash of their indices, as a recording has them.
private func pixelHash(_: any Environment, _ seen: ObservationBuffer) -> String {
  let lit = seen.bytes.indices.filter { seen.bytes[$0] == 255 }
  var hash: UInt32 = 0x811c_9dc5
  for pixel in lit {
    for byte in [pixel & 255, pixel >> 8] { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
  }
  return "\(lit.count).\(bitText([Float(bitPattern: hash)], []))"
}
