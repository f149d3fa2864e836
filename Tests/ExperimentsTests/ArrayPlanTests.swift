import Testing

@testable import Experiments

@Suite struct ArrayPlanTests {
  private func plan(
    _ overrides: [String], done: (Int) -> Bool = { _ in false }, requested: Int? = nil,
    workers: Int = 1, largestArray: Int = 1_001
  ) throws -> ArrayPlan {
    let experiment = try ExperimentSamples.tiny(set: overrides)
    let done = experiment.trials.filter { done($0.index) }.map(\.id)
    return try ArrayPlan(
      of: MissingTrials(of: experiment, done: Set(done)), trialCount: experiment.trialCount,
      requested: requested, workers: workers, largestArray: largestArray)
  }

  @Test func `long trials have a task each, and short ones share a task`() throws {
    // A million steps of a network this wide are hours.
    let long = try plan(["steps=1000000", "network.hidden=[2048,2048]", "batch_size=64"])
    #expect(long.shards == 4)
    #expect(long.taskRanges == "0-3")
    #expect(long.trialsPerTask == 1)
    let short = try plan([])
    #expect(short.shards == 1)
    #expect(short.trialsPerTask == 4)
  }

  @Test func `a task has enough trials for all of its processors`() throws {
    let plan = try plan(
      ["steps=1000000", "network.hidden=[2048,2048]", "batch_size=64", "seeds.count=8"], workers: 4)
    #expect(plan.shards == 4)
    #expect(plan.workers == 4)
  }

  @Test func `the limit of an array is kept`() throws {
    let wide = ["steps=1000000", "network.hidden=[2048,2048]", "batch_size=64", "seeds.count=50"]
    let kept = try plan(wide, largestArray: 30)
    #expect(kept.shards == 25)
    #expect(kept.trialsPerTask == 4)
    #expect(throws: ArrayPlanError.tooLarge(requested: 31, largest: 30)) {
      try plan(wide, requested: 31, largestArray: 30)
    }
  }

  @Test func `only shards that have a trial to run are tasks`() throws {
    let plan = try plan(
      ["seeds.count=5"], done: { [0, 1, 3, 4, 5, 9].contains($0) }, requested: 10)
    #expect(plan.shards == 10)
    #expect(plan.tasks == [2, 6, 7, 8])
    #expect(plan.taskRanges == "2,6-8")
    #expect(plan.trials == 4)
  }

  @Test func `the memory suffices for the trials of a task at a time`() throws {
    let overrides = ["replay.capacity=1000000", "steps=1000000"]
    let (one, four) = (try plan(overrides), try plan(overrides, workers: 4))
    let experiment = try ExperimentSamples.tiny(set: overrides)
    let missing = MissingTrials(of: experiment, done: [])
    #expect(four.memory - one.memory >= 3 * missing.largest.bytes)
    // What such a task finds: the memory that it asked for, less what the program takes.
    let machine = MachineResources(
      cores: 4, availableMemory: four.memory - WorkerBudget.programBytes)
    let budget = try WorkerBudget(
      requested: 4, trials: 4, rows: 4, largest: missing.largest, machine: machine)
    #expect(budget.workers == 4)
  }
}
