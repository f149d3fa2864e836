import DeepQ
import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite struct CheckpointedTrainingTests {
  let scratch: ScratchFolder
  let experiment: Experiment
  let folder: ResultsFolder
  let trial: PlannedTrial

  init() throws {
    scratch = try ScratchFolder()
    experiment = try ExperimentSamples.tiny(set: ["steps=3000", "gamma=0.9", "seeds.count=1"])
    folder = scratch.results(experiment)
    trial = MissingTrials(of: experiment, done: []).trial(at: 0)
  }

  private func training(every: Int? = nil) -> CheckpointedTraining {
    CheckpointedTraining(
      folder: folder, every: every,
      threads: TrialThreads(requested: 1, workers: 1, cores: 1), frameCompression: .none,
      warn: { Issue.record("\($0)") })
  }

  @Test func `a trial given up now and then ends as one that never was`() throws {
    let (trial, whole) = (trial, Trial.run(trial.specification))
    var (result, rounds, before) = (TrialResult?.none, 0, -1)
    while result == nil, rounds < 1_000 {
      var looks = 0
      result = try training().train(trial) { steps in
        looks += 1
        if looks == 1, before > 0 { #expect(steps == before, "it continues where it was") }
        before = steps
        return looks < 3
      }
      rounds += 1
    }
    #expect(result == whole)
    #expect(rounds > 3)
  }

  @Test func `a stop between the gradient steps of one environment step loses none of them`() throws
  {
    let many = try ExperimentSamples.tiny(
      set: ["steps=300", "gamma=0.9", "seeds.count=1", "train_every=100", "gradient_steps=2000"])
    let trial = MissingTrials(of: many, done: []).trial(at: 0)
    var (result, rounds, rests) = (TrialResult?.none, 0, 0)
    var before = -1
    while result == nil, rounds < 1_000 {
      var looks = 0
      result = try training().train(trial) { steps in
        looks += 1
        if looks == 1 {
          if steps == before { rests += 1 }
          before = steps
        }
        return looks < 5
      }
      rounds += 1
    }
    #expect(result == Trial.run(trial.specification))
    #expect(rests > 3, "or no stop was within a step")
  }

  @Test func `checkpoints are made at multiples of their interval`() throws {
    let seen = Mutex<[CheckpointName]>([])
    let folder = folder
    _ = try training(every: 1_000).train(trial) { _ in
      seen.withLock { $0 += (try? folder.checkpoints()) ?? [] }
      return true
    }
    let steps = seen.withLock { names in
      Set(names.compactMap { if case .state(_, let steps) = $0 { steps } else { nil } })
    }
    #expect(steps.isSubset(of: [1_000, 2_000, 3_000]) && steps.contains(2_000))
  }

  @Test func `a checkpoint that cannot be written is an error that names it`() throws {
    try folder.create()
    try Data().write(to: URL(filePath: folder.checkpointsFolder))
    let error = #expect(throws: FileError.self) {
      _ = try training(every: 1_000).train(trial) { _ in true }
    }
    #expect(error?.file.hasPrefix(folder.checkpointsFolder) == true)
  }

  @Test func `a run that stops leaves checkpoints, and the next one takes them up`() throws {
    let long = try ExperimentSamples.tiny(set: ["steps=30000"])
    let (trials, results) = (Array(long.trials), scratch.results(long))
    var (outcome, rounds) = (ExperimentOutcome?.none, 0)
    repeat {
      let stop = StopFlag()
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(60)) {
        stop.set(signal: 15)
      }
      do {
        outcome = try scratch.run(long, stop: stop) { $0.workers = 2 }
      } catch is StopRequestError {
        // On a busy machine the signal may come while results are read: nothing has changed.
      }
      rounds += 1
      let status = try ExperimentStatus(of: results)
      #expect(status.total == 4)
      #expect(status.done + status.paused.count == 4 || status.waiting > 0)
    } while outcome?.run.end != .finished && rounds < 200
    #expect(outcome?.run.end == .finished)
    for trial in trials {
      #expect(try results.readTrial(trial.id).result == Trial.run(trial.specification))
    }
    #expect(!FolderListing.exists(results.checkpointsFolder))
  }

  @Test func `every so many steps it is due, at multiples of them`() {
    var schedule = CheckpointSchedule(every: 100, stepsTaken: 30, now: 0)
    #expect(schedule.stepsLeft(at: 30) == 70)
    #expect(!schedule.isDue(at: 99, isWithinStep: false, now: 1e9))
    #expect(schedule.isDue(at: 100, isWithinStep: false, now: 0))
    schedule.note(100, seconds: 1, now: 1)
    #expect(schedule.stepsLeft(at: 100) == 100)
    #expect(!schedule.isDue(at: 100, isWithinStep: false, now: 1e9))
  }

  @Test func `every 0 steps means never`() {
    let schedule = CheckpointSchedule(every: 0, stepsTaken: 0, now: 0)
    #expect(!schedule.isDue(at: 1_000_000_000, isWithinStep: false, now: 1e9))
    #expect(!schedule.isDue(at: 0, isWithinStep: true, now: 1e9))
    #expect(schedule.stepsLeft(at: 0) == .max)
  }

  @Test func `without a number it is due each minute, and rarer where writing takes long`() {
    var schedule = CheckpointSchedule(every: nil, stepsTaken: 0, now: 10)
    #expect(!schedule.isDue(at: 5, isWithinStep: false, now: 69))
    #expect(schedule.isDue(at: 5, isWithinStep: false, now: 70))
    schedule.note(5, seconds: 0.5, now: 71)
    #expect(!schedule.isDue(at: 9, isWithinStep: false, now: 130))
    #expect(schedule.isDue(at: 9, isWithinStep: false, now: 131))
    // Six seconds are 2 % of 300.
    schedule.note(9, seconds: 6, now: 137)
    #expect(!schedule.isDue(at: 9, isWithinStep: false, now: 436))
    #expect(schedule.isDue(at: 9, isWithinStep: false, now: 437))
  }

  @Test func `in an evaluation it is due each minute too`() {
    var schedule = CheckpointSchedule(every: 100, stepsTaken: 0, now: 0)
    schedule.note(100, seconds: 1, now: 10)
    #expect(!schedule.isDue(at: 100, isWithinStep: true, now: 69))
    #expect(schedule.isDue(at: 100, isWithinStep: true, now: 70))
  }
}
