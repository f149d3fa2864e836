import Testing

@testable import DeepQ

@Suite struct AcrobotTests {
  @Test func `four seeds step exactly as in Gymnasium 1.4.0 with correctly rounded functions`()
    throws
  {
    let episodes = try Self.episodes("rounded")
    #expect(episodes.count == 8)
    #expect(episodes.contains { $0.lines[$0.lines.count - 1]?.contains(" 0 1 0 ") == true })
    #expect(try TrajectoryPlayer.differences(from: episodes, state: Self.state) == [])
  }

  @Test func `with the C library's functions the first steps differ in the last bits at most`()
    throws
  {
    let episodes = try Self.episodes("glibc")
    let differences = try TrajectoryPlayer.differences(
      from: episodes, where: Self.isClose, state: Self.state)
    #expect(differences == [])
    // It is the bits that the lines above agree in but for the last.
    let exact = try TrajectoryPlayer.differences(from: episodes, state: Self.state)
    #expect(exact.count == 3)
  }

  private static func episodes(_ name: String) throws -> [Trajectory] {
    try Recording.read("classic").trajectories
      .filter { $0.environment == "Acrobot-v1" && $0.name == name }
  }

  private static func state(_ environment: any Environment, _ seen: ObservationBuffer) -> String {
    guard let acrobot = environment as? Acrobot else { return "" }
    return bitText(seen.floats, (0..<4).map { acrobot.state[$0] })
  }

  /// Whether two lines have the same outcome and nearly the same numbers.
  private static func isClose(_ ours: String, _ theirs: String) -> Bool {
    let (one, other) = (recordedNumbers(ours), recordedNumbers(theirs))
    return ours.split(separator: " ").prefix(4) == theirs.split(separator: " ").prefix(4)
      && zip(one.floats, other.floats).allSatisfy { abs($0 - $1) < 1e-6 }
      && zip(one.doubles, other.doubles).allSatisfy { abs($0 - $1) < 1e-9 }
  }
}
