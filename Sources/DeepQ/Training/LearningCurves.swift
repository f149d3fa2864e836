/// Observes a training: what becomes of each episode, and when the task counts as solved.
struct LearningCurves: Sendable {
  /// Environment steps so far.
  private(set) var steps = 0
  /// Gradient steps so far.
  private(set) var updates = 0
  /// The episodes that have ended.
  private(set) var episodes = EpisodeCurves()
  /// Episodes after which the task first counted as solved.
  private(set) var solvedAtEpisode: Int?
  /// Steps in the episode under way.
  private(set) var episodeLength = 0

  private let criterion: SolveCriterion
  private var episodeReturn = 0.0
  private var episodeLoss = 0.0
  private var episodeUpdates = 0

  /// Nothing observed yet.
  init(_ criterion: SolveCriterion) {
    self.criterion = criterion
  }

  /// An environment step has been taken.
  mutating func step(reward: Double) {
    steps += 1
    episodeLength += 1
    episodeReturn += reward
  }

  /// Gradient steps have been made, whose losses add up to `loss`.
  mutating func learn(loss: Double, updates made: Int) {
    updates += made
    episodeUpdates += made
    episodeLoss += loss
  }

  /// The episode under way has ended.
  mutating func endEpisode(terminated: Bool, truncated: Bool, epsilon: Double) {
    episodes.returns.append(episodeReturn)
    episodes.lengths.append(episodeLength)
    episodes.steps.append(steps)
    episodes.epsilons.append(epsilon)
    episodes.losses.append(episodeUpdates > 0 ? episodeLoss / Double(episodeUpdates) : .nan)
    episodes.terminated.append(terminated)
    episodes.truncated.append(truncated)
    (episodeReturn, episodeLength, episodeLoss, episodeUpdates) = (0, 0, 0, 0)
    if solvedAtEpisode == nil, isSolved { solvedAtEpisode = episodes.returns.count }
  }

  /// Whether the mean return of the last `window` episodes, summed in their order, reaches the
  /// threshold.
  private var isSolved: Bool {
    guard let threshold = criterion.threshold, episodes.returns.count >= criterion.window
    else { return false }
    let sum = episodes.returns.suffix(criterion.window).reduce(0, +)
    return sum / Double(criterion.window) >= threshold
  }
}
