/// The distribution of scores over several tasks: the share of runs above each level.
///
/// Source: Agarwal et al. 2021 (arXiv 2108.13264), equation 2.
public struct PerformanceProfile: Equatable, Sendable {
  private let tasks: [SampleStatistics]

  /// The profile of the scores of one or more tasks, which must be on one scale.
  public init(tasks: [SampleStatistics]) {
    precondition(!tasks.isEmpty, "no tasks have no profile")
    self.tasks = tasks
  }

  /// Returns the mean over the tasks of the share of each task's scores above a level.
  public func share(above level: Double) -> Double {
    let shares = tasks.map { task in
      Double(task.sorted.reversed().prefix { $0 > level }.count) / Double(task.count)
    }
    return shares.reduce(0, +) / Double(tasks.count)
  }
}
