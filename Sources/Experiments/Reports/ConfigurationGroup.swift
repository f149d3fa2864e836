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

  /// The scores' statistics; `nil` if there are none.
  var statistics: SampleStatistics? { SampleStatistics(scores) }

  /// A summary's configurations, in the order in which they first appear.
  ///
  /// A failed trial has no score: it is counted instead. Neither has one whose metric is empty or
  /// not finite.
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
      if let value = try summary.number(row, score), value.isFinite, isDone {
        groups[place].scores.append(value)
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
