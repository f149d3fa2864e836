import Foundation

/// The trials of an experiment that somebody else ran, by their hashes in `summary.csv`.
public struct CommittedTrials: Sendable {
  private let file: String
  /// `nil` if there is no such file.
  private let digests: [String: String]?

  /// Reads the summary of an experiment, if there is one.
  ///
  /// - Parameters:
  ///   - results: The folder of results.
  ///   - experiment: The experiment.
  /// - Throws: `FileError` or `CSVError`.
  public init(_ results: String, of experiment: Experiment) throws {
    file = ResultsFolder(results: results, name: experiment.name).summaryFile
    guard FileManager.default.fileExists(atPath: file) else {
      digests = nil
      return
    }
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
    /// Whether a trial differs.
    public let isDifferent: Bool
  }

  /// Compares the trials of a run with these.
  ///
  /// - Parameter outcome: The run.
  /// - Returns: What was found.
  public func compare(_ outcome: ExperimentOutcome) -> Comparison {
    guard let digests else {
      return Comparison(text: "not compared: there is no \(file)", isDifferent: false)
    }
    let rows = outcome.summary.rows.filter { $0.status == .done }
    let known = rows.filter { digests[$0.trial] != nil }
    guard !known.isEmpty else {
      return Comparison(
        text: "not compared: \(file) has none of the \(counted(rows.count, "trial"))",
        isDifferent: false)
    }
    let different = known.filter { digests[$0.trial] != $0["result_sha256"].text }.map(\.trial)
    let same = "\(known.count - different.count) of \(counted(rows.count, "trial"))"
    let absent = rows.count - known.count
    let rest = absent > 0 ? "; \(absent) \(absent == 1 ? "is" : "are") not in it" : ""
    return Comparison(
      text: different.isEmpty
        ? "IDENTICAL with \(file): \(same)\(rest)"
        : "DIFFERENT from \(file): the same are \(same)\(rest); not "
          + different.joined(separator: " "),
      isDifferent: !different.isEmpty)
  }
}
