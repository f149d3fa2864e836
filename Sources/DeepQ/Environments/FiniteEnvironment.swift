/// An environment that is a finite Markov decision process, as Gymnasium's toy-text environments
/// are.
///
/// The observation is the state as a one-hot vector: 1 at the state's number, 0 elsewhere, which is
/// what a network can learn from. Learners with a table take the number itself.
///
/// Draws are Gymnasium 1.4.0's: one `random()` for the first state and one for every step, however
/// certain its outcome, compared with the running sum of the probabilities. Same seed and actions,
/// same states.
public struct FiniteEnvironment: Environment {
  let mdp: FiniteMDP
  private(set) var state = 0
  private var hasEnded = true

  init(_ mdp: FiniteMDP) {
    self.mdp = mdp
  }

  /// The number of the state.
  public var finiteState: Int? { state }

  /// Draws a first state.
  public mutating func reset(
    using random: inout RandomSource, into observation: ObservationBuffer
  ) {
    state = random.categorical(mdp.start)
    hasEnded = false
    write(into: observation)
  }

  /// Draws what follows an action.
  public mutating func step(
    _ action: Int, using random: inout RandomSource, into observation: ObservationBuffer
  ) -> StepOutcome {
    precondition((0..<mdp.actionCount).contains(action), "there is no action \(action)")
    precondition(!hasEnded, "an environment was stepped after its episode had terminated")
    let outcomes = mdp.outcomes(of: action, in: state)
    let drawn = random.categorical(outcomes.lazy.map(\.probability))
    let outcome = outcomes[outcomes.startIndex + drawn]
    state = outcome.state
    hasEnded = outcome.terminated
    write(into: observation)
    return StepOutcome(reward: outcome.reward, terminated: outcome.terminated)
  }

  /// Writes the state's number.
  public func save(to archive: inout ArchiveWriter) {
    archive.mark("finite environment")
    archive.write(state)
  }

  /// Puts the environment into a saved state.
  public mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("finite environment")
    state = try archive.integer(in: 0...mdp.stateCount - 1)
    hasEnded = false
  }

  private func write(into observation: ObservationBuffer) {
    let numbers = observation.floats
    precondition(
      numbers.count == mdp.stateCount,
      "\(numbers.count) numbers for \(mdp.stateCount) states")
    numbers.update(repeating: 0)
    numbers[state] = 1
  }
}

extension RandomSource {
  /// Draws an index with given probabilities, as Gymnasium's `categorical_sample`: the first whose
  /// running sum is above a `random()`, or 0 where rounding leaves the last sum below it.
  mutating func categorical(_ probabilities: some Sequence<Double>) -> Int {
    let draw = uniform01()
    var sum = 0.0
    for (index, probability) in probabilities.enumerated() {
      sum += probability
      if sum > draw { return index }
    }
    return 0
  }
}

// MARK: - Definitions

/// The parts of an environment's definition that follow from its MDP.
extension EnvironmentDefinition {
  static func finite(
    id: String, summary: String, maxEpisodeSteps: Int?, solvedReturn: Double? = nil,
    settings: [EnvironmentSetting] = [], actions: [String], picture: EnvironmentPicture,
    stateCount: @escaping @Sendable (EnvironmentSpecification) -> Int,
    mdp: @escaping @Sendable (EnvironmentSpecification) -> FiniteMDP
  ) -> EnvironmentDefinition {
    EnvironmentDefinition(
      id: id, family: .finite, summary: summary, maxEpisodeSteps: maxEpisodeSteps,
      solvedReturn: solvedReturn, settings: settings, mdp: mdp,
      picture: picture, stepsPerSecond: { _ in 4 }, actionNames: { _ in actions },
      interface: { specification in
        let count = stateCount(specification)
        return EnvironmentInterface(
          observation: .vector(count), actionCount: actions.count, stateCount: count)
      },
      minEpisodeSteps: { mdp($0).minEpisodeSteps },
      make: { specification, seed in
        (FiniteEnvironment(mdp(specification)), RandomSource(SeedSequence(entropy: seed)))
      })
  }
}
