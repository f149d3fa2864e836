/// A pole hinged on a cart, to be kept upright by pushing the cart left or right.
///
/// | Index | Observation           | Unit  | Episode ends when      |
/// |-------|-----------------------|-------|------------------------|
/// | 0     | cart position         | m     | outside ±2.4           |
/// | 1     | cart velocity         | m/s   |                        |
/// | 2     | pole angle, 0 upright | rad   | outside ±12° (0.20944) |
/// | 3     | pole angular velocity | rad/s |                        |
///
/// - **Actions**: 0 pushes left, 1 pushes right, with 10 N for 0.02 s.
/// - **Reward**: 1 for every step, the last one included. The return is therefore the episode's
///   length.
/// - **Start**: each of the four values uniform in [−0.05, 0.05).
/// - **Terminated**: when position or angle leaves its range. **Truncated** by the loop after 500
///   steps (v0: 200).
/// - **Solved** (convention): mean return ≥ 475 over 100 evaluation episodes (v0: 195).
///
/// Constants: gravity 9.8 m/s², cart 1 kg, pole 0.1 kg, *half*-length 0.5 m, no friction; explicit
/// Euler.
///
/// Equations: A. G. Barto, R. S. Sutton, C. W. Anderson, "Neuronlike adaptive elements that can
/// solve difficult learning control problems", IEEE Trans. SMC 13(5), 1983. Constants, limits,
/// seeding and the order of arithmetic follow Gymnasium 1.4.0's `CartPole-v1`: same seed and
/// actions, same trajectory (state in `Double`, observation rounded to `Float`).
public struct CartPole: Environment {
  var position = 0.0
  var velocity = 0.0
  var angle = 0.0
  var angularVelocity = 0.0

  /// Starts an episode near the upright rest.
  public mutating func reset(
    using random: inout RandomSource, into observation: ObservationBuffer
  ) {
    position = random.uniform(-0.05, 0.05)
    velocity = random.uniform(-0.05, 0.05)
    angle = random.uniform(-0.05, 0.05)
    angularVelocity = random.uniform(-0.05, 0.05)
    write(into: observation)
  }

  /// Pushes the cart left (0) or right (1) for one time step; nothing in it is random.
  public mutating func step(
    _ action: Int, using random: inout RandomSource, into observation: ObservationBuffer
  ) -> StepOutcome {
    precondition(action == 0 || action == 1, "CartPole has actions 0 and 1, not \(action)")
    precondition(!hasEnded, "CartPole was stepped after its episode had terminated")
    advance(force: action == 1 ? Self.pushForce : -Self.pushForce)
    write(into: observation)
    return StepOutcome(reward: 1, terminated: hasEnded)
  }

  // MARK: - Dynamics

  static let angleLimit = 12 * 2 * Double.pi / 360
  static let positionLimit = 2.4

  private static let gravity = 9.8
  private static let cartMass = 1.0
  private static let poleMass = 0.1
  private static let totalMass = poleMass + cartMass
  private static let poleHalfLength = 0.5
  private static let poleMassLength = poleMass * poleHalfLength
  private static let pushForce = 10.0
  private static let timeStep = 0.02

  private var hasEnded: Bool {
    position < -Self.positionLimit || position > Self.positionLimit
      || angle < -Self.angleLimit || angle > Self.angleLimit
  }

  /// Moves time on by one step under a horizontal force on the cart.
  ///
  /// Every operation is rounded, in the order in which Gymnasium does it: reordering or fusing any
  /// of them gives other trajectories.
  private mutating func advance(force: Double) {
    let (sine, cosine) = sineAndCosine(angle)
    let push =
      (force + Self.poleMassLength * (angularVelocity * angularVelocity) * sine) / Self.totalMass
    let angularAcceleration =
      (Self.gravity * sine - cosine * push)
      / (Self.poleHalfLength
        * (4.0 / 3.0 - Self.poleMass * (cosine * cosine) / Self.totalMass))
    let acceleration =
      push - Self.poleMassLength * angularAcceleration * cosine / Self.totalMass

    position = position + Self.timeStep * velocity
    velocity = velocity + Self.timeStep * acceleration
    angle = angle + Self.timeStep * angularVelocity
    angularVelocity = angularVelocity + Self.timeStep * angularAcceleration
  }

  private func write(into observation: ObservationBuffer) {
    let numbers = observation.floats
    precondition(numbers.count == 4, "CartPole observes 4 numbers, not \(numbers.count)")
    numbers[0] = Float(position)
    numbers[1] = Float(velocity)
    numbers[2] = Float(angle)
    numbers[3] = Float(angularVelocity)
  }
}

// MARK: - Definitions

extension CartPole {
  /// With the shorter episodes of Gymnasium's first version.
  static let v0 = definition(id: "CartPole-v0", maxEpisodeSteps: 200, solvedReturn: 195)

  /// With the episodes that are usual today.
  static let v1 = definition(id: "CartPole-v1", maxEpisodeSteps: 500, solvedReturn: 475)

  private static func definition(
    id: String, maxEpisodeSteps: Int, solvedReturn: Double
  ) -> EnvironmentDefinition {
    EnvironmentDefinition(
      id: id, family: .classicControl,
      summary: "balance a pole on a cart, for at most \(maxEpisodeSteps) steps",
      maxEpisodeSteps: maxEpisodeSteps, solvedReturn: solvedReturn, picture: .cartPole,
      stepsPerSecond: { _ in 50 }, actionNames: { _ in ["left", "right"] },
      interface: { _ in EnvironmentInterface(observation: .vector(4), actionCount: 2) },
      // Pushed in the direction in which it leans and moves most, the pole takes eight.
      minEpisodeSteps: { _ in 8 }, rewards: 1...1,
      make: { _, seed in (CartPole(), RandomSource(SeedSequence(entropy: seed))) })
  }
}

// MARK: - Checkpoint

extension CartPole {
  /// Writes positions and velocities.
  public func save(to archive: inout ArchiveWriter) {
    archive.mark("CartPole")
    for value in [position, velocity, angle, angularVelocity] { archive.write(value) }
  }

  /// Restores positions and velocities.
  public mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("CartPole")
    position = try archive.real()
    velocity = try archive.real()
    angle = try archive.real()
    angularVelocity = try archive.real()
    // Not a number is not within the limits either.
    guard abs(position) <= Self.positionLimit, abs(angle) <= Self.angleLimit,
      velocity.isFinite, angularVelocity.isFinite
    else { throw archive.error("this is not a state within an episode of CartPole") }
  }
}
