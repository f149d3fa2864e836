import Foundation
import Statistics

/// What an experiment has found, in a few sentences: all numbers are those of the ranking.
struct ReportVerdict {
  let ranking: Ranking

  /// The first sentence: which configuration is best, and how good it is.
  var headline: String {
    guard let best = ranking.entries.first, let statistics = best.statistics else {
      return ranking.source.summary.rows.isEmpty
        ? "There are no trials." : "No trial has a score yet."
    }
    let name = label(of: best)
    let mean = "mean \(metricTitle) of \(scoreText(statistics.mean))"
    guard ranking.entries.count > 1 else { return "The configuration has a \(mean)." }
    let equals = ranking.entries.count { $0.statistics?.mean == statistics.mean }
    let extreme = ranking.isSmallerBetter ? "smallest" : "largest"
    guard equals > 1 else {
      let others = ranking.entries.dropFirst().filter { $0.adjustedP != nil }
      if !others.isEmpty, others.allSatisfy(\.isTied) {
        return "No configuration can be told from the best of \(ranking.entries.count), \(name), "
          + "which has a \(mean)."
      }
      return "The best of \(ranking.entries.count) configurations, \(name), has a \(mean)."
    }
    return "\(equals) of \(ranking.entries.count) configurations have the \(extreme) mean "
      + "\(metricTitle), \(scoreText(statistics.mean)). The first of them in the grid is \(name)."
  }

  /// How certain that is.
  var evidence: [String] {
    guard let best = ranking.entries.first, let statistics = best.statistics else { return [] }
    var sentences: [String] = []
    let seeds = counted(statistics.count, "seed")
    if statistics.count > 1, statistics.sorted.first == statistics.sorted.last {
      sentences.append("All \(seeds) have this score, so the interval has no width.")
    } else if let interval = statistics.meanInterval, interval.upperBound.isFinite {
      sentences.append(
        "95 % interval of the mean over \(seeds): \(scoreText(interval.lowerBound)) to "
          + "\(scoreText(interval.upperBound)).")
    } else {
      sentences.append("It has \(seeds), so there is no interval.")
    }
    if let share = best.atThreshold, let threshold = ranking.threshold {
      sentences.append(
        "\(share.successes) of \(seeds) \(share.count == 1 ? "reaches" : "reach") "
          + "\(shortest(threshold)).")
    }
    if ranking.entries.count > 1 { sentences.append(rivals) }
    return sentences
  }

  /// What else must be known of it.
  var caveats: [String] {
    var sentences: [String] = []
    if ranking.entries.count > 1, ranking.entries.first?.statistics != nil {
      sentences.append(
        "The best was selected on these seeds: its score is no estimate for other seeds.")
    }
    let counts = ranking.entries.map(\.group.scores.count).filter { $0 > 0 }
    if let least = counts.min(), least < 10, ranking.entries.count > 1 {
      sentences.append(
        "Few seeds: with \(least) an interval says little about scores that are not normal.")
    }
    if let note = ConfigurationGroup.note(
      on: ranking.entries.map(\.group), metric: ranking.metric)
    {
      sentences.append(note)
    }
    return sentences
  }

  private var rivals: String {
    let tied = ranking.entries.count(where: \.isTied)
    let tested = ranking.entries.count { $0.adjustedP != nil }
    guard tested > 0 else { return "With one seed each, configurations cannot be compared." }
    let test = "(Welch's t test, Holm, p > 0.05)"
    return switch tied {
    case 0: "It differs from every other configuration (Welch's t test, Holm, p \u{2264} 0.05)."
    case 1: "1 other configuration cannot be told from it \(test)."
    default: "\(tied) other configurations cannot be told from it \(test)."
    }
  }

  private func scoreText(_ score: Double) -> String { ScoreText.column([score], digits: 4)[0] }

  /// The metric in words.
  var metricTitle: String { RankingText.metricTitle(of: ranking.metric) }

  private func label(of entry: Ranking.Entry) -> String {
    zip(ranking.varying, entry.values).compactMap { column, value in
      value.isEmpty
        ? nil : "\(RankingText.title(of: column)) \(AxisValueText.shortened([value])[0])"
    }.joined(separator: ", ")
  }
}
