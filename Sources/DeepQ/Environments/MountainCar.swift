/// A car in a valley, too weak to drive straight up: it has to swing.
///
/// | Index | Observation  | Range          |
/// |-------|--------------|----------------|
/// | 0     | car position | −1.2...0.6     |
/// | 1     | car velocity | −0.07...0.07   |
///
/// - **Actions**: 0 pushes left, 1 does not push, 2 pushes right.
/// - **Reward**: −1 for every step, the last one included.
/// - **Start**: position uniform in [−0.6, −0.4), at rest.
/// - **Terminated**: at position 0.5 or beyond, on the right-hand hill. **Truncated** by the loop after
///   200 steps.
/// - **Solved** (convention): mean return ≥ −110.
///
/// Source: A. Moore, "Efficient Memory-Based Learning for Robot Control", PhD thesis, University of
/// Cambridge, 1990. Constants, seeding and the order of arithmetic follow Gymnasium 1.4.0's
/// `MountainCar-v0`; the cosine is correctly rounded, as Gymnasium's, which is the C library's, most
/// often is.
public struct MountainCar: Environment {
  var position = 0.0
  var velocity = 0.0

  /// Starts an episode near the bottom of the valley.
  public mutating func reset(
    using random: inout RandomSource, into observation: ObservationBuffer
  ) {
    position = random.uniform(-0.6, -0.4)
    velocity = 0
    write(into: observation)
  }

  /// Pushes the car for one time step; nothing in it is random.
  public mutating func step(
    _ action: Int, using random: inout RandomSource, into observation: ObservationBuffer
  ) -> StepOutcome {
    precondition((0...2).contains(action), "MountainCar has actions 0 to 2, not \(action)")
    let slope = sineAndCosine(anyAngle: 3 * position).cosine
    velocity = velocity + (Double(action - 1) * Self.force + slope * -Self.gravity)
    velocity = min(max(velocity, -Self.maxSpeed), Self.maxSpeed)
    position = min(max(position + velocity, Self.leftEnd), Self.rightEnd)
    if position == Self.leftEnd, velocity < 0 { velocity = 0 }
    write(into: observation)
    return StepOutcome(reward: -1, terminated: position >= Self.goal && velocity >= 0)
  }

  static let leftEnd = -1.2
  static let rightEnd = 0.6
  static let maxSpeed = 0.07
  private static let goal = 0.5
  private static let force = 0.001
  private static let gravity = 0.0025

  private func write(into observation: ObservationBuffer) {
    let numbers = observation.floats
    precondition(numbers.count == 2, "MountainCar observes 2 numbers, not \(numbers.count)")
    numbers[0] = Float(position)
    numbers[1] = Float(velocity)
  }

  static let v0 = EnvironmentDefinition(
    id: "MountainCar-v0", family: .classicControl, summary: "swing a weak car up a hill",
    maxEpisodeSteps: 200,
    solvedReturn: -110, picture: .mountainCar, stepsPerSecond: { _ in 30 },
    actionNames: { _ in ["left", "none", "right"] },
    interface: { _ in EnvironmentInterface(observation: .vector(2), actionCount: 3) },
    // From -0.4 to the goal at the maximum speed.
    minEpisodeSteps: { _ in 13 }, rewards: -1...(-1),
    make: { _, seed in (MountainCar(), RandomSource(SeedSequence(entropy: seed))) })
}

// MARK: - Checkpoint

extension MountainCar {
  /// Writes position and velocity.
  public func save(to archive: inout ArchiveWriter) {
    archive.mark("MountainCar")
    archive.write(position)
    archive.write(velocity)
  }

  /// Restores position and velocity.
  public mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("MountainCar")
    position = try archive.real()
    velocity = try archive.real()
    guard (Self.leftEnd...Self.rightEnd).contains(position), abs(velocity) <= Self.maxSpeed else {
      throw archive.error("this is not a state within an episode of MountainCar")
    }
  }
}
