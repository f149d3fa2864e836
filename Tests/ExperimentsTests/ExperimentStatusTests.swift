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
    #expect(try ExperimentStatus(of: folder).missing == 4)

    try TrialRecord(trials[0].specification, result: .sample())
      .write(to: folder.trialFile(trials[0].id))
    try TrialRecord(trials[1].specification, result: .sample(failure: "diverged"))
      .write(to: folder.trialFile(trials[1].id))
    try scratch.put("not HDF5", in: "tiny/trials/\(trials[3].id).h5")
    // Of another experiment: it is no business of this one.
    try TrialSamples.record().write(to: folder.trialFile(TrialSamples.id))

    let status = try ExperimentStatus(of: folder)
    #expect(status.name == "tiny")
    #expect(status.total == 4)
    #expect(status.done == 1)
    #expect(
      status.failures == [FailedTrial(index: 1, id: trials[1].id, reason: "diverged")])
    #expect(status.missing == 1)
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
}
