import Testing

@testable import Experiments

@Suite struct RunAdvanceTests {
  @Test func `steps count only if a checkpoint keeps them, and results count always`() throws {
    let scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny()
    let folder = scratch.results(experiment)
    let trial = experiment.trials[0]
    let advance = RunAdvance()
    advance.observe(.started(trial, worker: 0))
    // Where an earlier run has stopped.
    advance.observe(.advanced(trial, stepsTaken: 90, worker: 0))
    try folder.writeCheckpoint(
      [0], to: folder.checkpointFile(.state(id: trial.id, stepsTaken: 90)))
    #expect(try !advance.isKept(in: folder))
    advance.observe(.advanced(trial, stepsTaken: 91, worker: 0))
    #expect(try advance.isKept(in: folder))
    try folder.removeCheckpoints { _ in true }
    #expect(try !advance.isKept(in: folder))
    let result = try #require(TrialRunner.train(trial) { _ in true })
    advance.observe(.finished(trial, result, seconds: 1, worker: 0))
    #expect(try advance.isKept(in: folder))
  }
}
