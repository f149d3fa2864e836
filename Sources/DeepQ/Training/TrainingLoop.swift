/// Alternates agent and environment: act, step, remember, learn.
///
/// Everything else observes.
struct TrainingLoop: ~Copyable, Sendable {
  /// What is recorded of the training.
  private(set) var curves: LearningCurves
  /// Whether the training is over.
  private(set) var isFinished = false

  private let specification: TrialSpecification
  private let timeLimit: Int
  private var streams: RandomStreams
  private var environment: any Environment
  private var agent: DQNAgent
  private var observation: ObservationStorage
  private var nextObservation: ObservationStorage
  private var evaluations: [Evaluation] = []
  private var failure: String?

  /// A loop whose environment stands at the start of its first episode.
  init(_ specification: TrialSpecification, crew: Crew = .alone) {
    let definition = specification.environmentDefinition
    let interface = specification.environmentInterface
    self.specification = specification
    timeLimit = specification.environment.maxEpisodeSteps ?? .max
    streams = RandomStreams(
      rootSeed: specification.rootSeed, replicate: specification.replicate)
    (environment, streams.environment) = definition.make(
      specification.environment, streams.environmentSeed)
    agent = DQNAgent(
      specification.hyperparameters, in: interface,
      memoryCapacity: specification.largestStepCount, crew: crew, using: &streams.initialization)
    observation = ObservationStorage(interface.observation)
    nextObservation = ObservationStorage(interface.observation)
    curves = LearningCurves(specification.solve)
    environment.reset(using: &streams.environment, into: observation.buffer)
  }

  /// Takes one environment step and whatever learning it brings.
  ///
  /// - Precondition: the training is not over.
  mutating func step() {
    let action = agent.act(on: observation.buffer, using: &streams.exploration)
    let outcome = environment.step(
      action, using: &streams.environment, into: nextObservation.buffer)
    curves.step(reward: outcome.reward)
    let truncated = outcome.truncated || curves.episodeLength >= timeLimit
    let ended = outcome.terminated || truncated
    agent.remember(
      ExperiencedStep(
        observation: observation.buffer, action: action, reward: outcome.reward,
        nextObservation: nextObservation.buffer, terminated: outcome.terminated,
        truncated: truncated))
    let learned = agent.learn(
      stepsTaken: curves.steps, episodeEnded: ended, progress: progress, using: &streams.replay)
    curves.learn(loss: learned.loss, updates: learned.updates)
    swap(&observation, &nextObservation)
    if ended {
      curves.endEpisode(
        terminated: outcome.terminated, truncated: truncated, epsilon: agent.exploration.value)
      environment.reset(using: &streams.environment, into: observation.buffer)
    }
    observe(loss: learned.loss)
  }

  /// What the training has produced so far.
  func result() -> TrialResult {
    var result = TrialResult()
    result.failure = failure
    result.steps = curves.steps
    result.updates = curves.updates
    result.episodes = curves.episodes
    result.evaluations = evaluations
    result.solvedAtEpisode = curves.solvedAtEpisode
    result.weights = agent.learner.weights()
    result.randomStates = streams.states
    return result
  }

  /// Share of the training length that is behind, 0...1.
  private var progress: Double {
    switch specification.hyperparameters.length {
    case .steps(let steps): Double(curves.steps) / Double(steps)
    case .episodes(let episodes): Double(curves.episodes.returns.count) / Double(episodes)
    }
  }

  /// Evaluates the policy if it is time to, and ends the training if it is over.
  private mutating func observe(loss: Double) {
    guard loss.isFinite else {
      // Not the number itself: processors differ in the sign of what is not a number.
      let what = loss.isNaN ? "not a number" : "infinite"
      failure = "diverged: the loss is \(what) at step \(curves.steps), update \(curves.updates)"
      isFinished = true
      return
    }
    let solved = specification.solve.stop && curves.solvedAtEpisode != nil
    isFinished = progress >= 1 || solved
    let every = specification.evaluation.every
    if isFinished || (every > 0 && curves.steps % every == 0) {
      evaluations.append(specification.evaluate(agent.learner, after: curves.steps))
    }
  }
}

extension TrialSpecification {
  /// The most environment steps that the trial can take.
  var largestStepCount: Int {
    switch hyperparameters.length {
    case .steps(let steps): return steps
    case .episodes(let episodes):
      let product = episodes.multipliedReportingOverflow(by: episodeLimit ?? .max)
      return product.overflow ? .max : product.partialValue
    }
  }
}
