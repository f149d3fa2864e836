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
    of summary: SummaryRows, metric: String
  ) throws(SummaryError) -> [ConfigurationGroup] {
    let configuration = try summary.place(of: "configuration")
    let status = try summary.place(of: "status")
    let score = try summary.place(of: metric)
    var groups: [ConfigurationGroup] = []
    var places: [String: Int] = [:]
    for row in summary.rows.indices {
      let id = summary.cell(row, configuration)
      let place = places[id] ?? groups.count
      if place == groups.count {
        places[id] = place
        groups.append(ConfigurationGroup(id: id))
      }
      groups[place].rows.append(row)
      let isDone = summary.cell(row, status) == "done"
      if summary.cell(row, status) == "failed" { groups[place].failed += 1 }
      guard let value = try summary.number(row, score), isDone else { continue }
      if value.isFinite {
        groups[place].scores.append(value)
      } else {
        groups[place].notFinite += 1
      }
    }
    return groups
  }
}

extension SummaryRows {
  /// The number in a cell; `nil` if the cell is empty.
  func number(_ row: Int, _ place: Int) throws(SummaryError) -> Double? {
    let text = cell(row, place)
    guard !text.isEmpty else { return nil }
    guard let number = Double(text) else {
      throw .notANumber(text, file: name, row: row + 2, column: columns[place])
    }
    return number
  }

  /// The hyperparameters whose value is not the same in all rows of all summaries, in the order of
  /// the columns.
  static func varyingHyperparameters(in summaries: [SummaryRows]) -> [String] {
    var columns: [String] = []
    for summary in summaries {
      columns += summary.hyperparameterColumns.filter { !columns.contains($0) }
    }
    return columns.filter { column in
      var seen: String?
      for summary in summaries {
        let place = summary.columns.firstIndex(of: column)
        for row in summary.rows.indices {
          let text = summary.cell(row, place)
          if let seen, seen != text { return true }
          seen = text
        }
      }
      return false
    }
  }

  /// The cells of a row in columns that may not all be there.
  func cells(_ row: Int, of columns: [String]) -> [String] {
    columns.map { column in cell(row, self.columns.firstIndex { $0 == column }) }
  }
}
