extension TrialSpecification {
  /// Steps after which an evaluation episode is cut off where the environment has no limit of its
  /// own: a greedy policy may walk in circles for ever.
  static let evaluationStepLimit = 100_000

  /// Plays evaluation episodes with the learner's policy, on streams that belong to the step at
  /// which it is evaluated.
  ///
  /// Neither the training nor any other evaluation is affected, so more of them, or fewer, change
  /// no number elsewhere.
  func evaluate(_ learner: borrowing Learner, after step: Int) -> Evaluation {
    var streams = RandomStreams.evaluation(rootSeed: rootSeed, replicate: replicate, step: step)
    let definition = environmentDefinition
    var (environment, random) = definition.make(
      definition.evaluation(self.environment), streams.environmentSeed)
    let limit = episodeLimit ?? Self.evaluationStepLimit
    let observation = ObservationStorage(environmentInterface.observation)
    var returns: [Double] = []
    for _ in 0..<evaluation.episodes {
      environment.reset(using: &random, into: observation.buffer)
      var sum = 0.0
      for _ in 0..<limit {
        let action = learner.act(
          on: observation.buffer, epsilon: evaluation.epsilon, using: &streams.exploration)
        let outcome = environment.step(action, using: &random, into: observation.buffer)
        sum += outcome.reward
        if outcome.terminated || outcome.truncated { break }
      }
      returns.append(sum)
    }
    return Evaluation(step: step, returns: returns)
  }

  /// Steps that an episode has at most, by the experiment or by the environment's own limits.
  var episodeLimit: Int? {
    [environment.maxEpisodeSteps, environmentInterface.mostSteps].compactMap { $0 }.min()
  }

  /// What an agent sees and does in the environment.
  ///
  /// - Precondition: the environment is registered.
  var environmentInterface: EnvironmentInterface { environmentDefinition.interface(environment) }

  /// What the registry says of the environment.
  ///
  /// - Precondition: the environment is registered.
  var environmentDefinition: EnvironmentDefinition {
    guard let definition = Environments.definition(of: environment.id) else {
      preconditionFailure("'\(environment.id)' is not a registered environment")
    }
    return definition
  }
}
