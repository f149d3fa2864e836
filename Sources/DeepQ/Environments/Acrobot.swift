/// Two links that hang from a hinge, with a motor in the joint between them, to be swung up.
///
/// | Index | Observation                              | Unit  |
/// |-------|------------------------------------------|-------|
/// | 0, 1  | cosine and sine of the first link's angle |       |
/// | 2, 3  | cosine and sine of the second, relative to the first | |
/// | 4     | angular velocity of the first, ±4π       | rad/s |
/// | 5     | angular velocity of the second, ±9π      | rad/s |
///
/// - **Actions**: a torque of −1, 0 or 1 N m on the joint, for 0.2 s.
/// - **Reward**: −1 for every step but the last, 0 for the one that gets there.
/// - **Start**: angles and velocities uniform in [−0.1, 0.1), as `Float`s; hanging down is 0.
/// - **Terminated**: when the free end is more than one link's length above the hinge. **Truncated** by
///   the loop after 500 steps.
/// - **Solved** (convention): mean return ≥ −100.
///
/// Both links are 1 m long and have 1 kg in their middle and a moment of inertia of 1 kg m²; gravity
/// is 9.8 m/s². One step of the classical Runge-Kutta method of order 4 for each action.
///
/// Source: R. S. Sutton, "Generalization in Reinforcement Learning: Successful Examples Using Sparse
/// Coarse Coding", NIPS 8, 1996, with the equations of Sutton and Barto's book. Constants, seeding
/// and the order of arithmetic follow Gymnasium 1.4.0's `Acrobot-v1`; sines, cosines and squares are
/// correctly rounded, as Gymnasium's, which are the C library's, most often are.
public struct Acrobot: Environment {
  /// Both angles, then both angular velocities.
  var state = SIMD4<Double>()

  /// Starts an episode near the rest.
  public mutating func reset(
    using random: inout RandomSource, into observation: ObservationBuffer
  ) {
    for index in 0..<4 { state[index] = Double(Float(random.uniform(-0.1, 0.1))) }
    write(into: observation)
  }

  /// Turns the joint for one time step; nothing in it is random.
  public mutating func step(
    _ action: Int, using random: inout RandomSource, into observation: ObservationBuffer
  ) -> StepOutcome {
    precondition((0...2).contains(action), "Acrobot has actions 0 to 2, not \(action)")
    state = Self.integrated(state, torque: Double(action - 1))
    state[0] = Self.wrapped(state[0])
    state[1] = Self.wrapped(state[1])
    state[2] = min(max(state[2], -4 * Double.pi), 4 * Double.pi)
    state[3] = min(max(state[3], -9 * Double.pi), 9 * Double.pi)
    write(into: observation)
    let terminated =
      -sineAndCosine(anyAngle: state[0]).cosine
      - sineAndCosine(anyAngle: state[1] + state[0]).cosine > 1
    return StepOutcome(reward: terminated ? 0 : -1, terminated: terminated)
  }

  // MARK: - Dynamics

  /// Every operation is rounded, in the order in which Gymnasium does it.
  private static func integrated(
    _ state: SIMD4<Double>, torque: Double
  ) -> SIMD4<Double> {
    let step = 0.2
    let half = step / 2
    let k1 = derivative(state, torque: torque)
    let k2 = derivative(state + half * k1, torque: torque)
    let k3 = derivative(state + half * k2, torque: torque)
    let k4 = derivative(state + step * k3, torque: torque)
    return state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
  }

  private static func derivative(
    _ state: SIMD4<Double>, torque: Double
  ) -> SIMD4<Double> {
    let (first, second) = (state[0], state[1])
    let (firstSpeed, secondSpeed) = (state[2], state[3])
    let (sine, cosine) = sineAndCosine(anyAngle: second)
    let d1 = 0.25 + (1.25 + cosine) + 1 + 1
    let d2 = 0.25 + 0.5 * cosine + 1
    let phi2 = 0.5 * 9.8 * sineAndCosine(anyAngle: first + second - .pi / 2).cosine
    let phi1 =
      -0.5 * (secondSpeed * secondSpeed) * sine - secondSpeed * firstSpeed * sine
      + 1.5 * 9.8 * sineAndCosine(anyAngle: first - .pi / 2).cosine + phi2
    let secondAcceleration =
      (torque + d2 / d1 * phi1 - 0.5 * (firstSpeed * firstSpeed) * sine - phi2)
      / (1.25 - d2 * d2 / d1)
    let firstAcceleration = -(d2 * secondAcceleration + phi1) / d1
    return SIMD4(firstSpeed, secondSpeed, firstAcceleration, secondAcceleration)
  }

  /// The same angle within ±π.
  private static func wrapped(_ angle: Double) -> Double {
    var angle = angle
    while angle > .pi { angle -= 2 * .pi }
    while angle < -.pi { angle += 2 * .pi }
    return angle
  }

  private func write(into observation: ObservationBuffer) {
    let numbers = observation.floats
    precondition(numbers.count == 6, "Acrobot observes 6 numbers, not \(numbers.count)")
    for index in 0..<2 {
      let (sine, cosine) = sineAndCosine(anyAngle: state[index])
      numbers[2 * index] = Float(cosine)
      numbers[2 * index + 1] = Float(sine)
      numbers[4 + index] = Float(state[2 + index])
    }
  }

  static let v1 = EnvironmentDefinition(
    id: "Acrobot-v1", family: .classicControl,
    summary: "swing two links up with a motor in their joint",
    maxEpisodeSteps: 500, solvedReturn: -100, picture: .acrobot, stepsPerSecond: { _ in 15 },
    actionNames: { _ in ["torque -1", "torque 0", "torque 1"] },
    interface: { _ in EnvironmentInterface(observation: .vector(6), actionCount: 3) },
    rewards: -1...0,
    make: { _, seed in (Acrobot(), RandomSource(SeedSequence(entropy: seed))) })
}

// MARK: - Checkpoint

extension Acrobot {
  /// Writes angles and velocities.
  public func save(to archive: inout ArchiveWriter) {
    archive.mark("Acrobot")
    for index in 0..<4 { archive.write(state[index]) }
  }

  /// Restores angles and velocities.
  public mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("Acrobot")
    for index in 0..<4 { state[index] = try archive.real() }
    // Not a number is not within the limits either.
    guard abs(state[0]) <= .pi, abs(state[1]) <= .pi, abs(state[2]) <= 4 * .pi,
      abs(state[3]) <= 9 * .pi
    else { throw archive.error("this is not a state within an episode of Acrobot") }
  }
}
