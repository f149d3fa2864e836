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

  private let criterion: SolveCriterion
  /// The present episode of each environment.
  private var present: [PresentEpisode]

  /// No records of the episodes of so many environments.
  init(_ criterion: SolveCriterion, environmentCount: Int = 1) {
    self.criterion = criterion
    present = Array(repeating: PresentEpisode(), count: environmentCount)
  }

  /// Steps in the present episode of an environment.
  func episodeLength(in environment: Int = 0) -> Int { present[environment].length }

  /// Records a step of an environment.
  mutating func step(reward: Double, in environment: Int = 0) {
    steps += 1
    present[environment].length += 1
    present[environment].episodeReturn += reward
  }

  /// Records gradient steps, with the sum of their losses, in the present episodes of all
  /// environments.
  mutating func learn(loss: Double, updates made: Int) {
    guard made > 0 || loss != 0 else { return }
    updates += made
    for environment in present.indices {
      present[environment].updates += made
      present[environment].loss += loss
    }
  }

  /// Records the end of the present episode of an environment.
  mutating func endEpisode(
    in environment: Int = 0, terminated: Bool, truncated: Bool, epsilon: Double
  ) {
    let ended = present[environment]
    episodes.returns.append(ended.episodeReturn)
    episodes.lengths.append(ended.length)
    episodes.steps.append(steps)
    episodes.epsilons.append(epsilon)
    episodes.losses.append(ended.updates > 0 ? ended.loss / Double(ended.updates) : .nan)
    episodes.terminated.append(terminated)
    episodes.truncated.append(truncated)
    present[environment] = PresentEpisode()
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

/// What is known of an episode that has not ended.
private struct PresentEpisode: Sendable {
  var length = 0
  var episodeReturn = 0.0
  /// Sum of the losses of its updates.
  var loss = 0.0
  var updates = 0
}

// MARK: - Checkpoint

extension LearningCurves {
  /// Writes all records.
  func save(to archive: inout ArchiveWriter) {
    archive.mark("curves")
    archive.write(steps)
    archive.write(updates)
    archive.write(solvedAtEpisode ?? -1)
    for episode in present {
      archive.write(episode.length)
      archive.write(episode.episodeReturn)
      archive.write(episode.loss)
      archive.write(episode.updates)
    }
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
    for environment in present.indices {
      present[environment].length = try archive.integer(in: 0...steps)
      present[environment].episodeReturn = try archive.real()
      present[environment].loss = try archive.real()
      present[environment].updates = try archive.integer(in: 0...updates)
    }
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
