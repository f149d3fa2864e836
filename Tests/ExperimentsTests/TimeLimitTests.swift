import Platform
import Testing

@testable import Experiments

@Suite struct TimeLimitTests {
  @Test func `a run stops early enough to write its checkpoints, and not before half of its time`()
  {
    #expect(TimeLimit.seconds(of: 3_600, checkpointBytes: 0, workers: 4) == 3_580)
    #expect(TimeLimit.seconds(of: 3_600, checkpointBytes: 50_000_000, workers: 4) == 3_576)
    #expect(TimeLimit.seconds(of: 30, checkpointBytes: 0, workers: 1) == 15)
    #expect(TimeLimit.seconds(of: 60, checkpointBytes: 1 << 40, workers: 1) == 30)
  }

  @Test func `a run that its time limit stops goes on from there, with the same bytes`() throws {
    let scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny(set: ["steps=400000", "seeds.count=1"])
    var outcome = try scratch.run(experiment) {
      $0.timeLimit = 0.2
      $0.workers = 1
    }
    #expect(outcome.run.end == .signal(TimeLimit.signal))
    #expect(ExitStatus.stopped(by: TimeLimit.signal).code == 75)
    #expect(outcome.hasAdvanced)
    #expect(try outcome.folder.checkpoints().isEmpty == false)
    outcome = try scratch.run(experiment)
    #expect(outcome.run.end == .finished)
    let whole = try ScratchFolder()
    let other = try whole.run(experiment).folder
    for id in try other.finishedTrials() {
      let bytes = try WholeFile.read(outcome.folder.trialFile(id), limit: 1 << 30)
      #expect(try bytes == WholeFile.read(other.trialFile(id), limit: 1 << 30))
    }
  }

  @Test func `a run that ends in time has nothing of it`() throws {
    let scratch = try ScratchFolder()
    let outcome = try scratch.run(try ExperimentSamples.tiny()) { $0.timeLimit = 1_000 }
    #expect(outcome.run.end == .finished)
    #expect(outcome.hasAdvanced)
    #expect(try !scratch.run(try ExperimentSamples.tiny()).hasAdvanced)
  }
}
