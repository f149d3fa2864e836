/// A part of an experiment's trials that one of several processes runs: of `count` shards, shard
/// `index` has every trial whose index in the grid leaves that remainder.
public struct Shard: Equatable, Sendable {
  /// Which shard, from 0.
  public let index: Int
  /// How many there are.
  public let count: Int

  /// More than any array of jobs has.
  private static let maxCount = 1_000_000

  /// Creates a shard; `nil` unless the index is one of the count's.
  public init?(index: Int, of count: Int) {
    guard (1...Self.maxCount).contains(count), (0..<count).contains(index) else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// Reads `i/n`, or takes the shard from the variables that a batch system sets for each task of an
  /// array: `auto` where they say how many tasks there are, as Slurm's do, else `auto/n`.
  ///
  /// - Throws: `ShardError`.
  public init(_ text: String, environment: [String: String]) throws(ShardError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.first == "auto", parts.count <= 2 {
      let count = parts.count == 2 ? Int(parts[1]) : nil
      guard parts.count == 1 || count != nil else { throw .malformed(text) }
      self = try Self.automatic(count: count, environment)
      return
    }
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
      let shard = Shard(index: index, of: count)
    else { throw .malformed(text) }
    self = shard
  }

  /// Whether the trial at an index of the grid is in the shard.
  public func contains(_ trial: Int) -> Bool { trial % count == index }

  /// How many of the first `trials` trials are in the shard.
  public func count(of trials: Int) -> Int { (trials - index + count - 1) / count }

  /// For example `shard 0/4`.
  public var description: String { "shard \(index)/\(count)" }

  private static func automatic(
    count: Int?, _ environment: [String: String]
  ) throws(ShardError) -> Shard {
    func number(_ name: String) throws(ShardError) -> Int? {
      guard let text = environment[name] else { return nil }
      guard let number = Int(text) else { throw .badVariable(name, value: text) }
      return number
    }
    if let task = try number("SLURM_ARRAY_TASK_ID") {
      // Tasks may be numbered from 1, or by steps.
      let first = try number("SLURM_ARRAY_TASK_MIN") ?? 0
      let step = max(1, try number("SLURM_ARRAY_TASK_STEP") ?? 1)
      let known = try number("SLURM_ARRAY_TASK_COUNT")
      guard let tasks = count ?? known else { throw .countUnknown("SLURM_ARRAY_TASK_ID") }
      return try shard((task - first) / step, of: tasks, "SLURM_ARRAY_TASK_ID", task)
    }
    for name in ["JOB_COMPLETION_INDEX", "PBS_ARRAY_INDEX"] {
      guard let task = try number(name) else { continue }
      guard let count else { throw .countUnknown(name) }
      return try shard(task, of: count, name, task)
    }
    throw .noVariable
  }

  private static func shard(
    _ index: Int, of count: Int, _ name: String, _ value: Int
  ) throws(ShardError) -> Shard {
    guard let shard = Shard(index: index, of: count) else {
      throw .outOfRange(name, value: value, count: count)
    }
    return shard
  }
}

/// A shard that cannot be told.
public enum ShardError: ExitStatusError, Equatable {
  /// Not `i/n`.
  case malformed(String)
  /// None of the variables of a batch system is set.
  case noVariable
  /// A variable that is no whole number.
  case badVariable(String, value: String)
  /// A variable that gives the task, where nothing says how many there are.
  case countUnknown(String)
  /// A task that is none of that many.
  case outOfRange(String, value: Int, count: Int)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong.
  public var description: String {
    switch self {
    case .malformed(let text):
      "--shard \(text): expected i/n with i from 0 to n - 1, such as 0/4, or auto, or auto/4"
    case .noVariable:
      "--shard auto: none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and PBS_ARRAY_INDEX is set; "
        + "this is no task of an array, or name the shard: --shard 0/4"
    case .badVariable(let name, let value): "--shard auto: \(name) is '\(value)', and no number"
    case .countUnknown(let name):
      "--shard auto: \(name) does not say how many tasks there are; write --shard auto/n"
    case .outOfRange(let name, let value, let count):
      "--shard auto: \(name) is \(value), which is none of \(count) tasks from 0"
    }
  }
}

/// A shard of a changed experiment in a folder in which shards of the earlier one run.
public struct OtherShardsError: ExitStatusError, Equatable {
  /// The folder.
  public let folder: String

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What to wait for.
  public var description: String {
    "other shards run in \(folder), of the experiment file as it was before; "
      + "wait for their end, or give the changed experiment another name"
  }
}
