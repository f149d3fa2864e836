import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite struct ExperimentStatusTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
  }

  @Test func `a folder without an experiment has no status`() throws {
    let folder = ResultsFolder(existing: scratch.path)
    let error = #expect(throws: NoResultsError.self) { try ExperimentStatus(of: folder) }
    #expect(
      error?.description
        == "\(scratch.path) holds no results of sweep: there is no experiment.cfg in it")
    #expect(throws: NoResultsError.self) { try folder.requireResults() }
  }

  @Test func `trials are counted by what their files say`() throws {
    let experiment = try ExperimentSamples.tiny()
    let trials = Array(experiment.trials)
    let folder = scratch.results(experiment)
    try folder.create()
    try folder.storeExperiment(experiment.resolvedText)
    #expect(try ExperimentStatus(of: folder).waiting == 4)

    try TrialRecord(trials[0].specification, result: .sample())
      .write(to: folder.trialFile(trials[0].id))
    try TrialRecord(trials[1].specification, result: .sample(failure: "diverged"))
      .write(to: folder.trialFile(trials[1].id))
    try scratch.put("not HDF5", in: "tiny/trials/\(trials[3].id).h5")
    // Of another experiment.
    try TrialSamples.record().write(to: folder.trialFile(TrialSamples.id))

    let status = try ExperimentStatus(of: folder)
    #expect(status.name == "tiny")
    #expect(status.total == 4)
    #expect(status.done == 1)
    #expect(
      status.failures == [FailedTrial(index: 1, id: trials[1].id, reason: "diverged")])
    #expect(status.waiting == 1)
    #expect(status.state == .stopped)
    #expect(status.departed == [TrialSamples.id])
    #expect(status.damaged.map(\.index) == [3])
  }

  @Test func `a file of absurd size is damaged, and the others are told of`() throws {
    let experiment = try ExperimentSamples.tiny()
    let folder = try scratch.run(experiment).folder
    let id = experiment.trials[2].id
    try #require(truncate(folder.trialFile(id), 1 << 40) == 0)
    let status = try ExperimentStatus(of: folder)
    #expect(status.done == 3)
    #expect(status.damaged.map(\.id) == [id])
  }

  @Test func `a trial's file under another's name is damaged`() throws {
    let experiment = try ExperimentSamples.tiny()
    let trials = Array(experiment.trials)
    let folder = scratch.results(experiment)
    try folder.create()
    try folder.storeExperiment(experiment.resolvedText)
    try TrialRecord(trials[0].specification, result: .sample())
      .write(to: folder.trialFile(trials[1].id))
    let status = try ExperimentStatus(of: folder)
    #expect(status.damaged.map(\.id) == [trials[1].id])
    #expect(status.done == 0)
  }

  @Test func `an experiment runs while its lock is held, and by the trials that are named there`()
    throws
  {
    let experiment = try ExperimentSamples.tiny()
    let ids = experiment.trials.map(\.id)
    let folder = scratch.results(experiment)
    try folder.create()
    try folder.storeExperiment(experiment.resolvedText)
    for (id, steps) in [(ids[1], 40), (ids[1], 80), (ids[2], 60)] {
      try folder.writeCheckpoint(
        [1, 2], to: folder.checkpointFile(.state(id: id, stepsTaken: steps)))
    }
    let paused = [
      ExperimentStatus.TrialUnderWay(id: ids[1], checkpoint: 80, steps: 120),
      ExperimentStatus.TrialUnderWay(id: ids[2], checkpoint: 60, steps: 120),
    ]
    do {
      let lock = try folder.lock()
      lock.note(trials: [ids[0], ids[2]])
      let status = try ExperimentStatus(of: folder)
      let holder = FolderLock.Holder(process: getpid(), host: HostName.current)
      guard case .running(let named) = status.state else {
        Issue.record("it is \(status.state)")
        return
      }
      #expect(named.map(\.description) == [holder.description])
      #expect(
        status.running == [
          ExperimentStatus.TrialUnderWay(id: ids[0], checkpoint: nil, steps: 120), paused[1],
        ])
      #expect(status.paused == [paused[0]])
      #expect(status.waiting == 1)
      #expect(status.total == 4)
      #expect(status.sizes.checkpoints == 6)
      withExtendedLifetime(lock) {}
    }
    // The lock file still names trials, which no process trains.
    let status = try ExperimentStatus(of: folder)
    #expect(status.state == .stopped)
    #expect(status.running == [])
    #expect(status.paused == paused)
    #expect(status.waiting == 2)
  }

  @Test func `when all trials have ended the experiment is done, or failed`() throws {
    let done = try scratch.run(try ExperimentSamples.tiny())
    let status = try ExperimentStatus(of: done.folder)
    #expect(status.state == .done)
    #expect(status.sizes.trials > 0)
    #expect(status.sizes.all == status.sizes.trials)
    let other = try ScratchFolder()
    let failed = try other.run(try ExperimentSamples.diverging())
    #expect(try ExperimentStatus(of: failed.folder).state == .failed)
  }
}
