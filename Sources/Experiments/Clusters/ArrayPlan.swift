/// How the trials that an experiment lacks are spread over the tasks of an array of jobs.
///
/// Each task runs a shard, with several trials where these are short or the array would be too
/// long.
public struct ArrayPlan: Equatable, Sendable {
  /// The number of shards.
  public let shards: Int
  /// The shards that have a trial to run, in order; each is a task.
  public let tasks: [Int]
  /// Trials at a time in each task, which are the processors that it needs.
  public let workers: Int
  /// Bytes of memory that a task takes at most.
  public let memory: Int
  /// Trials to run.
  public let trials: Int

  /// Starting a task takes a scheduler seconds, so a task has work for this many, if there is as
  /// much.
  static let secondsPerTask = 600.0
  /// What Slurm allows if it is not told otherwise.
  static let usualLargestArray = 1_001

  /// What the process that inspects files takes, and libraries: a cluster ends a task that takes more
  /// than it has asked for.
  private static let otherBytes = 128 << 20

  /// Spreads the missing trials of an experiment.
  ///
  /// - Parameters:
  ///   - missing: what is to be run.
  ///   - trialCount: the trials of the whole experiment.
  ///   - requested: how many shards the user wants; `nil` for what fits the trials.
  ///   - workers: trials at a time in each task.
  ///   - largestArray: the most tasks that are possible.
  /// - Throws: `ArrayPlanError`, `WorkerBudgetError`.
  init(
    of missing: MissingTrials, trialCount: Int, requested: Int?, workers: Int, largestArray: Int
  ) throws {
    if let requested, requested > largestArray {
      throw ArrayPlanError.tooLarge(requested: requested, largest: largestArray)
    }
    let average = missing.seconds / Double(max(1, missing.count))
    let perTask = min(Self.secondsPerTask / max(average, 1e-9), Double(trialCount))
    let fitting = trialCount.quotient(
      roundedUp: max(workers, Int(perTask) * workers, trialCount.quotient(roundedUp: largestArray)))
    shards = max(1, min(requested ?? fitting, trialCount))
    self.workers = workers
    trials = missing.count
    var hasTrial = [Bool](repeating: false, count: shards)
    for index in missing.indices { hasTrial[index % shards] = true }
    tasks = hasTrial.indices.filter { hasTrial[$0] }
    let budget = try WorkerBudget(
      requested: workers, trials: missing.count, rows: trialCount, largest: missing.largest,
      machine: MachineResources(cores: workers, availableMemory: nil))
    memory = Int(Double(budget.bytes) / WorkerBudget.usableMemory) + Self.otherBytes
  }

  /// The most trials that a task has.
  public var trialsPerTask: Int { trials.quotient(roundedUp: max(1, tasks.count)) }

  /// The tasks as Slurm writes them: `0-3,7`.
  public var taskRanges: String {
    var ranges: [ClosedRange<Int>] = []
    for task in tasks {
      if let last = ranges.last, last.upperBound == task - 1 {
        ranges[ranges.count - 1] = last.lowerBound...task
      } else {
        ranges.append(task...task)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }

  /// The memory in whole mebibytes.
  var mebibytes: Int { memory.quotient(roundedUp: 1 << 20) }
}

extension Int {
  fileprivate func quotient(roundedUp divisor: Int) -> Int { (self + divisor - 1) / divisor }
}

/// An array that a cluster does not take.
public enum ArrayPlanError: ExitStatusError, Equatable {
  /// More tasks than are possible.
  case tooLarge(requested: Int, largest: Int)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong.
  public var description: String {
    switch self {
    case .tooLarge(let requested, let largest):
      "--array \(requested): an array has at most \(largest) tasks on this cluster (MaxArraySize); "
        + "each task runs several trials where there are fewer tasks"
    }
  }
}
