import DeepQ
import Testing

@testable import Experiments

struct ExperimentTests {
  @Test func `the file of the contract has the trials that it says`() throws {
    let found = try experiment(sample)
    // 2 x 3 x 2 x 2 of grid, less the 4 with gamma 0.95 and learning rate 0.01, is 20 for each of
    // the two points of zip; its optimiser is Adam, so that its `when` adds nothing.
    #expect(found.configurationCount == 2 * 20)
    #expect(found.trialCount == 400)
    #expect(found.name == "cartpole")
    #expect(
      found.varyingKeys == [
        "gamma", "learning_rate", "epsilon.decay", "network.hidden", "batch_size", "train_every",
        "optimizer.momentum",
      ])
    #expect(found.evaluation == EvaluationSchedule(every: 5000, episodes: 20, epsilon: 0))
    #expect(found.solve == SolveCriterion(threshold: 475, window: 100))
    #expect(found.run.workers == nil && found.run.checkpointEvery == 10_000)
    #expect(found.resolvedText == sample)
    let first = found.trials[0].specification.hyperparameters
    #expect(first.gamma == 0.95 && first.learningRate == 1e-4 && first.epsilon.decay == 0.99)
    #expect(
      first.hidden == [24, 24] && first.terminalPenalty == -10 && first.trainEvery == .steps(1))
  }

  @Test func `with RMSProp the contract's conditional axis doubles the trials`() throws {
    let text = sample.replacing("optimizer: adam", with: "optimizer: rmsprop")
    #expect(try experiment(text).trialCount == 800)
    #expect(try experiment(sample, set: ["optimizer=rmsprop"]).trialCount == 800)
  }

  @Test func `trials go configuration by configuration, replicate by replicate`() throws {
    let found = try experiment(
      preamble + "grid: {gamma: [0.9, 0.8]}\nseeds: {root: 7, count: 3}\n")
    let trials = Array(found.trials)
    #expect(trials.map(\.index) == [0, 1, 2, 3, 4, 5])
    #expect(trials.map(\.specification.replicate) == [0, 1, 2, 0, 1, 2])
    #expect(trials.map(\.specification.hyperparameters.gamma) == [0.9, 0.9, 0.9, 0.8, 0.8, 0.8])
    #expect(trials.allSatisfy { $0.specification.rootSeed == 7 })
    #expect(Set(trials.map(\.configurationId)).count == 2)
    #expect(Set(trials.map(\.id)).count == 6)
    #expect(trials == found.trials.indices.map { found.trials[$0] })
  }

  @Test func `no two trials have the same id, and each comes back from its text`() throws {
    let trials = Array(try experiment(sample).trials)
    #expect(Set(trials.map(\.id)).count == trials.count)
    for trial in trials where trial.index % 7 == 0 {
      let text = CanonicalText.text(of: trial.specification)
      #expect(try CanonicalText.trial(from: text) == trial.specification)
    }
  }

  @Test func `a larger grid keeps the ids of the trials that it had`() throws {
    let small = try experiment(preamble + "grid: {gamma: [0.9]}\nseeds: {count: 2}\n")
    let large = try experiment(
      preamble + "grid: {n_step: [2, 1], gamma: [0.8, 0.9]}\nseeds: {count: 3}\n")
    let ids = Set(large.trials.map(\.id))
    #expect(small.trials.allSatisfy { ids.contains($0.id) })
  }

  @Test func `a spelled-out default and a setting without effect change no id`() throws {
    let plain = try experiment(preamble)
    let spelled = try experiment(
      preamble + """
        base: {gamma: 0.99, optimizer: adam, optimizer.momentum: 0.0, network.convolution: []}
        evaluate: {every: 0}
        solve: {threshold: 475}
        run: {workers: 3, on_failure: stop}
        """)
    #expect(plain.trials[0].id == spelled.trials[0].id)
    #expect(spelled.run.workers == 3 && spelled.run.onFailure == .stop)
  }

  @Test func `settings reach the trial`() throws {
    let found = try experiment(
      """
      name: 123
      environment: {id: CartPole-v0, max_episode_steps: 50}
      base:
        {episodes: 10, gradient_clip: 10, terminal_penalty: none, train_every: episode,
         replay.warmup: 100}
      evaluate: {every: 1k, episodes: 5, epsilon: 0.05}
      solve: {threshold: none, window: 10, stop: true}
      """)
    let trial = found.trials[0].specification
    #expect(found.name == "123")
    #expect(trial.environment == EnvironmentSpecification(id: "CartPole-v0", maxEpisodeSteps: 50))
    #expect(trial.hyperparameters.length == .episodes(10))
    #expect(trial.hyperparameters.trainEvery == .episode)
    #expect(
      trial.hyperparameters.gradientClip == 10 && trial.hyperparameters.terminalPenalty == nil)
    #expect(trial.evaluation == EvaluationSchedule(every: 1000, episodes: 5, epsilon: 0.05))
    #expect(trial.solve == SolveCriterion(threshold: nil, window: 10, stop: true))
  }
}
