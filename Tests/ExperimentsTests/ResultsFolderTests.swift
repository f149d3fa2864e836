import Testing

@testable import Experiments

@Suite struct ResultsFolderTests {
  @Test func `only plain names can name a folder`() {
    for name in ["smoke", "cartpole-v1", "a.b_c", "0"] { #expect(ExperimentName.isValid(name)) }
    for name in ["", ".", "..", "../x", "a/b", "Big", "-x", String(repeating: "a", count: 65)] {
      #expect(!ExperimentName.isValid(name))
    }
  }

  @Test func `files have the names that the README lists`() {
    let folder = ResultsFolder(results: "results", name: "smoke")
    #expect(folder.trialFile("0123456789ab") == "results/smoke/trials/0123456789ab.h5")
    #expect(folder.summaryFile == "results/smoke/summary.csv")
    #expect(ResultsFolder(existing: "results/smoke//") == folder)
  }

  @Test func `a trial is done when its file has its name`() throws {
    let scratch = try ScratchFolder()
    let folder = ResultsFolder(results: scratch.path, name: "smoke")
    #expect(try folder.finishedTrials() == [])
    try folder.create()
    try TrialSamples.record().write(to: folder.trialFile(TrialSamples.id))
    try scratch.put("x", in: "smoke/trials/notes.txt")
    try scratch.put("x", in: "smoke/trials/\(TemporaryName.next())")
    #expect(try folder.finishedTrials() == [TrialSamples.id])
    #expect(try folder.readTrial(TrialSamples.id).id == TrialSamples.id)
  }

  @Test func `a trial's file under another trial's name is damaged`() throws {
    let scratch = try ScratchFolder()
    let folder = ResultsFolder(results: scratch.path, name: "smoke")
    try folder.create()
    try TrialSamples.record().write(to: folder.trialFile("00000000000f"))
    let error = #expect(throws: TrialFileError.self) { try folder.readTrial("00000000000f") }
    #expect(error?.cause == "it holds the trial 0123456789ab")
  }

  @Test func `the experiment file is kept as it was run`() throws {
    let scratch = try ScratchFolder()
    let folder = ResultsFolder(results: scratch.path, name: "smoke")
    try folder.create()
    #expect(try folder.storedExperiment() == nil)
    try folder.storeExperiment("name: smoke\n")
    #expect(try folder.storedExperiment() == "name: smoke\n")
  }
}
