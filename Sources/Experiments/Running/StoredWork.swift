/// How much work the finished trials of a folder are.
public struct StoredWork: Equatable, Sendable {
  /// Finished trials.
  public let trials: Int
  /// The seconds that `timing.csv` has for them, summed over the workers.
  public let seconds: Double

  /// Counts; `nil` if there are no finished trials.
  ///
  /// - Throws: `FileError` if the folder cannot be read.
  public init?(of folder: ResultsFolder) throws {
    let finished = Set(try folder.finishedTrials())
    if finished.isEmpty { return nil }
    trials = finished.count
    // Times are for people only: a table that is missing or damaged counts as none.
    let timing = (try? TimingTable(continuing: folder.timingFile))?.rows ?? []
    seconds = timing.reduce(0) { $0 + (finished.contains($1.trial) ? $1.seconds : 0) }
  }

  /// For example `240 finished trials (3 h 20 min of work)`.
  public var text: String {
    counted(trials, "finished trial")
      + (seconds > 0 ? " (\(QuantityText.duration(seconds)) of work)" : "")
  }
}
