import Testing

@testable import Experiments

@Suite struct StoredTrialsTests {
  @Test func `trials are told apart by what their files say, and damaged ones set aside`() throws {
    let scratch = try ScratchFolder()
    let folder = ResultsFolder(existing: scratch.path)
    try folder.create()
    let (done, failed, damaged) = ("0123456789ab", "1123456789ab", "2123456789ab")
    try TrialSamples.record(id: done).write(to: folder.trialFile(done))
    try TrialSamples.failed(id: failed).write(to: folder.trialFile(failed))
    // The file of another trial.
    try TrialSamples.record(id: done).write(to: folder.trialFile(damaged))
    let stored = try StoredTrials(in: folder, inspection: nil)
    #expect(stored.done == [done])
    #expect(stored.failed == [failed])
    #expect(
      stored.warnings == [
        "\(folder.trialFile(damaged)) is damaged: it holds the trial \(done); it is set aside as "
          + "\(folder.trialFile(damaged)).damaged, and the trial runs again"
      ])
    #expect(try folder.finishedTrials() == [done, failed])
    #expect(FolderListing.exists(folder.trialFile(damaged) + ".damaged"))
  }
}
