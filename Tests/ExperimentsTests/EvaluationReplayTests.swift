import DeepQ
import Testing

@testable import Experiments

@Suite struct EvaluationReplayTests {
  private func outcome(
    _ experiment: Experiment, change: (inout TrialRecord) -> Void = { _ in }
  ) throws -> EvaluationReplay.Verdict.Outcome? {
    let specification = experiment.trials[0].specification
    var record = TrialRecord(specification, result: Trial.run(specification))
    change(&record)
    return EvaluationReplay.outcome(of: record, specification, stop: StopFlag())
  }

  @Test(arguments: [
    [], ["evaluate.epsilon=0.3", "evaluate.episodes=4", "evaluate.every=50"],
    ["noisy=true", "epsilon.start=0", "epsilon.end=0"], ["distribution=c51", "dueling=true"],
  ])
  func `the stored policy gives the stored returns`(overrides: [String]) throws {
    let experiment = try ExperimentSamples.tiny(set: overrides)
    #expect(
      try outcome(experiment) == .identical(episodes: experiment.evaluation.episodes, step: 120))
  }

  @Test func `the first return that differs is named with both values`() throws {
    let experiment = try ExperimentSamples.tiny(set: ["evaluate.episodes=3"])
    let result = Trial.run(experiment.trials[0].specification)
    let right = result.evaluations[0].returns[1]
    #expect(
      try outcome(experiment) { $0.result.evaluations[0].returns[1] = 77 }
        == .differs(episode: 2, step: 120, stored: 77, again: right))
  }

  @Test func `a file without parameters, or of a trial that failed, is not played`() throws {
    let experiment = try ExperimentSamples.tiny()
    guard case .notPlayed = try outcome(experiment, change: { $0 = $0.keeping(.none) }) else {
      Issue.record("it was played")
      return
    }
    guard case .notPlayed = try outcome(ExperimentSamples.diverging()) else {
      Issue.record("it was played")
      return
    }
  }

  @Test func `other parameters give other returns, or none`() throws {
    let experiment = try ExperimentSamples.tiny(set: ["evaluate.episodes=20"])
    guard
      case .differs = try outcome(
        experiment,
        change: { record in
          let last = record.result.weights.count - 1
          record.result.weights[last].bias = record.result.weights[last].bias.map { -$0 - 1 }
          record.result.weights[last].weight = record.result.weights[last].weight.map { -$0 }
        })
    else {
      Issue.record("the returns are equal")
      return
    }
    guard case .damaged = try outcome(experiment, change: { $0.result.weights.removeLast() }) else {
      Issue.record("it was played")
      return
    }
  }
}
