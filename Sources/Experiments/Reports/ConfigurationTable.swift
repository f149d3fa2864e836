import Foundation
import Statistics

/// The table that a sweep ends with: a row for each configuration, the best mean evaluation return
/// first.
public struct ConfigurationTable: Equatable, Sendable {
  /// More rows than this are for a spreadsheet.
  static let mostRows = 20

  /// A configuration's row, before it becomes text.
  private struct Row {
    var group: ConfigurationGroup
    var values: [String]
    var statistics: SampleStatistics?
    var solved: Int
    var lastReturns: SampleStatistics?
    /// The means of `value_error` and `regret`, where the summary has them.
    var distances: [Double?] = []
  }

  /// The table as text, with its notes.
  public let text: String

  /// Makes the table of a summary.
  ///
  /// - Parameters:
  ///   - summary: the trials.
  ///   - columns: the hyperparameters to show; `nil` for those that differ between the rows.
  /// - Throws: `SummaryError` if a column is missing, or a cell is not a number.
  public init(_ summary: SummaryTable, showing columns: [String]? = nil) throws(SummaryError) {
    let varying = columns ?? SummaryTable.varyingHyperparameters(in: [summary])
    let rows = try Self.rows(of: summary, varying: varying)
    let ranked = rows.enumerated().sorted { first, second in
      let (a, b) = (first.element.statistics?.mean, second.element.statistics?.mean)
      // Equal means keep the order of the grid; a configuration without a score comes last.
      return a == b ? first.offset < second.offset : a ?? -.infinity > b ?? -.infinity
    }.map(\.element)
    let distances = Self.distanceColumns(of: summary)
    text =
      Self.table(of: Array(ranked.prefix(Self.mostRows)), varying, distances).text()
      + Self.notes(ranked, distances)
  }

  private static func rows(
    of summary: SummaryTable, varying: [String]
  ) throws(SummaryError) -> [Row] {
    let solvedAt = try summary.index(of: "solved_at_episode")
    let groups = try ConfigurationGroup.groups(of: summary, metric: "evaluation_return")
    let last = try ConfigurationGroup.groups(of: summary, metric: "return_last_100")
    var distances: [[ConfigurationGroup]] = []
    for column in distanceColumns(of: summary) {
      distances.append(try ConfigurationGroup.groups(of: summary, metric: column))
    }
    return zip(groups, last).enumerated().map { place, groups in
      let (group, last) = groups
      return Row(
        group: group, values: summary.texts(group.rows[0], of: varying),
        statistics: group.statistics,
        solved: group.rows.count { summary.value($0, solvedAt) != .empty },
        lastReturns: last.statistics, distances: distances.map { $0[place].statistics?.mean })
    }
  }

  /// The columns that say how far from the optimum a trial ended, where there are such.
  private static func distanceColumns(of summary: SummaryTable) -> [String] {
    summary.resultIndices.map { ResultColumn.all[$0] }.filter { $0.scope == .finiteStates }
      .map(\.name)
  }

  private static func table(
    of rows: [Row], _ varying: [String], _ distances: [String]
  ) -> TextTable {
    var table = TextTable(
      titles: ["configuration"] + varying
        + ["n", "failed", "mean", "IQM", "min", "max", "solved", "last 100"] + distances)
    let scores = [
      ScoreText.column(rows.map { $0.statistics?.mean }),
      ScoreText.column(rows.map { $0.statistics?.interquartileMean }),
      ScoreText.column(rows.map { $0.statistics?.minimum }),
      ScoreText.column(rows.map { $0.statistics?.maximum }),
    ]
    let last = ScoreText.column(rows.map { $0.lastReturns?.mean })
    for (place, row) in rows.enumerated() {
      table.append(
        [row.group.id] + row.values + ["\(row.group.scores.count)", "\(row.group.failed)"]
          + scores.map { $0[place] } + ["\(row.solved)", last[place]]
          + row.distances.map { $0.map(ScoreText.distance) ?? "" })
    }
    return table
  }

  private static func notes(_ rows: [Row], _ distances: [String]) -> String {
    var notes: [String] = []
    if rows.count > mostRows {
      notes.append("... and \(rows.count - mostRows) more: see summary.csv")
    }
    notes.append(
      """
      mean, IQM, min, max: evaluation_return over the n seeds that are done; solved: seeds that
      reached the threshold in training; last 100: the mean of return_last_100.
      """)
    if let note = ConfigurationGroup.note(on: rows.map(\.group), metric: "evaluation_return") {
      notes.append(note)
    }
    if !distances.isEmpty {
      notes.append(
        """
        value_error: largest |Q - Q*| at the end; regret: what the learned policy loses of an
        optimal one's expected discounted return; both are means over the seeds.
        """)
    }
    if rows.contains(where: { (1..<4).contains($0.group.scores.count) }) {
      notes.append("With fewer than 4 seeds the IQM is the mean.")
    }
    if rows.count > 1, rows[0].statistics != nil {
      notes.append(
        """
        The top row was selected on these seeds: its score is no estimate of others' scores.
        """)
    }
    return notes.map { $0 + "\n" }.joined()
  }
}
