import Foundation
import Statistics

/// Which trials failed: how many with each value of each axis, and why.
struct FailureSection {
  let ranking: Ranking
  let curves: TrialCurves

  /// Reasons that are listed at most.
  private static let reasonLimit = 20

  /// The section.
  var section: PageSection {
    let rows = ranking.source.summary.rows
    let failed = rows.count { $0.status == .failed }
    let ended = rows.count { $0.status != .missing }
    guard failed > 0 else {
      return PageSection(
        id: "failures", title: "Failures",
        introduction: ended == 0 ? "No trial has ended yet." : "No trial failed.", body: "")
    }
    return PageSection(
      id: "failures", title: "Failures",
      introduction: "\(failed) of \(counted(ended, "trial")) that ended failed. Intervals are "
        + "Wilson's 95 % score intervals of the share.",
      body: byHyperparameter + reasons)
  }

  private var byHyperparameter: String {
    let positions = ranking.gridPositions
    var rows: [[String]] = []
    for axis in ranking.axes.axes {
      let texts = AxisValueText.shortened(axis.values)
      for (index, text) in texts.enumerated() {
        let entries = ranking.entries.indices.filter {
          axis.positions[positions[$0]] == index
        }
        let failed = entries.reduce(0) { $0 + ranking.entries[$1].group.failed }
        let ended = entries.reduce(0) { sum, entry in
          sum
            + ranking.entries[entry].group.rows.count {
              ranking.source.summary.rows[$0].status != .missing
            }
        }
        guard ended > 0 else { continue }
        let interval = Proportion(successes: failed, of: ended).interval
        rows.append([
          RankingText.title(of: axis.name), text.isEmpty ? CurveFigure.absent : text,
          "\(failed)", "\(ended)", PageMarkup.percent(Double(failed) / Double(ended)),
          "\(PageMarkup.percent(interval.lowerBound)) to \(PageMarkup.percent(interval.upperBound))",
        ])
      }
    }
    guard !rows.isEmpty else { return "" }
    return PageMarkup.table(
      caption: "Failed trials by hyperparameter",
      titles: ["axis", "value", "failed", "of", "share", "95 % interval"], rows: rows,
      numeric: [2, 3, 4, 5])
  }

  private var reasons: String {
    let texts = ranking.source.summary.rows.filter { $0.status == .failed }.map {
      curves[$0.trial]?.failure ?? "the trial's file, which has the reason, is not here"
    }
    let known = CompactJSON.repeated(texts)
    var counts = [Int](repeating: 0, count: known.values.count)
    for index in known.indices { counts[index] += 1 }
    let order = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    return PageMarkup.table(
      caption: "Reasons of failures", titles: ["reason", "trials"],
      rows: order.prefix(Self.reasonLimit).map { [known.values[$0], "\(counts[$0])"] },
      numeric: [1])
  }
}
