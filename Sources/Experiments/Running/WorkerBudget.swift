import HDF5
import Platform

/// How many trials run at a time: as many as were asked for, or as there are cores, unless their
/// memory would not fit.
public struct WorkerBudget: Equatable, Sendable {
  /// Part of the available memory that a sweep takes: the rest is for the results, the program, and
  /// everybody else.
  static let usableMemory = 0.9
  /// Memory of the program itself, its libraries and what it reads once.
  static let programBytes = 48 << 20
  /// Memory that each trial of an experiment takes while its rows are kept and its summary is made.
  static let bytesPerRow = 4 << 10

  /// Trials at a time, at least 1.
  public let workers: Int
  /// Bytes of memory that the trials take at most that run at a time.
  public let trialBytes: Int
  /// Bytes of memory that the whole run takes at most.
  public let bytes: Int
  /// A sentence that says why it is fewer than asked for, or fewer than the cores; `nil` if it is
  /// not.
  public let note: String?

  /// Finds the number.
  ///
  /// - Parameters:
  ///   - requested: what the user asked for; `nil` for one a core.
  ///   - trials: trials left to run.
  ///   - rows: trials of the whole experiment.
  ///   - largest: what the largest of them needs.
  ///   - machine: what there is.
  /// - Throws: `WorkerBudgetError` if not even one trial fits.
  public init(
    requested: Int?, trials: Int, rows: Int = 0, largest: TrialMemory, machine: MachineResources
  ) throws(WorkerBudgetError) {
    let wanted = requested ?? machine.cores
    let useful = max(1, min(wanted, trials))
    let shared = Self.programBytes + rows * Self.bytesPerRow
    guard trials > 0 else {
      self.init(workers: useful, shared: shared, bytesPerTrial: 0, note: nil)
      return
    }
    guard largest.fileBytes <= Double(HDF5Limits.fileBytes) else {
      throw .file(bytes: largest.fileBytes)
    }
    var (fitting, note) = (
      useful, Self.note(workers: useful, requested: requested, trials: trials)
    )
    for allowance in machine.allowances(rows: rows * Self.bytesPerRow) {
      let most =
        Int(Self.usableMemory * Double(allowance.bytes)) / (largest.bytes + allowance.perTrial)
      guard most >= 1 else {
        throw .memory(bytesPerTrial: largest.bytes, available: allowance.bytes, of: allowance.kind)
      }
      guard most < fitting else { continue }
      fitting = most
      note = """
        \(workerText(most)) instead of \(useful): each trial may need \
        \(QuantityText.bytes(largest.bytes)), and \(QuantityText.bytes(allowance.bytes)) of \
        \(allowance.kind.name) are available
        """
    }
    self.init(workers: fitting, shared: shared, bytesPerTrial: largest.bytes, note: note)
  }

  private init(workers: Int, shared: Int, bytesPerTrial: Int, note: String?) {
    self.workers = workers
    self.note = note
    let trials = bytesPerTrial.multipliedReportingOverflow(by: workers)
    trialBytes = trials.overflow ? .max / 2 : min(.max / 2, trials.partialValue)
    bytes = trialBytes + shared
  }

  private static func note(workers: Int, requested: Int?, trials: Int) -> String? {
    guard let requested, workers < requested, trials > 0 else { return nil }
    let left = trials == 1 ? "there is only 1 trial" : "there are only \(trials) trials"
    return "\(workerText(workers)) instead of \(requested): \(left) to run"
  }
}

/// Not even one trial fits into what is available.
public enum WorkerBudgetError: ExitStatusError, Equatable {
  /// There is too little memory.
  case memory(bytesPerTrial: Int, available: Int, of: MachineResources.MemoryKind)
  /// Its file would be larger than any that is read.
  case file(bytes: Double)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong, and what would help.
  public var description: String {
    switch self {
    case .memory(let bytesPerTrial, let available, let kind):
      """
      one trial may need \(QuantityText.bytes(bytesPerTrial)), but only \
      \(QuantityText.bytes(available)) of \(kind.name) are available; a smaller replay.capacity \
      or rollout, and fewer episodes, steps or evaluations, need less
      """
    case .file(let bytes):
      """
      a trial's file may have \(QuantityText.bytes(Int(min(bytes, 1e18)))), and files of more than \
      \(QuantityText.bytes(HDF5Limits.fileBytes)) are not read; fewer episodes, steps or evaluations \
      make it smaller
      """
    }
  }
}

/// `1 worker`, `2 workers`.
func workerText(_ workers: Int) -> String { workers == 1 ? "1 worker" : "\(workers) workers" }

/// The disk space that a run may need, and whether it is available.
struct DiskSpace: Equatable {
  /// Bytes of the trials' files.
  let results: Int
  /// Bytes of the checkpoints of the trials that are under way at a time.
  let checkpoints: Int

  /// Estimates from above: two checkpoints a worker.
  init(results: Double, largestCheckpoint: Int, workers: Int) {
    // No disk is as large; a sum with the checkpoints stays a number.
    self.results = Int(min(results, 1e18))
    checkpoints = Int(min(2 * Double(largestCheckpoint) * Double(workers), 1e18))
  }

  /// A warning for the user; `nil` if the space suffices or is not known.
  func warning(for folder: String, free: Int?) -> String? {
    guard let free, results + checkpoints > free else { return nil }
    return """
      \(folder) may need \(QuantityText.bytes(results + checkpoints)) of disk, \
      \(QuantityText.bytes(checkpoints)) of them for checkpoints, and \(QuantityText.bytes(free)) are \
      free: a full disk ends the run, and it continues once there is space
      """
  }

  /// Bytes that this user may still write into a folder's file system; `nil` if it does not say.
  static func free(in folder: String) -> Int? {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return nil }
    let product = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
    return product.overflow ? .max : product.partialValue
  }
}
