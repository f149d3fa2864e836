import Foundation

/// What is remembered of a submission, beside the results: the machine's, not the experiment's.
public struct SlurmJob: Codable, Equatable, Sendable {
  /// The id of the array of jobs.
  public let job: String
  /// The id of the job that writes the summary after all tasks have ended.
  public let summaryJob: String

  private enum CodingKeys: String, CodingKey {
    case job
    case summaryJob = "summary_job"
  }

  /// The submission that a results folder remembers; `nil` if there is none, or it is damaged.
  static func last(in folder: ResultsFolder) -> SlurmJob? {
    guard let text = try? WholeFile.text(folder.slurmFile, limit: 1 << 16),
      let submission = try? JSONDecoder().decode(SlurmJob.self, from: Data(text.utf8)),
      Slurm.isJob(submission.job), Slurm.isJob(submission.summaryJob)
    else { return nil }
    return submission
  }

  /// Remembers the submission in a results folder.
  ///
  /// - Throws: `FileError`.
  func store(in folder: ResultsFolder) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try AtomicFile.write(
      [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")], to: folder.slurmFile)
  }
}
