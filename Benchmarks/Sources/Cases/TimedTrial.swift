import CMeasurement
import DeepQ

/// The trial that is held against the peers' programs: the same work, and the same steps on the clock.
public struct TimedTrial {
  /// Steps on the clock.
  public var steps: Int
  /// Seconds on the wall.
  public var seconds: Double
  /// Seconds that the thread ran.
  public var cpuSeconds: Double
  /// Steps for each episode that ended on the clock.
  public var meanEpisodeLength: Double

  /// Steps before the clock starts, as in every peer.
  private static let skipped = 2_000

  /// Trains with 24-24, batch 32, one update a step, Adam 1e-3, ε falling from 1 to 0.05 over 10 000 steps.
  public init(steps: Int) {
    var hyperparameters = Hyperparameters()
    hyperparameters.length = .steps(Self.skipped + steps)
    hyperparameters.epsilon.end = 0.05
    hyperparameters.epsilon.shape = .linear
    hyperparameters.epsilon.decay = 10_000
    hyperparameters.epsilon.unit = .step
    let evaluation = EvaluationSchedule(episodes: 0)
    var trial = Trial(specification(hyperparameters, evaluation: evaluation))
    trial.advance(steps: Self.skipped)
    let episodes = trial.episodesFinished
    let start = measurement_seconds()
    let cpuStart = measurement_thread_seconds()
    trial.advance(steps: steps)
    seconds = measurement_seconds() - start
    cpuSeconds = measurement_thread_seconds() - cpuStart
    self.steps = steps
    meanEpisodeLength = Double(steps) / Double(max(trial.episodesFinished - episodes, 1))
  }
}
