import DeepQ
import Foundation
import Synchronization

/// The page of a run under way: `report.html`, written anew as trials finish.
///
/// Each trial's file is read once, when it is new.
public final class LiveReport: Sendable {
  private let experiment: Experiment
  private let folder: ResultsFolder
  private let curves = Mutex(TrialCurves())

  /// The page of an experiment's results folder.
  public init(of experiment: Experiment, in folder: ResultsFolder) {
    self.experiment = experiment
    self.folder = folder
  }

  /// Writes the page of a moment of the run, whole or not at all.
  ///
  /// - Throws: `FileError`, `HDF5Error`, `TrialFileError` or `SummaryError`.
  @Sendable
  public func write(_ snapshot: RunSnapshot) throws {
    let source = ReportSource(
      summary: snapshot.summary, experiment: experiment, experimentFile: folder.experimentFile,
      folder: folder)
    let ranking = try Ranking(source)
    let files = Set(snapshot.summary.rows.lazy.filter { $0.status != .missing }.map(\.trial))
    let live = LiveSection(
      snapshot: snapshot, updated: Int(Date.now.timeIntervalSince1970 * 1_000),
      labels: labels(in: ranking))
    try curves.withLock { curves in
      try ReportPage(ranking, files: files, curves: &curves, live: live)
        .write(to: folder.reportFile)
    }
  }

  private func labels(in ranking: Ranking) -> [String: String] {
    let axes = RankingColumns(ranking: ranking).axes
    return Dictionary(
      ranking.entries.enumerated().map { rank, entry in
        let parts = axes.filter { !$0.texts[rank].isEmpty }.map { "\($0.title) \($0.texts[rank])" }
        return (entry.group.id, parts.joined(separator: ", "))
      }, uniquingKeysWith: { first, _ in first })
  }
}
