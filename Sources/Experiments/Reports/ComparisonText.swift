import Foundation
import Statistics

/// A comparison as text for a terminal.
public struct ComparisonText: Sendable {
  private let comparison: Comparison
  private let width: Int
  private let top: Int?

  /// The text of a comparison.
  ///
  /// - Parameters:
  ///   - comparison: The comparison.
  ///   - width: The columns of characters to stay within, where the configurations allow it.
  ///   - top: The number of configurations to show for each table; `nil` for all.
  public init(_ comparison: Comparison, width: Int = 80, top: Int? = 20) {
    self.comparison = comparison
    self.width = width
    self.top = top
  }

  /// The whole text.
  public var text: String {
    var text = ""
    if let axis = comparison.axis {
      let others = comparison.pairs.map(\.label).joined(separator: ", ")
      text += "\(axis): \(others) against \(comparison.baselineLabel)\n"
    } else {
      text += side(comparison.baselineLabel, comparison.baseline)
      for pair in comparison.pairs { text += side(pair.label, pair.table) }
    }
    let hasNumbers = comparison.pairs.contains { $0.overall != nil }
    if comparison.pairs.count > 1, hasNumbers { text += "\n" + table }
    for pair in comparison.pairs { text += "\n" + self.text(of: pair) }
    return text
  }

  private func side(_ label: String, _ table: ScoreTable) -> String {
    let failed = table.configurations.reduce(0) { $0 + $1.failed }
    let unusable = table.configurations.reduce(0) { $0 + $1.unusable }
    let count =
      "\(counted(table.count, "score"))\(failed > 0 ? ", \(failed) failed" : "")"
      + (unusable > 0 ? ", \(unusable) not finite or beyond 1e150" : "")
    return "\(label)  \(table.name) (\(count))\n"
  }

  private func text(of pair: Comparison.Pair) -> String {
    let (a, b) = (comparison.baselineLabel, pair.label)
    var text = ""
    if !pair.conditions.isEmpty {
      let differences = pair.conditions.map { "\($0.name): \($0.from) -> \($0.to)" }
      text += "NOT THE SAME PROTOCOL: \(differences.joined(separator: ", "))\n"
    }
    if pair.changes.isEmpty {
      text += comparison.axis != nil ? "" : "\(b) has the settings of \(a)\n"
    } else {
      let changes = pair.changes.map {
        "\($0.name): \($0.from.isEmpty ? "(none)" : $0.from) -> \($0.to.isEmpty ? "(none)" : $0.to)"
      }
      text += "\(b) differs from \(a): \(changes.joined(separator: ", "))\n"
    }
    if pair.onlyFirst + pair.onlySecond > 0 {
      text +=
        "not compared: \(counted(pair.onlyFirst, "configuration")) only in \(a), "
        + "\(pair.onlySecond) only in \(b)\n"
    }
    if pair.withoutScores > 0 {
      text +=
        "\(counted(pair.withoutScores, "configuration")) without a score on one side: "
        + "trials failed, or are not done\n"
    }
    guard let overall = pair.overall else {
      return text + "NOTHING TO COMPARE: no configuration has scores on both sides\n"
    }
    text += verdict(overall, pair)
    text += details(overall)
    if pair.matches.count > 1 { text += matches(pair) }
    return text
  }

  /// The overall difference and what it means, in words.
  private func verdict(_ overall: ScoreDifference, _ pair: Comparison.Pair) -> String {
    let (a, b) = (comparison.baselineLabel, pair.label)
    let configurations = counted(pair.matches.count, "configuration")
    let mean = ScoreText.column([overall.mean], digits: 4, signed: true)[0]
    let error = overall.test.map { test in
      " +- \(ScoreText.error(test.interval.upperBound - test.difference))"
    }
    var text =
      "\(b) - \(a) = \(mean)\(error ?? "")   \(comparison.metric), mean of \(configurations)\n"
    guard let ownP = overall.p, let p = pair.adjustedP else {
      return text + "too few scores for a t test\n"
    }
    let adjusted = comparison.pairs.count > 1 ? ", \(ScoreText.probability(p)) by Holm" : ""
    let seeds =
      overall.pairs.map { "paired by seed, \(counted($0.count, "seed"))" }
      ?? "not paired, since the seeds are not the same, or not unique: "
      + "\(overall.first.count) and \(overall.second.count) scores"
    if p <= 0.05 {
      text +=
        "\(b) is \((overall.mean > 0) != comparison.isSmallerBetter ? "better" : "worse") than \(a)"
    } else {
      text += "no difference is shown"
    }
    text += " (p \(ScoreText.equation(ownP))\(adjusted); \(seeds))\n"
    if overall.test?.t.isFinite == false {
      text += "no score varies, so that a t test says nothing: p is the permutation test's\n"
    }
    if p > 0.05 {
      if let needed = overall.seedsNeeded, let power = overall.power {
        text +=
          "if the true effect has this size, \(needed) seeds find it in 4 of 5 cases, "
          + "and these in \(percent(power))\n"
      } else if overall.mean == 0 {
        text += "the means are equal\n"
      }
    }
    return text
  }

  private func details(_ difference: ScoreDifference) -> String {
    var random = ReportRandom(seed: comparison.baseline.seed)
    let larger = Bootstrap().probabilityOfImprovement(
      difference.second, over: difference.first, using: &random)
    let isSmallerBetter = comparison.isSmallerBetter
    let improvement =
      isSmallerBetter ? (1 - larger.upperBound)...(1 - larger.lowerBound) : larger
    let probability = difference.ranks.probabilityOfImprovement
    // Where all pairs have the same order, so have all resamples, which is no certainty.
    let interval =
      improvement.lowerBound < improvement.upperBound
      ? ", 95 % \(ScoreText.value(improvement.lowerBound)) .. "
        + ScoreText.value(improvement.upperBound) : ""
    var lines: [String] = []
    func line(_ test: TTest?, _ name: String) {
      guard let test else { return }
      let interval =
        "\(ScoreText.value(test.interval.lowerBound)) .. \(ScoreText.value(test.interval.upperBound))"
      lines.append(
        "\(name)  t \(ScoreText.value(test.t)), df \(ScoreText.value(test.degreesOfFreedom)), "
          + "p \(ScoreText.probability(test.p)), 95 % \(interval)")
    }
    line(difference.paired, "paired t      ")
    line(difference.welch, "Welch t       ")
    lines.append(
      "Mann-Whitney    U \(shortest(difference.ranks.u)), p "
        + ScoreText.probability(difference.ranks.p) + (difference.ranks.isExact ? " (exact)" : ""))
    if let p = difference.permutationP {
      lines.append("permutation     p \(ScoreText.probability(p)) (exact)")
    }
    lines.append(
      "P(improvement)  \(ScoreText.value(isSmallerBetter ? 1 - probability : probability))"
        + "\(interval); "
        + "Cliff's delta \(ScoreText.value(difference.ranks.cliffsDelta))"
        + (EffectSize(difference.second, difference.first).map {
          $0.hedgesG.isFinite ? ", Hedges' g \(ScoreText.value($0.hedgesG))" : ""
        } ?? ""))
    return lines.map { "  \($0)\n" }.joined()
  }

  /// The configurations, those with the smallest p-value first.
  private func matches(_ pair: Comparison.Pair) -> String {
    let order = pair.matches.indices.sorted { first, second in
      let (a, b) = (pair.matches[first], pair.matches[second])
      return (a.difference.p ?? 2, first) < (b.difference.p ?? 2, second)
    }
    let shown = order.prefix(top ?? .max).map { pair.matches[$0] }
    // What is not needed to tell configurations apart is left out.
    let columns = Self.needed(pair.varying, pair.matches.map(\.values))
    var table = TextTable(
      titles: columns.map { RankingText.title(of: pair.varying[$0]) }
        + [comparison.baselineLabel, pair.label, "difference", "p", "p Holm", "p ranks"])
    let values = columns.map { column in
      AxisValueText.shortened(shown.map { $0.values[column] })
    }
    let (a, b) = (
      ScoreText.column(shown.map(\.difference.first.mean), digits: 4),
      ScoreText.column(shown.map(\.difference.second.mean), digits: 4)
    )
    let differences = ScoreText.column(shown.map(\.difference.mean), digits: 4, signed: true)
    let widest = differences.map(\.count).max() ?? 0
    for (row, match) in shown.enumerated() {
      let blanks = String(repeating: " ", count: widest - differences[row].count)
      let error = match.difference.test.map {
        " +- \(ScoreText.error($0.interval.upperBound - $0.difference))"
      }
      table.append(
        values.map { $0[row] } + [a[row], b[row], blanks + differences[row] + (error ?? "")]
          + [match.difference.p, match.adjustedP, match.difference.ranks.p]
          .map { $0.map(ScoreText.probability) ?? "" })
    }
    let significant = pair.matches.filter { ($0.adjustedP ?? 1) <= 0.05 }
    let better = significant.count { ($0.difference.mean > 0) != comparison.isSmallerBetter }
    let rest = pair.matches.count - shown.count
    return "\nsignificant by Holm: \(better) better, \(significant.count - better) worse, of "
      + "\(pair.matches.count)\n" + table.text(width: width)
      + (rest > 0 ? "... and \(rest) more: --top all\n" : "")
  }

  /// All tables' overall differences, side by side.
  private var table: String {
    var table = TextTable(titles: ["", "mean", "difference", "p", "p Holm", "p ranks"])
    let base = comparison.pairs.lazy.compactMap { $0.overall?.first.mean }.first
    let means = ScoreText.column(
      [base] + comparison.pairs.map { $0.overall?.second.mean }, digits: 4)
    table.append([comparison.baselineLabel, means[0], "", "", "", ""])
    for (index, pair) in comparison.pairs.enumerated() {
      let error = pair.overall?.test.map {
        " +- \(ScoreText.error($0.interval.upperBound - $0.difference))"
      }
      let difference = pair.overall.map {
        ScoreText.column([$0.mean], digits: 4, signed: true)[0] + (error ?? "")
      }
      table.append(
        [pair.label, means[index + 1], difference ?? ""]
          + [pair.overall?.p, pair.adjustedP, pair.overall?.ranks.p]
          .map { $0.map(ScoreText.probability) ?? "" })
    }
    return table.text(width: width)
  }

  private func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }

  /// The indices of as few columns as tell rows apart, the first ones first.
  static func needed(_ columns: [String], _ rows: [[String]]) -> [Int] {
    var kept = Array(columns.indices)
    for column in columns.indices.reversed() where kept.count > 1 {
      let rest = kept.filter { $0 != column }
      if Set(rows.map { row in rest.map { row[$0] } }).count == rows.count { kept = rest }
    }
    return kept
  }
}
