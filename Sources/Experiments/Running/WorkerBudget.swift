/// How many trials run at a time: as many as were asked for, or as there are cores, unless their
/// memory would not fit.
public struct WorkerBudget: Equatable, Sendable {
  /// Part of the available memory that a sweep takes: the rest is for the results, the program, and
  /// everybody else.
  static let usableMemory = 0.9

  /// Trials at a time, at least 1.
  public let workers: Int
  /// A sentence that says why it is fewer than asked for, or fewer than the cores; `nil` if it is
  /// not.
  public let note: String?

  /// Finds the number.
  ///
  /// - Parameters:
  ///   - requested: what the user asked for; `nil` for one a core.
  ///   - trials: trials left to run.
  ///   - bytesPerTrial: memory that the largest of them needs.
  ///   - machine: what there is.
  /// - Throws: `WorkerBudgetError` if not even one trial fits.
  public init(
    requested: Int?, trials: Int, bytesPerTrial: Int, machine: MachineResources
  ) throws(WorkerBudgetError) {
    let wanted = requested ?? machine.cores
    let useful = max(1, min(wanted, trials))
    guard trials > 0, let available = machine.availableMemory, bytesPerTrial > 0 else {
      workers = useful
      note = Self.note(workers: useful, requested: requested, trials: trials)
      return
    }
    let fitting = Int(Self.usableMemory * Double(available)) / bytesPerTrial
    guard fitting >= 1 else {
      throw WorkerBudgetError(bytesPerTrial: bytesPerTrial, available: available)
    }
    workers = min(useful, fitting)
    note =
      fitting < useful
      ? """
      \(workerText(fitting)) instead of \(useful): each trial may need \
      \(QuantityText.bytes(bytesPerTrial)), and \(QuantityText.bytes(available)) of memory are \
      available
      """
      : Self.note(workers: useful, requested: requested, trials: trials)
  }

  private static func note(workers: Int, requested: Int?, trials: Int) -> String? {
    guard let requested, workers < requested, trials > 0 else { return nil }
    let left = trials == 1 ? "there is only 1 trial" : "there are only \(trials) trials"
    return "\(workerText(workers)) instead of \(requested): \(left) to run"
  }
}

/// Not even one trial fits into the memory that is available.
public struct WorkerBudgetError: Error, Equatable, CustomStringConvertible {
  /// Memory that the largest trial needs.
  public var bytesPerTrial: Int
  /// Memory that there is.
  public var available: Int

  /// What is wrong, and what would help.
  public var description: String {
    """
    one trial may need \(QuantityText.bytes(bytesPerTrial)), but only \
    \(QuantityText.bytes(available)) of memory are available; a smaller replay.capacity needs less
    """
  }
}

/// `1 worker`, `2 workers`.
func workerText(_ workers: Int) -> String { workers == 1 ? "1 worker" : "\(workers) workers" }
