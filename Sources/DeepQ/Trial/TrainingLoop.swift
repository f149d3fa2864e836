/// Alternates agent and environment: act, step, remember, learn.
///
/// Of several environments each step is one of the next, in turn.
struct TrainingLoop<Agent: LearningAgent & ~Copyable>: TrialProcess, ~Copyable {
  /// The records of the training.
  private(set) var curves: LearningCurves
  /// The transitions in the replay memory, by number.
  var transitions: Range<Int> { agent.transitions }
  /// Bytes that one of them takes.
  var bytesPerTransition: Int { agent.bytesPerTransition }

  private let specification: TrialSpecification
  private let timeLimit: Int
  private let maxEpisodes: Int
  private var streams: RandomStreams
  private var environments: [any Environment]
  private var agent: Agent
  /// The present observation of each environment.
  private let observations: ObservationStorage
  private let nextObservation: ObservationStorage
  private var hasEnded = false
  /// Whether and how the last environment step ended its episode, until the agent has learned from it.
  private var lastStep = StepEnd()
  /// The evaluation that is due.
  private var evaluation: PolicyEvaluation?
  private var evaluations: [Evaluation] = []
  private var failure: String?
  /// The parameters of the best evaluation so far, if they are to be kept.
  private var best: BestWeights?
  private let keepsBestWeights: Bool
  /// The optimal values that the learned ones are compared with, if they are known.
  private let optimal: OptimalValues?

  /// A loop at the start of its first episode.
  ///
  /// - Parameters:
  ///   - specification: the trial.
  ///   - execution: its execution options; no result depends on them.
  ///   - maxEpisodes: episodes after which the trial fails; smaller in tests.
  init(
    _ specification: TrialSpecification, execution: TrialExecution = TrialExecution(),
    maxEpisodes: Int = EpisodeCurves.maxCount
  ) {
    let definition = specification.environment.definition
    let interface = specification.environment.interface
    self.specification = specification
    timeLimit = specification.environment.maxEpisodeSteps ?? .max
    self.maxEpisodes = maxEpisodes
    keepsBestWeights = execution.keepsBestWeights
    let count = specification.hyperparameters.environmentCount
    var streams = RandomStreams(
      rootSeed: specification.rootSeed, replicate: specification.replicate,
      environmentCount: count)
    environments = streams.environmentSeeds.enumerated().map { number, seed in
      let (environment, random) = definition.make(specification.environment, seed)
      streams.environments[number] = random
      return environment
    }
    agent = Agent(
      specification, in: interface, execution: execution, using: &streams.initialization)
    let mdp = definition.mdp?(specification.environment)
    optimal = mdp.flatMap {
      execution.optimalValues.values(
        of: $0, specification.environment, gamma: specification.hyperparameters.gamma)
    }
    observations = ObservationStorage(interface.observation, count: count)
    nextObservation = ObservationStorage(interface.observation)
    curves = LearningCurves(specification.solve, environmentCount: count)
    for number in environments.indices {
      environments[number].reset(
        using: &streams.environments[number], into: observations[number])
    }
    self.streams = streams
  }

  /// Whether the training and the evaluation at its end are finished.
  var isFinished: Bool { hasEnded && evaluation == nil }

  /// Whether the next step is one of an evaluation.
  var isEvaluating: Bool { evaluation != nil }

  /// Whether gradient steps are left of those that the last environment step brought.
  var isLearning: Bool { agent.isLearning }

  /// Environment steps taken so far.
  var stepsTaken: Int { curves.steps }

  /// Training episodes that have ended so far.
  var episodesFinished: Int { curves.episodes.returns.count }

  /// Advances by at most `steps` units of work, as long as it should continue.
  mutating func advance(steps: Int, while shouldContinue: () -> Bool) {
    // A step of a table takes less than the question.
    let interval = specification.algorithm.hasNetwork ? 1 : 64
    var left = steps
    var untilAsked = interval
    while left > 0, !isFinished {
      step()
      left -= 1
      untilAsked -= 1
      guard untilAsked == 0 else { continue }
      guard shouldContinue() else { return }
      untilAsked = interval
    }
  }

  /// Does one unit of work: an environment step, of the evaluation that is due or else of the
  /// training, the latter with the first gradient step that it brings; or another gradient step.
  ///
  /// - Precondition: it is not finished.
  mutating func step() {
    if evaluation != nil {
      evaluate()
    } else if agent.isLearning {
      conclude(agent.continueLearning(at: trainingProgress, using: &streams))
    } else {
      train()
    }
  }

  private mutating func evaluate() {
    if var made = evaluation?.advance(with: agent) {
      measure(&made)
      evaluations.append(made)
      if keepsBestWeights { best = .after(best, made) { agent.weights() } }
      evaluation = nil
    }
  }

  /// Takes one step of the environment whose turn it is, and starts to learn from it.
  private mutating func train() {
    let number = curves.steps % environments.count
    let observation = observations[number]
    let before = AgentState(observation: observation, state: environments[number].finiteState)
    let action = agent.act(on: before, using: &streams.exploration)
    let outcome = environments[number].step(
      action, using: &streams.environments[number], into: nextObservation.buffer)
    curves.step(reward: outcome.reward, in: number)
    let step = TimeStep(
      before: before, action: action, reward: outcome.reward,
      after: AgentState(
        observation: nextObservation.buffer, state: environments[number].finiteState),
      terminated: outcome.terminated,
      truncated: outcome.truncated || curves.episodeLength(in: number) >= timeLimit)
    let learned = agent.learn(from: step, at: trainingProgress, using: &streams)
    if step.ended {
      // At once: an environment at an end cannot be saved while the agent learns.
      environments[number].reset(using: &streams.environments[number], into: observation)
    } else {
      observation.copy(nextObservation.buffer)
    }
    lastStep = StepEnd(terminated: step.terminated, truncated: step.truncated)
    conclude(learned)
  }

  /// Ends an environment step, once all its gradient steps are made.
  @inline(__always)
  private mutating func conclude(_ learned: (loss: Double, updates: Int)) {
    guard !agent.isLearning else { return }
    curves.learn(loss: learned.loss, updates: learned.updates)
    if lastStep.terminated || lastStep.truncated {
      curves.endEpisode(
        in: (curves.steps - 1) % environments.count, terminated: lastStep.terminated,
        truncated: lastStep.truncated,
        epsilon: agent.explorationRate)
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
    result.weights = agent.weights()
    result.best = best
    if let optimal {
      result.actionValues = agent.actionValues(stateCount: optimal.mdp.stateCount)
      result.optimalActionValues = optimal.actionValues
    }
    result.randomStates = streams.states
    return result
  }

  private var trainingProgress: TrainingProgress {
    TrainingProgress(steps: curves.steps, share: progress)
  }

  /// Completed fraction of the training length, 0...1.
  private var progress: Double {
    switch specification.hyperparameters.length {
    case .steps(let steps): Double(curves.steps) / Double(steps)
    case .episodes(let episodes): Double(curves.episodes.returns.count) / Double(episodes)
    }
  }

  /// Starts an evaluation if one is due, and ends the training if it is over.
  private mutating func observe(loss: Double) {
    guard loss.isFinite else {
      // Not the number itself: processors differ in the sign of what is not a number.
      let what = loss.isNaN ? "not a number" : "infinite"
      failure = "diverged: the loss is \(what) at step \(curves.steps), update \(curves.updates)"
      hasEnded = true
      return
    }
    guard curves.episodes.returns.count < maxEpisodes || progress >= 1 else {
      failure = "\(maxEpisodes) episodes by step \(curves.steps): no file has room for more"
      hasEnded = true
      return
    }
    let solved = specification.solve.stop && curves.solvedAtEpisode != nil
    hasEnded = progress >= 1 || solved
    // The loss is of the parameters before the last update, which is seen by no other.
    if hasEnded, !agent.isFinite {
      let what = specification.algorithm.hasNetwork ? "parameter" : "value"
      failure =
        "diverged: a \(what) is not finite after step \(curves.steps), update \(curves.updates)"
      return
    }
    let every = specification.evaluation.every
    if hasEnded || (every > 0 && curves.steps % every == 0) {
      evaluation = PolicyEvaluation(specification, after: curves.steps)
    }
  }

  /// Compares the learned values with the optimal ones, where these are known.
  private func measure(_ evaluation: inout Evaluation) {
    guard let optimal else { return }
    let values = agent.actionValues(stateCount: optimal.mdp.stateCount)
    evaluation.valueError = optimal.error(of: values)
    evaluation.regret = optimal.regret(of: values)
  }
}

/// Whether an environment step ended its episode, and by what.
private struct StepEnd {
  /// Whether the task itself ended.
  var terminated = false
  /// Whether a limit outside the task ended the episode.
  var truncated = false
}

// MARK: - Checkpoint

extension TrainingLoop where Agent: ~Copyable {
  /// Writes everything but the transitions in the replay memory.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("training")
    curves.save(to: &archive)
    streams.save(to: &archive)
    for environment in environments { environment.save(to: &archive) }
    observations.save(to: &archive)
    agent.save(to: &archive)
    archive.write(lastStep.terminated)
    archive.write(lastStep.truncated)
    archive.write(hasEnded)
    archive.write(evaluation != nil)
    evaluation?.save(to: &archive)
    archive.write(failure ?? "")
    archive.write(evaluations.map(\.step))
    for evaluation in evaluations { evaluation.save(to: &archive) }
    best?.save(to: &archive)
  }

  /// Restores the saved state; the transitions have to be restored too.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("training")
    try curves.restore(from: &archive)
    try streams.restore(from: &archive)
    for number in environments.indices { try environments[number].restore(from: &archive) }
    try observations.restore(from: &archive)
    try agent.restore(from: &archive)
    lastStep.terminated = try archive.truth()
    lastStep.truncated = try archive.truth()
    hasEnded = try archive.truth()
    evaluation = nil
    if try archive.truth() {
      var underWay = PolicyEvaluation(specification, after: curves.steps)
      try underWay.restore(from: &archive)
      evaluation = consume underWay
    }
    let reason = try archive.text()
    failure = reason.isEmpty ? nil : reason
    evaluations = []
    for step in try archive.integers() {
      evaluations.append(
        try Evaluation(
          restoring: &archive, step: step, episodes: specification.evaluation.episodes))
    }
    try restoreBest(from: &archive)
  }

  /// Restores the best parameters, which are there only if the saved trial kept them.
  private mutating func restoreBest(from archive: inout ArchiveReader) throws(ArchiveError) {
    let saved = archive.isAtEnd ? nil : try BestWeights(restoring: &archive)
    guard keepsBestWeights else { return }
    if saved == nil, !evaluations.isEmpty, !agent.weights().isEmpty {
      throw archive.error("the parameters of its best evaluation were not kept")
    }
    best = saved
  }

  /// Writes the transitions of those numbers.
  ///
  /// - Precondition: they are among `transitions`.
  func saveTransitions(_ numbers: Range<Int>, to archive: inout ArchiveWriter) {
    agent.saveTransitions(numbers, to: &archive)
  }

  /// Restores saved transitions.
  ///
  /// - Returns: their numbers.
  mutating func restoreTransitions(
    from archive: inout ArchiveReader
  ) throws(ArchiveError) -> Range<Int> {
    try agent.restoreTransitions(from: &archive)
  }
}
