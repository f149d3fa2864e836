import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite(.timeLimit(.minutes(1)))
struct ExperimentRunTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
  }

  @Test func `every trial is run, and each file is what the trial gives`() throws {
    let experiment = try ExperimentSamples.tiny()
    let outcome = try scratch.run(experiment)
    #expect(outcome.run == RunOutcome(stored: 4, failures: [], end: .finished))
    #expect(outcome.alreadyDone == 0)
    #expect(outcome.folder == scratch.results(experiment))
    for trial in experiment.trials {
      let record = try outcome.folder.readTrial(trial.id)
      #expect(record.result == Trial.run(trial.specification))
    }
    #expect(try scratch.text(of: "tiny/summary.csv") == outcome.summary.text)
    #expect(outcome.summary.rows.map(\.trial) == experiment.trials.map(\.id))
  }

  @Test func `only what is missing is run`() throws {
    let experiment = try ExperimentSamples.tiny()
    let first = try scratch.run(experiment)
    try FileManager.default.removeItem(
      atPath: first.folder.trialFile(first.summary.rows[2].trial))
    let second = try scratch.run(experiment)
    #expect(second.run.stored == 1)
    #expect(second.alreadyDone == 3)
    #expect(second.summary == first.summary)
  }

  @Test func `a run that is stopped before it starts has a summary of missing trials`() throws {
    let stop = StopFlag()
    stop.set(signal: 15)
    let outcome = try scratch.run(try ExperimentSamples.tiny(), stop: stop)
    #expect(outcome.run == RunOutcome(stored: 0, failures: [], end: .signal(15)))
    #expect(outcome.summary.rows.allSatisfy { $0.status == .missing })
    #expect(try scratch.text(of: "tiny/summary.csv") == outcome.summary.text)
  }

  @Test func `a trial that fails is stored, and the others go on`() throws {
    let outcome = try scratch.run(try ExperimentSamples.diverging()) { $0.workers = 1 }
    #expect(outcome.run.stored == 2)
    #expect(outcome.run.failures.map(\.index) == [0])
    #expect(outcome.summary.rows.map(\.status) == [.failed, .done])
  }

  @Test func `failing fast leaves the rest missing`() throws {
    let outcome = try scratch.run(try ExperimentSamples.diverging()) {
      $0.workers = 1
      $0.failFast = true
    }
    #expect(outcome.run.end == .failedFast)
    #expect(outcome.summary.rows.map(\.status) == [.failed, .missing])
  }

  @Test func `the run block may change, and is obeyed`() throws {
    try scratch.run(try ExperimentSamples.tiny())
    let outcome = try scratch.run(try ExperimentSamples.tiny("run: {workers: 1}"))
    #expect(outcome.alreadyDone == 4)
    #expect(try scratch.text(of: "tiny/experiment.cfg").contains("run: {workers: 1}"))
  }

  @Test func `a run that the memory has no room for is refused, and removes nothing`() throws {
    let first = try scratch.run(try ExperimentSamples.tiny())
    let small = MachineResources(cores: 2, availableMemory: 1000)
    #expect(throws: WorkerBudgetError.self) {
      try scratch.run(try ExperimentSamples.tiny(), machine: small) { $0.fresh = true }
    }
    #expect(try first.folder.finishedTrials().count == 4)
    #expect(try scratch.text(of: "tiny/summary.csv") == first.summary.text)
  }

  @Test func `a fresh run removes what was there`() throws {
    try scratch.run(try ExperimentSamples.tiny())
    let experiment = try ExperimentSamples.tiny(set: ["gamma=0.5"])
    let outcome = try scratch.run(experiment) { $0.fresh = true }
    #expect(outcome.run.stored == 2)
    #expect(try outcome.folder.finishedTrials() == experiment.trials.map(\.id).sorted())
  }

  @Test func `a folder in which another run is at work is refused`() throws {
    let experiment = try ExperimentSamples.tiny()
    let folder = scratch.results(experiment)
    try folder.create()
    let lock = try folder.lock()
    let error = #expect(throws: FolderLockError.self) { try scratch.run(experiment) }
    #expect(error?.holder?.process == getpid())
    withExtendedLifetime(lock) {}
  }

  @Test func `each run adds itself to the provenance, and timing has one row a trial`() throws {
    let experiment = try ExperimentSamples.tiny()
    for _ in 0..<2 { try scratch.run(experiment) { $0.workers = 1 } }
    let folder = scratch.results(experiment)
    #expect(try Provenance(continuing: folder.provenanceFile).runs.map(\.workers) == [1, 1])
    #expect(try TimingTable(continuing: folder.timingFile).rows.map(\.started) == [0, 1, 2, 3])
  }

  @Test func `a damaged file is quarantined, and its trial runs again`() throws {
    let experiment = try ExperimentSamples.tiny()
    let first = try scratch.run(experiment)
    let file = first.folder.trialFile(experiment.trials[0].id)
    let bytes = try Data(contentsOf: URL(filePath: file))
    try Data("not HDF5".utf8).write(to: URL(filePath: file))
    let second = try scratch.run(experiment)
    #expect(second.run.stored == 1)
    #expect(second.summary == first.summary)
    #expect(try Data(contentsOf: URL(filePath: file)) == bytes)
    #expect(try Data(contentsOf: URL(filePath: file + ".damaged")) == Data("not HDF5".utf8))
    try scratch.run(experiment) { $0.fresh = true }
    #expect(!FolderListing.exists(file + ".damaged"))
  }

  @Test(arguments: ["timing.csv", "provenance.json"])
  func `a damaged table of the machine's is quarantined`(name: String) throws {
    let experiment = try ExperimentSamples.tiny()
    let folder = try scratch.run(experiment).folder
    try scratch.put("nonsense", in: "tiny/" + name)
    try scratch.run(experiment)
    #expect(try scratch.text(of: "tiny/\(name).damaged") == "nonsense")
    try scratch.run(experiment) { $0.fresh = true }
    #expect(!FolderListing.exists(folder.path + "/\(name).damaged"))
  }

  @Test func `failed trials run again if that is asked for`() throws {
    let experiment = try ExperimentSamples.diverging()
    let first = try scratch.run(experiment)
    let second = try scratch.run(experiment)
    #expect(second.run.stored == 0)
    let third = try scratch.run(experiment) { $0.retryFailed = true }
    #expect(third.run.stored == 1)
    #expect(third.run.failures == first.run.failures)
    #expect(third.summary == first.summary)
  }

  @Test func `checkpoints of trials that are done are removed`() throws {
    let experiment = try ExperimentSamples.tiny()
    let folder = try scratch.run(experiment).folder
    try putCheckpoint(of: experiment, in: folder)
    try scratch.run(experiment)
    #expect(!FolderListing.exists(folder.checkpointsFolder))
  }

  @Test func `a failed trial that is tried again goes on from its checkpoint`() throws {
    let experiment = try ExperimentSamples.diverging()
    let folder = try scratch.run(experiment).folder
    let name = try putCheckpoint(of: experiment, in: folder)
    try scratch.run(experiment) { $0.retryFailed = true }
    // It was looked at, and found to be damaged.
    #expect(FolderListing.exists(name + ResultsFolder.damagedSuffix))

    try putCheckpoint(of: experiment, in: folder)
    try scratch.run(experiment)
    #expect(!FolderListing.exists(name))
  }

  /// Puts a checkpoint of the first trial there, not one to go on from; returns its name.
  @discardableResult
  private func putCheckpoint(of experiment: Experiment, in folder: ResultsFolder) throws -> String {
    let file = folder.checkpointFile(.state(id: experiment.trials[0].id, stepsTaken: 40))
    try folder.writeCheckpoint(Array("nonsense".utf8), to: file)
    return file
  }
}
