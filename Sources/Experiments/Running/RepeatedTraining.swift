import DeepQ
import Synchronization

/// Trains again what somebody's files say was trained, within the limits of this machine.
///
/// Anybody may have written the files: the limits of a plan hold here too, and the cost is reported
/// before anything is run.
struct RepeatedTraining: Sendable {
  let trials: [PlannedTrial]
  let frameCompression: FrameCompression
  /// What messages call a trial: its file, or its row of a summary.
  let name: @Sendable (PlannedTrial) -> String

  init(
    trials: [PlannedTrial], frameCompression: FrameCompression?,
    name: @escaping @Sendable (PlannedTrial) -> String
  ) {
    self.trials = trials
    self.frameCompression = frameCompression ?? .none
    self.name = name
  }

  /// Runs the trials, several at a time.
  ///
  /// - Parameters:
  ///   - workers: how many run at a time; `nil` for one a core.
  ///   - progress: how progress is shown.
  ///   - output: where to.
  ///   - stop: ends the training early when it is set.
  ///   - machine: what there is to run it on.
  ///   - warnings: what is said first.
  ///   - receive: called for each trial when it is finished, in any order.
  /// - Returns: how it ended.
  /// - Throws: `ReplayBudgetError` if a trial does not fit into the memory, or has too large a
  ///   file; `MachineShortageError` if its threads cannot be had; what `receive` throws.
  func run(
    workers: Int?, progress: ProgressReporter.Style, output: TerminalOutput, stop: StopFlag,
    machine: MachineResources, warnings: [String] = [],
    receive: @escaping @Sendable (PlannedTrial, TrialResult) throws -> Void
  ) throws -> RunOutcome.End {
    let costs = CostModel(frameCompression: frameCompression, keepsBestWeights: true)
    var largest = TrialMemory.none
    var seconds = 0.0
    for trial in trials {
      let cost = costs.cost(of: trial.specification)
      try requireMemory(for: trial, cost.memory, machine)
      largest.enlarge(to: cost.memory)
      seconds += cost.seconds
    }
    let budget = try WorkerBudget(
      requested: workers, trials: trials.count, rows: trials.count, largest: largest,
      machine: machine)
    let threads = TrialThreads(requested: nil, workers: budget.workers, cores: machine.cores)
    try StartableThreads.require(for: budget, machine: machine)
    let reporter = ProgressReporter(
      total: trials.count, alreadyDone: 0, workers: budget.workers, totalWork: seconds,
      style: progress, stop: stop,
      stopping: "stopping: trials under way are given up", output: output)
    for warning in warnings { reporter.say(warning) }
    if progress != .quiet {
      let wall = costs.wallSeconds(total: seconds, longest: 0, workers: budget.workers)
      reporter.say(
        "memory \(QuantityText.bytes(budget.bytes)) at most, time \(QuantityText.estimate(wall))")
      if let note = budget.note { reporter.say(note) }
    }
    defer { reporter.finish() }
    let curves = CurveGuard(machine: { MachineResources.probe().memoryLeft })
    let optimalValues = OptimalValuesStore()
    let (trials, frameCompression) = (trials, frameCompression)
    let outcome = try TrialRunner(
      count: trials.count, workers: budget.workers, stop: stop, trial: { trials[$0] },
      work: {
        let execution = TrialExecution(
          executor: threads.executor(for: $0.specification), frameCompression: frameCompression,
          optimalValues: optimalValues, keepsBestWeights: true)
        let (trial, shouldContinue) = ($0, $1)
        return TrialRunner.train(trial, execution: execution) {
          shouldContinue($0) && curves.haveMemory(for: trial, afterSteps: $0)
        }
      },
      store: { trial, result, _, _ in try receive(trial, result) },
      observe: reporter.observe
    ).run()
    try curves.requireMemory()
    return outcome.end
  }

  /// Refuses a trial that asks for more than there is, by its name.
  private func requireMemory(
    for trial: PlannedTrial, _ memory: TrialMemory, _ machine: MachineResources
  ) throws {
    do throws(WorkerBudgetError) {
      _ = try WorkerBudget(requested: 1, trials: 1, largest: memory, machine: machine)
    } catch {
      throw ReplayBudgetError(file: name(trial), cause: error)
    }
  }
}

/// A stored trial that asks for more than this machine, or any file of a trial, can have.
public struct ReplayBudgetError: ExitStatusError, Equatable {
  /// The trial's file, or its row of a summary.
  public let file: String
  /// What it asks for.
  public let cause: WorkerBudgetError

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// Which trial, and what it asks for.
  public var description: String { "\(file) cannot be replayed: \(cause)" }
}

/// Passes verdicts on in the order of their trials, whichever comes first.
final class VerdictQueue<Verdict: Sendable>: Sendable {
  private struct State {
    var waiting: [Int: Verdict] = [:]
    var next = 0
    var failures = 0
  }

  private let isGood: @Sendable (Verdict) -> Bool
  private let report: @Sendable (Verdict) -> Void
  private let state = Mutex(State())

  init(
    isGood: @escaping @Sendable (Verdict) -> Bool, _ report: @escaping @Sendable (Verdict) -> Void
  ) {
    self.isGood = isGood
    self.report = report
  }

  /// Verdicts that are not good.
  var failures: Int { state.withLock { $0.failures } }

  /// Takes the verdict on the trial at an index of the order.
  func add(_ verdict: Verdict, at index: Int) {
    state.withLock { state in
      if !isGood(verdict) { state.failures += 1 }
      state.waiting[index] = verdict
      while let ready = state.waiting.removeValue(forKey: state.next) {
        report(ready)
        state.next += 1
      }
    }
  }
}
