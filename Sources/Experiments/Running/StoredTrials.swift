import DeepQ

/// What the trials' files say when a run begins.
struct StoredTrials {
  /// Trials that ran to their end.
  private(set) var done: Set<String> = []
  /// Trials that failed.
  private(set) var failed: Set<String> = []
  /// What to tell of files that were set aside.
  private(set) var warnings: [String] = []

  /// No trials at all.
  init() {}

  /// Reads every trial's file; those that are damaged are set aside, so that the trials run again.
  ///
  /// - Throws: `FileError` if a file cannot be read or moved.
  init(in folder: ResultsFolder, inspection: FileInspection?) throws {
    let fatal = try inspection?.fatalTrials(in: folder) ?? [:]
    for id in try folder.finishedTrials() {
      do {
        try folder.refuse(id, fatal)
        if try folder.readTrial(id).result.failure == nil {
          done.insert(id)
        } else {
          failed.insert(id)
        }
      } catch let error as FileError where error.code != 0 {
        throw error
      } catch {
        let file = folder.trialFile(id)
        try folder.setAside(file)
        warnings.append(
          "\(error); it is set aside as \(file)\(ResultsFolder.damagedSuffix), "
            + "and the trial runs again")
      }
    }
  }
}
