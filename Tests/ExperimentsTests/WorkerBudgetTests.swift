import Testing

@testable import Experiments

struct WorkerBudgetTests {
  let machine = MachineResources(cores: 8, availableMemory: 10 << 30)

  @Test func `without a wish there is a worker a core, and nothing to say`() throws {
    let budget = try WorkerBudget(
      requested: nil, trials: 100, bytesPerTrial: 1 << 20, machine: machine)
    #expect(budget.workers == 8)
    #expect(budget.note == nil)
  }

  @Test func `a wish beyond the cores is granted`() throws {
    let budget = try WorkerBudget(
      requested: 64, trials: 100, bytesPerTrial: 1 << 20, machine: machine)
    #expect(budget.workers == 64)
    #expect(budget.note == nil)
  }

  @Test func `there are no more workers than trials, and a wish for more is answered`() throws {
    let silent = try WorkerBudget(requested: nil, trials: 3, bytesPerTrial: 1, machine: machine)
    #expect(silent.workers == 3)
    #expect(silent.note == nil)
    let told = try WorkerBudget(requested: 4, trials: 1, bytesPerTrial: 1, machine: machine)
    #expect(told.workers == 1)
    #expect(told.note == "1 worker instead of 4: there is only 1 trial to run")
  }

  @Test func `nine tenths of the memory are used, and fewer workers say so`() throws {
    // 0.9 · 10 GiB / 3 GiB = 3.
    let budget = try WorkerBudget(
      requested: nil, trials: 100, bytesPerTrial: 3 << 30, machine: machine)
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
      try WorkerBudget(requested: 1, trials: 1, bytesPerTrial: 10 << 30, machine: machine)
    }
    #expect(
      error?.description == """
        one trial may need 10.0 GiB, but only 10.0 GiB of memory are available; \
        a smaller replay.capacity needs less
        """)
  }

  @Test func `nothing to run fits anywhere`() throws {
    let budget = try WorkerBudget(
      requested: 2, trials: 0, bytesPerTrial: 10 << 40, machine: machine)
    #expect(budget.workers == 1)
    #expect(budget.note == nil)
  }

  @Test func `unknown memory limits nothing`() throws {
    let machine = MachineResources(cores: 2, availableMemory: nil)
    let budget = try WorkerBudget(
      requested: nil, trials: 9, bytesPerTrial: 1 << 50, machine: machine)
    #expect(budget.workers == 2)
  }
}
