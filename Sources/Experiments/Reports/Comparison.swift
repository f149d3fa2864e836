import Statistics

/// Summaries side by side: each configuration's scores in every file, and how they differ from
/// those in the first.
public struct Comparison: Sendable {
  /// One file's part in the comparison.
  private struct Side {
    var label: String
    var summary: SummaryTable
    var groups: [ConfigurationGroup]
    var places: [String: Int] = [:]

    func group(_ id: String) -> ConfigurationGroup? { places[id].map { groups[$0] } }
  }

  /// One line of a table: a configuration in one file.
  private struct Line {
    var side: Side
    var group: ConfigurationGroup
    /// The same configuration's scores in the first file, for any other file.
    var baseline: SampleStatistics?
  }

  /// What is compared.
  public let metric: String
  private let sides: [Side]
  private let varying: [String]

  /// Groups the rows of some summaries by configuration.
  ///
  /// - Parameters:
  ///   - summaries: two or more; the first is what the others are compared with.
  ///   - metric: the column to compare.
  /// - Throws: `SummaryError` if there are too few summaries, a column is missing, or a cell is not
  ///   a number.
  public init(
    _ summaries: [SummaryTable], metric: String = "evaluation_return"
  ) throws(SummaryError) {
    guard summaries.count > 1 else { throw .tooFewFiles(summaries.count) }
    self.metric = metric
    var sides: [Side] = []
    for (place, summary) in summaries.enumerated() {
      var side = Side(
        label: Self.label(place), summary: summary,
        groups: try ConfigurationGroup.groups(of: summary, metric: metric))
      for (place, group) in side.groups.enumerated() { side.places[group.id] = place }
      sides.append(side)
    }
    self.sides = sides
    varying = SummaryTable.varyingHyperparameters(in: summaries)
  }

  /// The comparison as text: the files, the configurations in common, and those that are not in all
  /// files.
  public var text: String {
    let names = sides.map { side in
      "\(side.label)  \(side.summary.name) (\(side.summary.rows.count) trials)\n"
    }
    let common = commonLines
    let differences = "differences are of means and IQMs, from those of A"
    let head = names.joined() + "\n\(metric) by configuration; \(differences)\n"
    let body = common.isEmpty ? "no configuration is in A and another file\n" : table(common)
    return head + body + missingText + notFiniteText
  }

  /// A line for each file with scores that no statistic is made of.
  private var notFiniteText: String {
    sides.compactMap { side in
      ConfigurationGroup.note(on: side.groups, metric: metric).map { "\(side.label): \($0)\n" }
    }.joined()
  }

  /// Configurations of the first file that another file has too, in the first file's order.
  private var commonLines: [Line] {
    sides[0].groups.flatMap { first -> [Line] in
      let others = sides.dropFirst().compactMap { side in
        side.group(first.id).map { Line(side: side, group: $0, baseline: first.statistics) }
      }
      return others.isEmpty ? [] : [Line(side: sides[0], group: first)] + others
    }
  }

  /// A table for each combination of files, other than with the first, that has configurations of
  /// its own.
  private var missingText: String {
    let onlyFirst = sides[0].groups.filter { group in
      sides.dropFirst().allSatisfy { $0.group(group.id) == nil }
    }
    var text = missing("only in A", onlyFirst.map { Line(side: sides[0], group: $0) })
    for (place, side) in sides.enumerated().dropFirst() {
      let lines = side.groups.filter { sides[0].group($0.id) == nil }
        .map { Line(side: side, group: $0) }
      text += missing(
        sides.count == 2 ? "only in \(Self.label(place))" : "in \(Self.label(place)), not in A",
        lines)
    }
    return text
  }

  private func missing(_ title: String, _ lines: [Line]) -> String {
    lines.isEmpty ? "" : "\n\(title): \(lines.count)\n" + table(lines)
  }

  private func table(_ lines: [Line]) -> String {
    let hasDifferences = lines.contains { $0.baseline != nil }
    var table = TextTable(
      titles: ["configuration"] + varying + ["file", "n", "failed", "mean", "sd", "IQM"]
        + (hasDifferences ? ["mean difference", "IQM difference"] : []))
    let statistics = lines.map(\.group.statistics)
    var columns = [
      ScoreText.column(statistics.map { $0?.mean }),
      ScoreText.column(statistics.map { $0?.standardDeviation }),
      ScoreText.column(statistics.map { $0?.interquartileMean }),
    ]
    if hasDifferences {
      columns += [
        ScoreText.column(differences(lines, \.mean), signed: true),
        ScoreText.column(differences(lines, \.interquartileMean), signed: true),
      ]
    }
    for (place, line) in lines.enumerated() {
      // What the line above says already is not said again.
      let isNew = place == 0 || lines[place - 1].group.id != line.group.id
      let head = [line.group.id] + line.side.summary.texts(line.group.rows[0], of: varying)
      table.append(
        (isNew ? head : head.map { _ in "" })
          + [line.side.label, "\(line.group.scores.count)", "\(line.group.failed)"]
          + columns.map { $0[place] })
    }
    return table.text()
  }

  private func differences(
    _ lines: [Line], _ statistic: (SampleStatistics) -> Double
  ) -> [Double?] {
    lines.map { line in
      guard let own = line.group.statistics, let baseline = line.baseline else { return nil }
      return statistic(own) - statistic(baseline)
    }
  }

  /// A, B, ..., Z, then F27 and so on.
  private static func label(_ place: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return place < letters.count ? String(letters[place]) : "F\(place + 1)"
  }
}
