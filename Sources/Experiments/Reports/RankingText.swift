import DeepQ
import Foundation
import Statistics

/// A ranking as text for a terminal.
public struct RankingText: Sendable {
  /// How much is printed.
  public enum Detail: Sendable {
    /// What fits a terminal, for the best configurations.
    case short
    /// Every column, with ids, as wide as it becomes.
    case wide
  }

  private let ranking: Ranking
  private let detail: Detail
  /// The columns of characters to stay within.
  private let width: Int
  /// The configurations that are shown.
  private let shown: [Ranking.Entry]

  /// The text of a ranking.
  ///
  /// - Parameters:
  ///   - ranking: The ranking.
  ///   - detail: How much is printed.
  ///   - width: The columns of characters to stay within; no limit where every column is wanted.
  ///   - top: The number of configurations to show; `nil` for all.
  public init(_ ranking: Ranking, detail: Detail = .short, width: Int = 80, top: Int? = 20) {
    self.ranking = ranking
    self.detail = detail
    self.width = width
    shown = Array(ranking.entries.prefix(top ?? .max))
  }

  /// The whole text: a heading, the table, the effects of the axes, and notes.
  public var text: String {
    let parts = [heading, body, effects, failures, notes].filter { !$0.isEmpty }
    return parts.joined()
  }

  // MARK: - Heading

  private var heading: String {
    let configurations = counted(ranking.entries.count, "configuration")
    let seeds = ranking.commonCount.map { " x \(counted($0, "seed"))" } ?? ""
    let title = "\(ranking.source.name)  \(configurations)\(seeds)"
    let direction = ranking.isSmallerBetter ? ", smaller is better" : ""
    let metric = "\(metricTitle), mean +- 95 %\(direction)"
    let line = "\(title)   \(metric)"
    return (line.count <= width || detail == .wide ? line : title + "\n" + metric) + "\n"
  }

  private var metricTitle: String { Self.metricTitle(of: ranking.metric) }

  /// A column of results in words, where it has some.
  static func metricTitle(of column: String) -> String {
    switch column {
    case "evaluation_return": "evaluation return"
    case "return_last_100": "return of the last 100 training episodes"
    default: column
    }
  }

  // MARK: - Table

  private var body: String {
    if detail == .wide { return wideTable.text(width: .max) }
    let table = shortTable
    let text = table.text(width: width)
    guard Self.width(of: text) <= width else { return stacked }
    guard let range = scoreRange, table.titles.last == "scores" else { return text }
    let ends =
      "\(ScoreText.value(range.lowerBound)) to \(ScoreText.value(range.upperBound))"
    return text + "scores: seeds from \(ends); . one, : several, # at least half of them\n"
  }

  private var columns: [(title: String, cells: [String])] {
    let statistics = shown.map(\.statistics)
    var columns: [(title: String, cells: [String])] = [
      ("#", shown.indices.map { "\($0 + 1)\(shown[$0].isTied ? "=" : " ")" })
    ]
    for (index, name) in ranking.varying.enumerated() {
      columns.append(
        (Self.title(of: name), AxisValueText.shortened(shown.map { $0.values[index] })))
    }
    columns.append((ranking.metric == "evaluation_return" ? "return" : metricTitle, means))
    if ranking.commonCount == nil {
      columns.append(("n", shown.map { "\($0.group.scores.count)" }))
    }
    columns.append(
      ranking.isSmallerBetter
        ? ("max", ScoreText.column(statistics.map { $0?.maximum }, digits: 3))
        : ("min", ScoreText.column(statistics.map { $0?.minimum }, digits: 3)))
    if let threshold = ranking.threshold {
      let relation = ranking.isSmallerBetter ? "<=" : ">="
      columns.append(
        ("\(relation)\(shortest(threshold))", shown.map { Self.share($0.atThreshold) }))
    }
    for (index, name) in ranking.distanceNames.enumerated() where name == "regret" {
      columns.append(
        (name, shown.map { $0.distances[index].map(ScoreText.distance) ?? "" }))
    }
    return columns
  }

  /// The columns and, where there is room, a picture of each configuration's scores.
  private var shortTable: TextTable {
    let columns = columns
    guard hasPicture else { return Self.table(of: columns) }
    for cells in stride(from: 14, through: 6, by: -1) {
      let table = Self.table(of: columns + [picture(cells: cells)])
      if Self.width(of: table.text(width: width)) <= width { return table }
    }
    return Self.table(of: columns)
  }

  private var hasPicture: Bool {
    scoreRange != nil && shown.contains { $0.group.scores.count > 1 }
  }

  /// A column with a mark for each score, between the least and the largest that are shown.
  private func picture(cells: Int) -> (title: String, cells: [String]) {
    guard let range = scoreRange else { return ("", shown.map { _ in "" }) }
    return ("scores", shown.map { Self.strip($0.group.scores, in: range, cells: cells) })
  }

  private static func width(of text: String) -> Int {
    text.split(separator: "\n").map(\.count).max() ?? 0
  }

  private var wideTable: TextTable {
    var columns = columns
    if hasPicture { columns.append(picture(cells: 20)) }
    columns.insert(("configuration", shown.map(\.group.id)), at: 1)
    let statistics = shown.map(\.statistics)
    columns.append(("failed", shown.map { "\($0.group.failed)" }))
    columns.append(("sd", ScoreText.column(statistics.map { $0?.standardDeviation }, digits: 4)))
    columns.append(("median", ScoreText.column(statistics.map { $0?.median }, digits: 4)))
    columns.append(("max", ScoreText.column(statistics.map { $0?.maximum }, digits: 4)))
    columns.append(("IQM", ScoreText.column(statistics.map { $0?.interquartileMean }, digits: 4)))
    let intervals = statistics.map { $0.map { ranking.interquartileInterval(of: $0) } }
    columns.append(("IQM from", ScoreText.column(intervals.map { $0?.lowerBound }, digits: 4)))
    columns.append(("to", ScoreText.column(intervals.map { $0?.upperBound }, digits: 4)))
    columns.append(("p (Holm)", shown.map { $0.adjustedP.map(ScoreText.probability) ?? "" }))
    columns.append(("solved in training", shown.map { "\($0.solvedInTraining)" }))
    columns.append(
      ("last 100", ScoreText.column(shown.map { $0.lastReturns?.mean }, digits: 4)))
    for (index, name) in ranking.distanceNames.enumerated() where name != "regret" {
      columns.append((name, shown.map { $0.distances[index].map(ScoreText.distance) ?? "" }))
    }
    return Self.table(of: columns)
  }

  private static func table(of columns: [(title: String, cells: [String])]) -> TextTable {
    TextTable(
      titles: columns.map(\.title),
      rows: (columns.first?.cells ?? []).indices.map { row in columns.map { $0.cells[row] } })
  }

  /// One line a configuration, its axes on the next.
  private var stacked: String {
    let columns = columns
    let axes = columns[1..<(1 + ranking.varying.count)]
    let scores = columns.dropFirst(1 + ranking.varying.count)
    var text = ""
    for row in shown.indices {
      let head = scores.enumerated().map { index, column in
        index == 0 ? column.cells[row] : "\(column.title) \(column.cells[row])"
      }
      text += "\(columns[0].cells[row]) \(head.joined(separator: "  "))".trimmingTail + "\n"
      text += Self.wrapped(axes.map { "\($0.title) \($0.cells[row])" }, indent: 4, width: width)
    }
    return text
  }

  /// The means with half the width of their interval, lined up at the sign.
  private var means: [String] {
    let means = ScoreText.column(shown.map { $0.statistics?.mean }, digits: 4)
    let widest = means.map(\.count).max() ?? 0
    return zip(means, shown).map { mean, entry in
      let padded = String(repeating: " ", count: widest - mean.count) + mean
      guard let statistics = entry.statistics, let interval = statistics.meanInterval else {
        return padded
      }
      return "\(padded) +- \(ScoreText.error(interval.upperBound - statistics.mean))"
    }
  }

  /// The range of all scores that are shown; `nil` if they are all equal.
  private var scoreRange: ClosedRange<Double>? {
    let scores = shown.flatMap(\.group.scores)
    guard let low = scores.min(), let high = scores.max(), low < high else { return nil }
    return low...high
  }

  /// Where a configuration's scores are in a range: `.` for one seed, `:` for a few, `#` for half of
  /// the seeds or more.
  private static func strip(
    _ scores: [Double], in range: ClosedRange<Double>, cells: Int
  ) -> String {
    var counts = [Int](repeating: 0, count: cells)
    for score in scores {
      let scaled = score / 2 - range.lowerBound / 2
      let span = range.upperBound / 2 - range.lowerBound / 2
      counts[min(cells - 1, Int(scaled / span * Double(cells)))] += 1
    }
    return String(
      counts.map { count -> Character in
        if count == 0 { return " " }
        return 2 * count >= scores.count ? "#" : count == 1 ? "." : ":"
      })
  }

  // MARK: - Effects

  private var effects: String {
    guard let effects = ranking.effects else { return "" }
    var lines = ["axis effects on the mean: share of the variance, and the mean of each value"]
    let names = ranking.axes.axes.map { Self.title(of: $0.name) }
    let widest = names.map(\.count).max() ?? 0
    for index in effects.mains.indices.sorted(by: {
      (-effects.mains[$0].share, $0) < (-effects.mains[$1].share, $1)
    }) {
      let axis = ranking.axes.axes[index]
      let means = ScoreText.column(effects.mains[index].means, digits: 3)
      let parts = zip(AxisValueText.shortened(axis.values), means).map { value, mean in
        "\(value.isEmpty ? "-" : value) \(mean)"
      }
      let name = names[index] + String(repeating: " ", count: widest - names[index].count)
      let head = "  \(name)  \(Self.percent(effects.mains[index].share))  "
      lines += Self.broken(parts, head: head, separator: " | ", width: width)
    }
    let strongest = effects.interactions.filter { $0.share >= 0.01 }
      .sorted { ($0.share, $1.first, $1.second) > ($1.share, $0.first, $0.second) }.prefix(3)
    var rest = strongest.map {
      "\(names[$0.first]) x \(names[$0.second]) \(Self.percent($0.share).trimmingHead)"
    }
    if effects.higherOrderShare >= 0.01 {
      rest.append("of three and more \(Self.percent(effects.higherOrderShare).trimmingHead)")
    }
    if !rest.isEmpty {
      lines += Self.broken(rest, head: "  interactions: ", separator: ", ", width: width)
    }
    for (index, others) in ranking.companions.enumerated() where !others.isEmpty {
      let head = "  with \(names[index]) change: "
      lines += Self.broken(others.map(Self.title), head: head, separator: ", ", width: width)
    }
    lines.append("  noise of the seeds: \(Self.percent(effects.noiseShare).trimmingHead)")
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: - Notes

  private var failures: String {
    let failed = ranking.source.summary.rows.filter { $0.status == .failed }
    let missing = ranking.source.summary.rows.count { $0.status == .missing }
    var lines: [String] = []
    if missing > 0 {
      lines.append(
        "\(counted(missing, "trial")) of \(ranking.source.summary.rows.count) not done yet")
    }
    if !failed.isEmpty {
      lines.append("\(counted(failed.count, "trial")) failed:")
      for row in failed.prefix(3) {
        let reason = ranking.source.failure(of: row.trial).map { ": \($0)" } ?? ""
        lines.append("  \(row.trial)\(reason)")
      }
      if failed.count > 3 { lines.append("  ... and \(failed.count - 3) more") }
      if let folder = ranking.source.folder {
        lines.append(
          "all of them: sweep status \(folder.path); they fail again with the same settings")
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var notes: String {
    var notes: [String] = []
    if shown.count < ranking.entries.count {
      notes.append(
        "... and \(counted(ranking.entries.count - shown.count, "more configuration")): --top all")
    }
    let tied = ranking.entries.count(where: \.isTied)
    if tied > 0 {
      notes.append(
        "=  \(tied) more cannot be told from the best (Welch's t test, Holm, p > 0.05)")
    }
    if let note = ConfigurationGroup.note(
      on: ranking.entries.map(\.group), metric: ranking.metric)
    {
      notes.append(note)
    }
    let counts = ranking.entries.map(\.group.scores.count).filter { $0 > 0 }
    if let least = counts.min(), least < 10, ranking.entries.count > 1 {
      notes.append(
        "Few seeds: with \(least) an interval says little about scores that are not normal.")
    }
    if ranking.entries.count > 1, let best = ranking.entries.first, best.statistics != nil {
      notes.append(contentsOf: confirmation(of: best))
    }
    return notes.map { $0 + "\n" }.joined()
  }

  /// What the winner's score is worth, and the command that tries it on other seeds.
  private func confirmation(of best: Ranking.Entry) -> [String] {
    guard let settings = ranking.confirmingSettings(of: best),
      let file = ranking.source.experimentFile
    else {
      return ["The first was selected on these seeds: its score is no estimate for other seeds."]
    }
    let parts = ["sweep run \(file)", "--results confirmed"] + settings
    return ["The first was selected on these seeds. To see its score on other seeds:"]
      + Self.broken(parts, head: "  ", separator: " ", width: max(width, 60), continued: " \\")
  }

  // MARK: - Parts

  private static func share(_ proportion: Proportion?) -> String {
    proportion.map { "\($0.successes)/\($0.count)" } ?? ""
  }

  private static func percent(_ share: Double) -> String {
    let percent = String(format: "%.0f %%", share * 100)
    return String(repeating: " ", count: max(0, 5 - percent.count)) + percent
  }

  /// A hyperparameter's name without its group, where that says nothing.
  static func title(of column: String) -> String {
    column.hasPrefix("network.") ? String(column.dropFirst("network.".count)) : column
  }

  private static func wrapped(_ parts: [String], indent: Int, width: Int) -> String {
    broken(parts, head: String(repeating: " ", count: indent), separator: ", ", width: width)
      .map { $0 + "\n" }.joined()
  }

  /// Lines of parts that stay within a width where they can; later lines are indented like the first.
  private static func broken(
    _ parts: [String], head: String, separator: String, width: Int, continued: String = ""
  ) -> [String] {
    let indent = String(repeating: " ", count: head.count)
    var lines = [head]
    var isEmpty = true
    for part in parts {
      let last = lines.count - 1
      if isEmpty || lines[last].count + separator.count + part.count + continued.count <= width {
        lines[last] += (isEmpty ? "" : separator) + part
      } else {
        lines[last] += continued.isEmpty ? separator.trimmingTail : continued
        lines.append(indent + part)
      }
      isEmpty = false
    }
    return lines
  }
}

extension String {
  /// The text without blanks at its start.
  fileprivate var trimmingHead: String { String(drop { $0 == " " }) }

  /// The text without blanks at its end.
  fileprivate var trimmingTail: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension Ranking {
  /// The options with which `sweep run` trains a configuration alone, on other seeds; `nil` if
  /// hyperparameters do not say which it is.
  func confirmingSettings(of entry: Entry) -> [String]? {
    let settings = zip(varying, entry.values).compactMap { column, value -> String? in
      guard !value.isEmpty,
        let row = HyperparameterTable.rows.first(where: { $0.column == column })
      else { return nil }
      return "--set \(row.key)=\(value.replacingOccurrences(of: ", ", with: ","))"
    }
    guard settings.count == varying.count else { return nil }
    return ["--set seeds.root=\(source.seed &+ 1)"] + settings
  }
}
