import DeepQ
import HDF5

@testable import Experiments

/// Trials made up for tests: small, with every kind of value in them.
enum TrialSamples {
  static let id = "0123456789ab"

  static func result() -> TrialResult {
    var result = TrialResult()
    result.steps = 60
    result.updates = 7
    result.episodes.returns = [10, 20, 30]
    result.episodes.lengths = [10, 20, 30]
    result.episodes.steps = [10, 30, 60]
    result.episodes.epsilons = [1, 0.995, 0.990025]
    result.episodes.losses = [.nan, 0.25, 0.125]
    result.episodes.terminated = [true, true, false]
    result.episodes.truncated = [false, false, true]
    result.evaluations = [
      Evaluation(step: 30, returns: [9, 11]), Evaluation(step: 60, returns: [100, 300]),
    ]
    result.solvedAtEpisode = 2
    result.weights = [
      LayerWeights(
        name: "00_dense", weightShape: [2, 4], weight: [0.5, -1, 2, 0, 1, 1, -0.25, 3],
        bias: [0.5, -0.5]),
      LayerWeights(name: "01_dense", weightShape: [2, 2], weight: [1, 2, 3, -4], bias: [0, 1]),
    ]
    result.randomStates = [
      StreamState(name: "environment", words: [1, 2, 3, 5, 0, 0]),
      StreamState(name: "initialization", words: [.max, 2, 3, 5, 1, 77]),
    ]
    return result
  }

  static func record(
    id: String = id, replicate: Int = 3, result: TrialResult = result()
  ) -> TrialRecord {
    TrialRecord(
      id: id, configuration: "ba9876543210", canonicalText: "format: 1\nseeds.root: 42\n",
      specification: TrialSpecification(
        environment: EnvironmentSpecification(id: "CartPole-v1", maxEpisodeSteps: 500),
        hyperparameters: Hyperparameters(),
        evaluation: EvaluationSchedule(episodes: 2), solve: SolveCriterion(threshold: 475),
        rootSeed: 18_446_744_073_709_551_615, replicate: replicate),
      hyperparameters: [
        HyperparameterSetting(name: "gamma", value: .float64(0.99)),
        HyperparameterSetting(name: "batch_size", value: .int64(32)),
        HyperparameterSetting(name: "dueling", value: .bool(false)),
        HyperparameterSetting(name: "network.hidden", value: .int64s([2])),
        HyperparameterSetting(name: "optimizer", value: .text("adam")),
      ], result: result)
  }

  static func failed(id: String = id) -> TrialRecord {
    var result = TrialResult()
    result.failure = "the loss is not finite after update 7"
    result.steps = 12
    return record(id: id, result: result)
  }
}

extension EnvironmentSpecification {
  /// A registered environment with default settings.
  init(id: String, maxEpisodeSteps: Int?) {
    guard let definition = Environments.definition(of: id) else {
      preconditionFailure("'\(id)' is not a registered environment")
    }
    self.init(definition, maxEpisodeSteps: maxEpisodeSteps)
  }
}
