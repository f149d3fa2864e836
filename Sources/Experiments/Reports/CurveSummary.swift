import Foundation
import Statistics

/// The numbers of one configuration's learning curves, a curve for each seed.
///
/// They are computed of the evaluations in the trials' files.
struct CurveSummary: Encodable, Equatable, Sendable {
  /// Seeds whose trial has evaluations.
  let seeds: Int
  /// The mean area under the curve, per step: the mean return over the training.
  let area: Double
  /// Half the width of the area's 95 % interval; `nil` for a single seed.
  let areaError: Double?
  /// The median over the seeds of the steps before the first success; `nil` if at most half of them
  /// have one, or there is no threshold.
  let stepsToThreshold: Int?
  /// Seeds without a success; `nil` if there is no threshold.
  let neverAtThreshold: Int?
  /// The mean share of evaluations after the first success that are successes too; `nil` if there are
  /// none.
  let stability: Double?
  /// The mean difference of the last evaluation from the best one.
  let finalMinusBest: Double

  /// The numbers of some curves; `nil` if there are none.
  init?(_ curves: [LearningCurve], threshold: Double?) {
    guard let areas = SampleStatistics(curves.map(\.area)),
      let losses = SampleStatistics(curves.map(\.finalMinusBest))
    else { return nil }
    seeds = curves.count
    area = areas.mean
    areaError = areas.meanInterval.map { $0.upperBound - areas.mean }
    finalMinusBest = losses.mean
    guard let threshold else {
      stepsToThreshold = nil
      neverAtThreshold = nil
      stability = nil
      return
    }
    let steps = curves.compactMap { $0.stepsToThreshold(threshold) }.sorted()
    // With the censored ones at the end, the median is a number if more than half have one.
    stepsToThreshold = steps.count > curves.count / 2 ? steps[(curves.count - 1) / 2] : nil
    neverAtThreshold = curves.count - steps.count
    stability = SampleStatistics(curves.compactMap { $0.stability(threshold: threshold) })?.mean
  }
}

extension Ranking {
  /// The numbers of the learning curves of the first configurations; `nil` for one without stored
  /// evaluations.
  ///
  /// - Throws: `FileError`, `HDF5Error` or `TrialFileError` if a trial's file cannot be read.
  func curves(top: Int?) throws -> [CurveSummary?] {
    try entries.prefix(top ?? .max).map { entry in
      guard let folder = source.folder else { return nil }
      let curves = try entry.group.rows.compactMap { index -> LearningCurve? in
        let row = source.summary.rows[index]
        guard row.status == .done,
          FileManager.default.fileExists(atPath: folder.trialFile(row.trial))
        else { return nil }
        let result = try folder.readTrial(row.trial).result
        return TrialReturns(result, from: .evaluations, configuration: 0)?.curve()
      }
      return CurveSummary(curves, threshold: threshold)
    }
  }

  /// A table of the learning curves of the first configurations.
  ///
  /// - Throws: as `curves`.
  public func curvesText(top: Int?, width: Int) throws -> String {
    let curves = try curves(top: top)
    guard curves.contains(where: { $0 != nil }) else {
      return "no learning curves: the trials' files are not here, or nothing was evaluated\n"
    }
    let areas = ScoreText.column(curves.map { $0?.area }, digits: 4)
    let losses = ScoreText.column(curves.map { $0?.finalMinusBest }, digits: 4)
    var table = TextTable(
      titles: ["#", "area", "steps to \(threshold.map { shortest($0) } ?? "threshold")"]
        + ["never", "stability", "final - best", "seeds"])
    for (index, curve) in curves.enumerated() {
      guard let curve else { continue }
      let error = curve.areaError.map { " +- \(ScoreText.error($0))" } ?? ""
      table.append([
        "\(index + 1)", areas[index] + error, curve.stepsToThreshold.map(String.init) ?? "",
        curve.neverAtThreshold.map(String.init) ?? "",
        curve.stability.map { String(format: "%.2f", $0) } ?? "", losses[index],
        "\(curve.seeds)",
      ])
    }
    return """
      learning curves of the evaluations: area under the curve per step, median steps to the first
      success, seeds without one, share of later evaluations that succeed, last against best
      """ + "\n" + table.text(width: width)
  }
}
