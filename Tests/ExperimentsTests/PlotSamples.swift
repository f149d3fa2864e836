import DeepQ

@testable import Experiments

/// Results made up for figures: no training, returns as a test says.
struct PlotSamples {
  let scratch: ScratchFolder
  let experiment: Experiment
  let folder: ResultsFolder

  /// A folder with an experiment and no trials yet.
  init(_ blocks: String) throws {
    scratch = try ScratchFolder()
    experiment = try Experiment(
      bytes: Array(
        """
        name: curves
        environment: CartPole-v1
        \(blocks)
        evaluate: {episodes: 1}
        """.utf8), name: "curves.cfg")
    folder = scratch.results(experiment)
    try folder.create()
    try folder.storeExperiment(experiment.resolvedText)
  }

  /// Two values of γ, three seeds.
  static func gamma() throws -> PlotSamples {
    try PlotSamples("grid: {gamma: [0.9, 0.99]}\nseeds: {count: 3}")
  }

  /// Writes the file of the trial of a configuration and a replicate.
  func write(_ configuration: Int, _ replicate: Int, _ result: TrialResult) throws {
    let trial = experiment.trials[configuration * experiment.seeds.count + replicate]
    try TrialRecord(trial.specification, result: result).write(to: folder.trialFile(trial.id))
  }

  /// Writes a trial with evaluations of one episode after 1000 steps, 2000 and so on.
  func write(_ configuration: Int, _ replicate: Int, evaluations: [Double]) throws {
    var result = TrialResult()
    result.evaluations = evaluations.enumerated().map {
      Evaluation(step: 1_000 * ($0 + 1), returns: [$1])
    }
    try write(configuration, replicate, result)
  }

  /// Writes a trial with training episodes, given as pairs of the step at their end and the return.
  func write(_ configuration: Int, _ replicate: Int, episodes: [(Int, Double)]) throws {
    var result = TrialResult()
    result.evaluations = [Evaluation(step: episodes.last?.0 ?? 1, returns: [0])]
    result.episodes = Self.curves(episodes)
    try write(configuration, replicate, result)
  }

  private static func curves(_ episodes: [(Int, Double)]) -> EpisodeCurves {
    var curves = EpisodeCurves()
    for (step, score) in episodes {
      curves.returns.append(score)
      curves.lengths.append(step - (curves.steps.last ?? 0))
      curves.steps.append(step)
      curves.epsilons.append(1)
      curves.losses.append(0)
      curves.terminated.append(true)
      curves.truncated.append(false)
    }
    return curves
  }

  /// The figure with some options.
  func figure(_ change: (inout CurvePlot.Options) -> Void = { _ in }) throws -> CurveFigure {
    var options = CurvePlot.Options()
    change(&options)
    return try CurvePlot(of: folder, options: options).figure
  }
}
