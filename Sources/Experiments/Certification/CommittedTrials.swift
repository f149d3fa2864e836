import Foundation

/// The trials of an experiment that somebody else ran, by their hashes in `summary.csv`.
public struct CommittedTrials: Sendable {
  private let file: String
  private let digests: [String: String]

  /// Reads the summary of an experiment; `nil` if there is none.
  ///
  /// - Parameters:
  ///   - results: The folder of results.
  ///   - experiment: The experiment.
  /// - Throws: `FileError` or `CSVError`.
  public init?(_ results: String, of experiment: Experiment) throws {
    file = ResultsFolder(results: results, name: experiment.name).summaryFile
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    var digests: [String: String] = [:]
    for row in try SummaryReader.read(file).rows where row.status == .done {
      digests[row.trial] = row["result_sha256"].text
    }
    self.digests = digests
  }

  /// What a comparison of trials found.
  public struct Comparison: Equatable, Sendable {
    /// One line for people.
    public let text: String
    /// Whether no trial differs.
    public let isIdentical: Bool
  }

  /// Compares the trials of a run with these.
  ///
  /// - Parameter outcome: The run.
  /// - Returns: What was found; `nil` if no trial is in both.
  public func compare(_ outcome: ExperimentOutcome) -> Comparison? {
    let rows = outcome.summary.rows.filter { $0.status == .done && digests[$0.trial] != nil }
    guard !rows.isEmpty else { return nil }
    let different = rows.filter { digests[$0.trial] != $0["result_sha256"].text }.map(\.trial)
    let count = "\(rows.count - different.count) of \(counted(rows.count, "trial"))"
    return Comparison(
      text: different.isEmpty
        ? "IDENTICAL with \(file): \(count)"
        : "DIFFERENT from \(file): the same are \(count); not " + different.joined(separator: " "),
      isIdentical: different.isEmpty)
  }
}
