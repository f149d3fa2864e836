import Foundation

/// The programs of Slurm, and what they say.
public struct Slurm: Sendable {
  /// Runs one of them.
  typealias Execute =
    @Sendable (_ program: String, _ arguments: [String], _ input: String)
    throws(ExternalProgramError) -> String

  private let execute: Execute

  /// Slurm as it is installed here.
  public init() {
    execute = { (name, arguments, input) throws(ExternalProgramError) in
      try ExternalProgram.run(name, arguments, input: input)
    }
  }

  /// The same with other programs, which tests need.
  init(execute: @escaping Execute) { self.execute = execute }

  /// The most tasks that an array can have; `nil` if Slurm does not say, or there is none here.
  public func largestArray() -> Int? {
    guard let text = try? execute("scontrol", ["show", "config"], "") else { return nil }
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2, parts[0] == "MaxArraySize" { return Int(parts[1]) }
    }
    return nil
  }

  /// Submits a batch script.
  ///
  /// - Parameters:
  ///   - script: its text.
  ///   - dependency: the job after whose end it begins, however that ends.
  /// - Returns: the job's id.
  /// - Throws: `ExternalProgramError`.
  func submit(_ script: String, after dependency: String? = nil) throws(ExternalProgramError)
    -> String
  {
    let options = dependency.map { ["--dependency=afterany:\($0)"] } ?? []
    let output = try execute("sbatch", ["--parsable"] + options, script)
    // A cluster's name may follow the number.
    let job = output.prefix { $0 != ";" && $0 != "\n" }
    guard Self.isJob(String(job)) else {
      throw .failed("sbatch", message: "it printed '\(output)' instead of a job's id")
    }
    return String(job)
  }

  /// Cancels a job.
  ///
  /// - Throws: `ExternalProgramError`.
  func cancel(_ job: String) throws(ExternalProgramError) {
    _ = try execute("scancel", [job], "")
  }

  /// Has a job begin again, sooner or later, on any node.
  ///
  /// - Throws: `ExternalProgramError`.
  public func requeue(_ job: String) throws(ExternalProgramError) {
    _ = try execute("scontrol", ["requeue", job], "")
  }

  /// The id of the job that this process is in, such as `42` or, of a task of an array, `42_3`; `nil`
  /// if it is in none.
  ///
  /// The last task of an array has the array's own number, by which Slurm would understand all of
  /// its tasks.
  public static func ownJob(_ environment: [String: String]) -> String? {
    if let array = environment["SLURM_ARRAY_JOB_ID"], let task = environment["SLURM_ARRAY_TASK_ID"],
      isJob(array), isJob(task)
    {
      return "\(array)_\(task)"
    }
    return environment["SLURM_JOB_ID"].flatMap { isJob($0) ? $0 : nil }
  }

  /// The tasks of a job that are waiting or running; empty if all have ended, or Slurm no longer
  /// knows the job.
  ///
  /// - Throws: `ExternalProgramError` if Slurm cannot be asked.
  func tasks(of job: String) throws(ExternalProgramError) -> [SlurmQueue.Task] {
    do throws(ExternalProgramError) {
      let format = "--format=%i|%T|%N|%r"
      let output = try execute("squeue", ["--noheader", "--array", "--jobs=\(job)", format], "")
      return output.split(separator: "\n").compactMap { SlurmQueue.Task(line: String($0)) }
    } catch {
      if case .failed(_, let message) = error, message.contains("Invalid job id") { return [] }
      throw error
    }
  }

  /// The time that a job has left; `nil` if it has no limit.
  ///
  /// Newer versions of Slurm tell the job when it will end; others are asked.
  ///
  /// - Parameter environment: the variables of the job.
  /// - Returns: seconds.
  /// - Throws: `TimeLimitError` if this is no job, `ExternalProgramError`.
  public func secondsLeft(environment: [String: String]) throws -> Double? {
    try secondsLeft(environment: environment, now: Date.now.timeIntervalSince1970)
  }

  /// The same at a time in seconds since 1970.
  func secondsLeft(environment: [String: String], now: Double) throws -> Double? {
    guard let job = Self.ownJob(environment) else { throw TimeLimitError.noJob }
    if let end = environment["SLURM_JOB_END_TIME"].flatMap(Double.init) { return end - now }
    let output = try execute("squeue", ["--noheader", "--jobs=\(job)", "--format=%L"], "")
    let text = output.trimmingCharacters(in: .whitespacesAndNewlines)
    if ["UNLIMITED", "NOT_SET"].contains(text) { return nil }
    guard let time = SlurmTime(text) else { throw TimeLimitError.unknown(text) }
    return Double(time.seconds)
  }

  /// Whether a text can be a job's id.
  static func isJob(_ text: String) -> Bool {
    (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

/// A time limit that cannot be told.
public enum TimeLimitError: ExitStatusError, Equatable {
  /// Not a duration.
  case malformed(String)
  /// This process is no job of Slurm.
  case noJob
  /// Slurm says something else than a time.
  case unknown(String)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What is wrong.
  public var description: String {
    switch self {
    case .malformed(let text):
      "--time-limit \(text): expected minutes, minutes:seconds, hours:minutes:seconds or "
        + "days-hours:minutes:seconds, such as 90 or 2:00:00, or auto"
    case .noJob:
      "--time-limit auto: SLURM_JOB_ID is not set; this is no job of Slurm: write the time, such "
        + "as --time-limit 2:00:00"
    case .unknown(let text):
      "--time-limit auto: Slurm says '\(text)' of the time that is left; write the time"
    }
  }
}
