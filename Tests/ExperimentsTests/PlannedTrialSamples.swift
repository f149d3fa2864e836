import DeepQ

@testable import Experiments

extension PlannedTrial {
  /// A trial for tests, at some place in the grid.
  @Sendable static func sample(_ index: Int) -> PlannedTrial {
    var learner = Hyperparameters()
    learner.length = .steps(1_000)
    return PlannedTrial(
      index: index, id: "trial\(index)", configurationId: "configuration\(index / 2)",
      specification: TrialSpecification(
        environment: EnvironmentSpecification(id: "CartPole-v1", maxEpisodeSteps: 500),
        hyperparameters: learner, evaluation: EvaluationSchedule(),
        solve: SolveCriterion(threshold: 475), rootSeed: 42, replicate: index % 2))
  }
}

extension TrialResult {
  /// A result for tests.
  static func sample(
    steps: Int = 1_000, evaluation: [Double] = [], failure: String? = nil
  ) -> TrialResult {
    var result = TrialResult()
    result.steps = steps
    result.failure = failure
    if !evaluation.isEmpty { result.evaluations = [Evaluation(step: steps, returns: evaluation)] }
    return result
  }
}
