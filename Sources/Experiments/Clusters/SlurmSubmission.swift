import DeepQ

/// An experiment that is handed to Slurm: one array of jobs for its trials, and one job that writes
/// the summary after them.
///
/// The tasks share the results folder. A trial is done when its file has its name, so a task that
/// Slurm starts twice, or on another node, does no harm.
public struct SlurmSubmission: Sendable {
  /// What the user chose beside the experiment file.
  public struct Options: Sendable {
    /// The folder that holds `<name>/`.
    public var results = "results"
    /// The number of shards; `nil` for what fits the trials.
    public var shards: Int?
    /// Tasks at a time; `nil` for as many as there are nodes for.
    public var atOnce: Int?
    /// Trials at a time in each task.
    public var workers = 1
    /// The partition; `nil` for the cluster's default.
    public var partition: String?
    /// The time of one task; `nil` for the partition's default.
    public var time: SlurmTime?
    /// The memory of one task, as Slurm writes it; `nil` for what the plan says.
    public var memory: String?
    /// More options of `sbatch`.
    public var sbatch: [String] = []
    /// Whether trials that failed before are run again.
    public var retryFailed = false
    /// Reads the trials' files before this process does.
    public var inspection: FileInspection?

    /// What happens if nothing is chosen.
    public init() {}
  }

  private let experiment: Experiment
  private let options: Options
  private let folder: ResultsFolder
  private let script: SlurmScript
  private let slurm: Slurm

  /// How the trials are spread over tasks.
  public let plan: ArrayPlan
  /// The estimate of what the longest task takes, in seconds.
  public let seconds: Double
  /// Whether Slurm said how large an array can be.
  public let limitIsKnown: Bool

  /// Plans a submission; nothing is written or submitted.
  ///
  /// - Parameters:
  ///   - experiment: what is to be run.
  ///   - options: what the user chose.
  ///   - program: the file of the program that the tasks run, absolute.
  ///   - slurm: the cluster.
  /// - Throws: as `ExperimentRun.run` before anything is run; `ArrayPlanError`,
  ///   `WorkerBudgetError`, `SubmissionError`.
  public init(
    _ experiment: Experiment, options: Options, program: String, slurm: Slurm = Slurm()
  ) throws {
    self.experiment = experiment
    self.options = options
    self.slurm = slurm
    let results = AbsolutePath.of(options.results)
    folder = ResultsFolder(results: results, name: experiment.name)
    for path in [folder.path, program] { try Self.requirePlain(path) }
    let missing = try ExperimentRun(experiment, options: options.run(in: results)).missing(
      in: folder)
    guard missing.count > 0 else { throw SubmissionError.nothingMissing(folder.path) }
    let largestArray = slurm.largestArray()
    limitIsKnown = largestArray != nil
    plan = try ArrayPlan(
      of: missing, trialCount: experiment.trialCount, requested: options.shards,
      workers: options.workers, largestArray: largestArray ?? ArrayPlan.usualLargestArray)
    seconds =
      missing.seconds / Double(missing.count)
      * (Double(plan.trialsPerTask) / Double(plan.workers)).rounded(.up)
    script = SlurmScript(
      name: experiment.name, folder: folder, results: results, program: program, plan: plan,
      requests: SlurmScript.Requests(
        partition: options.partition, time: options.time,
        memory: options.memory ?? "\(plan.mebibytes)M", atOnce: options.atOnce,
        options: options.sbatch),
      retryFailed: options.retryFailed)
  }

  /// A line of a batch script has no way to write such a path.
  private static func requirePlain(_ path: String) throws(SubmissionError) {
    let isForbidden = { (character: Character) in
      character.isNewline || "\"\\".contains(character)
    }
    guard !path.contains(where: isForbidden) else { throw .path(path) }
  }

  /// The script of every task.
  public var taskScript: String { script.task }
  /// The script of the job that writes the summary.
  public var summaryScript: String { script.summary }
  /// The memory of a task, as Slurm writes it.
  public var memory: String { script.requests.memory }

  /// Stores the experiment file in the results folder, for the tasks, and submits both jobs.
  ///
  /// - Returns: the jobs.
  /// - Throws: `SubmissionError` if an earlier submission has not ended; `ExternalProgramError`;
  ///   `FolderLockError`, `FileError`.
  public func submit() throws -> SlurmJob {
    if let earlier = SlurmJob.last(in: folder) {
      let tasks = try slurm.tasks(of: earlier.job)
      guard tasks.isEmpty else {
        throw SubmissionError.underWay(SlurmQueue(job: earlier.job, tasks: tasks).text)
      }
    }
    try ExperimentRun(experiment, options: options.run(in: script.results)).prepareForShards()
    try FolderListing.create(folder.slurmFolder)
    let job = try slurm.submit(script.task)
    do {
      let summaryJob = try slurm.submit(script.summary, after: job)
      let submission = SlurmJob(job: job, summaryJob: summaryJob)
      try submission.store(in: folder)
      return submission
    } catch {
      // Tasks that nothing remembers would surprise the user.
      try? slurm.cancel(job)
      throw error
    }
  }
}

extension SlurmSubmission.Options {
  /// The same choices for a run.
  fileprivate func run(in results: String) -> ExperimentRun.Options {
    var options = ExperimentRun.Options()
    options.results = results
    options.retryFailed = retryFailed
    options.inspection = inspection
    options.progress = .quiet
    return options
  }
}

/// An experiment that cannot be submitted.
public enum SubmissionError: ExitStatusError, Equatable {
  /// All trials have their files.
  case nothingMissing(String)
  /// An earlier submission has not ended.
  case underWay(String)
  /// A path that a batch script cannot name.
  case path(String)

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// What to do.
  public var description: String {
    switch self {
    case .nothingMissing(let folder):
      "every trial of the experiment has its file in \(folder); there is nothing to submit"
    case .underWay(let queue):
      "the experiment was submitted before and has not ended (\(queue)); wait, or cancel that job"
    case .path(let path):
      "\(Quotation.quoted(path)) has a quote, a backslash or a line's end in it, which a batch "
        + "script cannot name"
    }
  }
}
