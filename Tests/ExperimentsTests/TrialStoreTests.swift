import DeepQ
import Testing

@testable import Experiments

@Suite struct TrialStoreTests {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  let missing: MissingTrials

  init() throws {
    scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny()
    folder = scratch.results(experiment)
    try folder.create()
    // The second trial was done before.
    missing = MissingTrials(of: experiment, done: [experiment.trials[1].id])
  }

  @Test func `a trial that is kept is done`() throws {
    let trial = missing.trial(at: 0)
    let store = TrialStore(folder: folder, missing: missing, timing: TimingTable())
    try store.keep(trial, .sample(steps: 100), seconds: 0.5, worker: 1)
    #expect(try folder.finishedTrials() == [trial.id])
    #expect(try folder.readTrial(trial.id).result == .sample(steps: 100))
  }

  @Test func `timing counts the trials of this run in the order of starting`() throws {
    let store = TrialStore(folder: folder, missing: missing, timing: TimingTable())
    for (position, seconds) in [(1, 0.5), (0, 0.25)] {
      try store.keep(
        missing.trial(at: position), .sample(steps: 100), seconds: seconds, worker: position)
    }
    try store.writeTiming()
    #expect(
      try scratch.text(of: "tiny/timing.csv") == """
        trial,started,worker,seconds,steps_per_second
        \(missing.trial(at: 0).id),0,0,0.25,400
        \(missing.trial(at: 1).id),1,1,0.5,200

        """)
  }

  @Test func `what cannot be written is thrown`() throws {
    let elsewhere = ResultsFolder(results: scratch.path + "/nowhere", name: "tiny")
    let store = TrialStore(folder: elsewhere, missing: missing, timing: TimingTable())
    #expect(throws: FileError.self) {
      try store.keep(missing.trial(at: 0), .sample(), seconds: 1, worker: 0)
    }
    #expect(throws: FileError.self) { try store.writeTiming() }
  }
}
