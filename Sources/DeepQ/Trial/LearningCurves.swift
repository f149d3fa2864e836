/// Records a training: the results of each episode, and when the task is solved.
struct LearningCurves: Sendable {
  /// Environment steps so far.
  private(set) var steps = 0
  /// Gradient steps so far.
  private(set) var updates = 0
  /// The episodes that have ended.
  private(set) var episodes = EpisodeCurves()
  /// Episodes after which the task first counted as solved.
  private(set) var solvedAtEpisode: Int?
  /// Steps in the present episode.
  private(set) var episodeLength = 0

  private let criterion: SolveCriterion
  private var episodeReturn = 0.0
  private var episodeLoss = 0.0
  private var episodeUpdates = 0

  /// No records.
  init(_ criterion: SolveCriterion) {
    self.criterion = criterion
  }

  /// Records an environment step.
  mutating func step(reward: Double) {
    steps += 1
    episodeLength += 1
    episodeReturn += reward
  }

  /// Records gradient steps, with the sum of their losses.
  mutating func learn(loss: Double, updates made: Int) {
    updates += made
    episodeUpdates += made
    episodeLoss += loss
  }

  /// Records the end of the present episode.
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

// MARK: - Checkpoint

extension LearningCurves {
  /// Writes all records.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("curves")
    archive.write(steps)
    archive.write(updates)
    archive.write(solvedAtEpisode ?? -1)
    archive.write(episodeLength)
    archive.write(episodeReturn)
    archive.write(episodeLoss)
    archive.write(episodeUpdates)
    archive.write(episodes.returns)
    archive.write(episodes.lengths)
    archive.write(episodes.steps)
    archive.write(episodes.epsilons)
    archive.write(episodes.losses)
    archive.write(episodes.terminated)
    archive.write(episodes.truncated)
  }

  /// Restores the saved records.
  mutating func restore(from archive: inout ArchiveReader) throws(ArchiveError) {
    try archive.mark("curves")
    steps = try archive.integer(in: 0...Self.largestCount)
    updates = try archive.integer(in: 0...Self.largestCount)
    let solved = try archive.integer(in: -1...steps)
    solvedAtEpisode = solved < 0 ? nil : solved
    episodeLength = try archive.integer(in: 0...steps)
    episodeReturn = try archive.real()
    episodeLoss = try archive.real()
    episodeUpdates = try archive.integer(in: 0...updates)
    episodes.returns = try archive.reals()
    episodes.lengths = try archive.integers()
    episodes.steps = try archive.integers()
    episodes.epsilons = try archive.reals()
    episodes.losses = try archive.reals()
    episodes.terminated = try archive.truths()
    episodes.truncated = try archive.truths()
    guard episodes.isRectangular else { throw archive.error("the curves are not equally long") }
  }

  /// More than any trial comes to, and far from where counting would overflow.
  private static let largestCount = 1 << 60
}

extension EpisodeCurves {
  /// Whether all columns are equally long.
  fileprivate var isRectangular: Bool {
    let counts = [
      lengths.count, steps.count, epsilons.count, losses.count, terminated.count, truncated.count,
    ]
    return counts.allSatisfy { $0 == returns.count }
  }
}
