import DeepQ
import Synchronization
import Testing

@testable import Experiments

@Suite struct TrialStoreTests {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  let experiment: Experiment
  let missing: MissingTrials

  init() throws {
    scratch = try ScratchFolder()
    experiment = try ExperimentSamples.tiny()
    folder = scratch.results(experiment)
    try folder.create()
    // The second trial was done before.
    missing = MissingTrials(of: experiment, done: [experiment.trials[1].id])
  }

  private func store(
    in folder: ResultsFolder, now: @escaping @Sendable () -> Double = { 0 }
  ) -> TrialStore {
    TrialStore(
      folder: folder, missing: missing,
      stored: StoredTrials(in: folder, inspection: nil),
      summary: SummaryTable(of: experiment) { _ in nil }, timing: TimingTable(), now: now)
  }

  @Test func `a trial that is kept is done`() throws {
    let trial = missing.trial(at: 0)
    let store = store(in: folder)
    try store.keep(trial, .sample(steps: 100), seconds: 0.5, worker: 1)
    #expect(try folder.finishedTrials() == [trial.id])
    #expect(try folder.readTrial(trial.id).result == .sample(steps: 100))
  }

  @Test func `timing counts the trials of this run in the order of starting`() throws {
    let store = store(in: folder)
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
    let store = store(in: elsewhere)
    #expect(throws: FileError.self) {
      try store.keep(missing.trial(at: 0), .sample(), seconds: 1, worker: 0)
    }
    #expect(throws: FileError.self) { try store.writeTiming() }
  }

  @Test func `the summary is written now and then, with what is done by then`() throws {
    let clock = Mutex(0.0)
    let store = store(in: folder) { clock.withLock { $0 } }
    try store.begin()
    func statuses() throws -> [SummaryRow.Status] {
      try SummaryReader.read(folder.summaryFile).rows.map(\.status)
    }
    #expect(try statuses() == [.missing, .missing, .missing, .missing])
    try store.keep(missing.trial(at: 0), .sample(), seconds: 1, worker: 0)
    #expect(try statuses() == [.missing, .missing, .missing, .missing])
    clock.withLock { $0 = 11 }
    try store.keep(missing.trial(at: 1), .sample(failure: "diverged"), seconds: 1, worker: 0)
    #expect(try statuses() == [.done, .missing, .failed, .missing])
    let ids = try folder.finishedTrials()
    var index = try TrialIndex(reading: folder.trialIndexFile)
    #expect(try ids.compactMap { try index.entry(of: $0)?.summary.row.trial } == ids)
    // What is written in the end is the same table with more in it.
    let summary = SummaryTable(of: experiment) { store.stored[$0] }
    #expect(try scratch.text(of: "tiny/summary.csv") == summary.text)
  }
}
