import Testing

@testable import Experiments

struct WorkerBudgetTests {
  let machine = MachineResources(cores: 8, availableMemory: 10 << 30)

  @Test func `without a wish there is a worker a core, and nothing to say`() throws {
    let budget = try WorkerBudget(
      requested: nil, trials: 100, largest: TrialMemory(training: 1 << 20), machine: machine)
    #expect(budget.workers == 8)
    #expect(budget.note == nil)
  }

  @Test func `a wish beyond the cores is granted`() throws {
    let budget = try WorkerBudget(
      requested: 64, trials: 100, largest: TrialMemory(training: 1 << 20), machine: machine)
    #expect(budget.workers == 64)
    #expect(budget.note == nil)
  }

  @Test func `there are no more workers than trials, and a wish for more is answered`() throws {
    let silent = try WorkerBudget(
      requested: nil, trials: 3, largest: TrialMemory(training: 1), machine: machine)
    #expect(silent.workers == 3)
    #expect(silent.note == nil)
    let told = try WorkerBudget(
      requested: 4, trials: 1, largest: TrialMemory(training: 1), machine: machine)
    #expect(told.workers == 1)
    #expect(told.note == "1 worker instead of 4: there is only 1 trial to run")
  }

  @Test func `nine tenths of the memory are used, and fewer workers say so`() throws {
    // 0.9 · 10 GiB / 3 GiB = 3.
    let budget = try WorkerBudget(
      requested: nil, trials: 100, largest: TrialMemory(training: 3 << 30), machine: machine)
    #expect(budget.workers == 3)
    #expect(
      budget.note
        == """
        3 workers instead of 8: each trial may need 3.0 GiB, and 10.0 GiB of memory are \
        available
        """
    )
  }

  @Test func `a trial that does not fit is an error that names a way out`() {
    let error = #expect(throws: WorkerBudgetError.self) {
      try WorkerBudget(
        requested: 1, trials: 1, largest: TrialMemory(training: 10 << 30), machine: machine)
    }
    #expect(
      error?.description == """
        one trial may need 10.0 GiB, but only 10.0 GiB of memory are available; \
        a smaller replay.capacity or rollout, and fewer episodes, steps or evaluations, need less
        """)
  }

  @Test func `nothing to run fits anywhere`() throws {
    let budget = try WorkerBudget(
      requested: 2, trials: 0, largest: TrialMemory(training: 10 << 40), machine: machine)
    #expect(budget.workers == 1)
    #expect(budget.note == nil)
  }

  @Test func `unknown memory limits nothing`() throws {
    let machine = MachineResources(cores: 2, availableMemory: nil)
    let budget = try WorkerBudget(
      requested: nil, trials: 9, largest: TrialMemory(training: 1 << 50), machine: machine)
    #expect(budget.workers == 2)
  }

  @Test func `the whole run takes the program, a row for each trial, and its trials at a time`()
    throws
  {
    let budget = try WorkerBudget(
      requested: 3, trials: 5, rows: 1000, largest: TrialMemory(training: 1 << 20),
      machine: machine)
    #expect(budget.trialBytes == 3 << 20)
    #expect(budget.bytes == 3 << 20 + 48 << 20 + 1000 * 4 << 10)
  }

  @Test func `a trial needs room for its training and for its file, or for its checkpoint`() {
    #expect(TrialMemory(training: 100, fileBytes: 10, saving: 39).bytes == 140)
    #expect(TrialMemory(training: 100, fileBytes: 10, saving: 41).bytes == 141)
  }

  @Test func `a trial whose file would be too large to read is refused`() throws {
    let most = Double(1 << 31)
    _ = try WorkerBudget(
      requested: 1, trials: 1, largest: TrialMemory(training: 1, fileBytes: most),
      machine: MachineResources(cores: 1, availableMemory: nil))
    let error = #expect(throws: WorkerBudgetError.self) {
      try WorkerBudget(
        requested: 1, trials: 1, largest: TrialMemory(training: 1, fileBytes: most + 1),
        machine: machine)
    }
    #expect(
      error?.description == """
        a trial's file may have 2.0 GiB, and files of more than 2.0 GiB are not read; fewer episodes, \
        steps or evaluations make it smaller
        """)
  }

  @Test func `a limit of addresses counts stacks and aligned blocks too`() throws {
    // 8 cores and 6 more threads with stacks of 8 MiB leave 888 MiB of 1000; 0.9 of that has room
    // for five trials of 100 MiB, each with a stack and 32 MiB between its blocks.
    let limited = MachineResources(
      cores: 8, availableMemory: 10 << 30,
      addressSpace: AddressSpace(left: 1000 << 20, stack: 8 << 20))
    let budget = try WorkerBudget(
      requested: nil, trials: 100, largest: TrialMemory(training: 100 << 20), machine: limited)
    #expect(budget.workers == 5)
    #expect(
      budget.note == """
        5 workers instead of 8: each trial may need 100.0 MiB, and 888.0 MiB of address space \
        (ulimit -v, ulimit -d) are available
        """)
    #expect(throws: WorkerBudgetError.self) {
      try WorkerBudget(
        requested: 1, trials: 1, largest: TrialMemory(training: 900 << 20), machine: limited)
    }
  }

  private let space = DiskSpace(results: 1_048_576, largestCheckpoint: 1 << 19, workers: 3)

  @Test func `each worker has two checkpoints`() {
    #expect(space.checkpoints == 3 << 20)
  }

  @Test func `results that no disk could hold are not too many to say so`() {
    let space = DiskSpace(results: 1e300, largestCheckpoint: 1 << 40, workers: 4)
    #expect(space.warning(for: "results/a", free: .max / 16) != nil)
  }

  @Test func `too little space has a warning, with what would happen`() {
    #expect(space.warning(for: "results/a", free: nil) == nil)
    #expect(space.warning(for: "results/a", free: 4 << 20) == nil)
    #expect(
      space.warning(for: "results/a", free: 2 << 20) == """
        results/a may need 4.0 MiB of disk, 3.0 MiB of them for checkpoints, and 2.0 MiB are free: \
        a full disk ends the run, and it continues once there is space
        """)
  }

  @Test func `the free space of a folder is known, that of none is not`() {
    #expect(DiskSpace.free(in: "/") ?? 0 > 0)
    #expect(DiskSpace.free(in: "/no/such/folder") == nil)
  }

  @Test func `a trial's file is estimated from above, and not by much`() throws {
    let scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny(
      set: ["steps=3000", "network.hidden=[64,64]", "gamma=0.9", "seeds.count=1"])
    let trial = experiment.trials[0]
    let folder = try scratch.run(experiment).folder
    let bytes = try WholeFile.read(folder.trialFile(trial.id), limit: 1 << 30).count
    let share = CostModel().cost(of: trial.specification).fileBytes / Double(bytes)
    #expect(1 < share && share < 3)
  }
}
