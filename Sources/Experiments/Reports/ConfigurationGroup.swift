import Statistics

/// The trials of one configuration in one summary, and their scores.
struct ConfigurationGroup: Equatable {
  /// The configuration's identity.
  let id: String
  /// Its rows, in the order of the summary.
  private(set) var rows: [Int] = []
  /// Rows of trials that failed.
  private(set) var failed = 0
  /// The metric of every trial that is done and has one, in the order of the summary.
  private(set) var scores: [Double] = []

  /// Trials that are done whose metric is a number, but not a finite one.
  private(set) var notFinite = 0

  /// The scores' statistics; `nil` if there are none.
  var statistics: SampleStatistics? { SampleStatistics(scores) }

  /// A sentence about the scores that are left out because they are not finite; `nil` if none are.
  static func note(on groups: [ConfigurationGroup], metric: String) -> String? {
    let count = groups.reduce(0) { $0 + $1.notFinite }
    guard count > 0 else { return nil }
    return "\(metric) is not finite in \(count) trial\(count == 1 ? "" : "s"), not counted in n."
  }

  /// A summary's configurations, in the order in which they first appear.
  ///
  /// A failed trial has no score: it is counted instead, and so is one whose metric is not finite.
  /// Neither has one whose metric is empty.
  static func groups(
    of summary: SummaryTable, metric: String
  ) throws(SummaryError) -> [ConfigurationGroup] {
    let score = try summary.metricIndex(of: metric)
    var groups: [ConfigurationGroup] = []
    var indices: [String: Int] = [:]
    for (row, trial) in summary.rows.enumerated() {
      let id = trial.configuration
      let index = indices[id] ?? groups.count
      if index == groups.count {
        indices[id] = index
        groups.append(ConfigurationGroup(id: id))
      }
      groups[index].rows.append(row)
      let status = trial.status
      if status == .failed { groups[index].failed += 1 }
      guard let value = try summary.number(row, score), status == .done else { continue }
      if value.isFinite {
        groups[index].scores.append(value)
      } else {
        groups[index].notFinite += 1
      }
    }
    return groups
  }
}
