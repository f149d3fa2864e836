import ArgumentParser
import Experiments
import Foundation

/// Hands an experiment to a cluster.
///
/// Slurm gets an array of jobs for the trials that are missing and a job that writes the summary
/// after them; for Kubernetes an Indexed Job is printed.
struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Run an experiment on a cluster: Slurm, or Kubernetes.",
    discussion: """
      With --slurm, an array of jobs is submitted whose tasks run the missing trials
      in results/<name>, and one job that writes the summary when they have ended. A
      task writes checkpoints before its time is over and is started again; what a
      lost node was training goes on elsewhere. Submit again to run what is still
      missing then. With --kubernetes --dry-run, an Indexed Job is printed for
      'kubectl apply -f -'. The options for the size of a task hold for both.

      EXAMPLES
        sweep submit experiments/cartpole.cfg --slurm --time 1:00:00 --dry-run
        sweep submit experiments/pong.cfg --slurm --partition long --time 9:00:00
        sweep submit experiments/cartpole.cfg --kubernetes --image lab/sweep:1 \\
          --claim results --dry-run | kubectl apply -f -
      """)

  @OptionGroup var experiment: ExperimentArguments

  @Flag(help: "Submit to Slurm.")
  var slurm = false

  @Flag(help: "Print a job for Kubernetes; needs --dry-run, --image and --claim.")
  var kubernetes = false

  @Flag(help: "Print what would be submitted, and submit nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      """
      The number of tasks, and after a % how many run at a time: 100 or 100%10. (default: what fits \
      the trials and the cluster)
      """, valueName: "n"))
  var array: String?

  @Option(
    name: .customLong("cpus-per-task"), parsing: .unconditional,
    help: ArgumentHelp("Trials at a time in each task.", valueName: "n"))
  var workers = 1

  @Option(
    help: ArgumentHelp(
      "The memory of a task, such as 2G; 'auto' is what the plan says.", valueName: "size"))
  var memory = "auto"

  @Option(
    help: ArgumentHelp(
      "The time of a task: minutes, h:mm:ss or d-hh:mm:ss. (default: the partition's)",
      valueName: "time"))
  var time: String?

  @Option(help: ArgumentHelp("Slurm: the partition.", valueName: "name"))
  var partition: String?

  @Option(
    name: .customLong("sbatch"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Slurm: another option of sbatch, such as --sbatch=--account=lab. Repeatable.",
      valueName: "option"))
  var sbatchOptions: [String] = []

  @Option(
    help: ArgumentHelp("Slurm: the folder that contains <name>/.", valueName: "dir"),
    completion: .directory)
  var results = "results"

  @Flag(help: "Slurm: run failed trials again.")
  var retryFailed = false

  @Option(help: ArgumentHelp("Kubernetes: the image with sweep in its PATH.", valueName: "image"))
  var image: String?

  @Option(
    help: ArgumentHelp("Kubernetes: the PersistentVolumeClaim for the results.", valueName: "name"))
  var claim: String?

  func validate() throws {
    guard slurm != kubernetes else {
      throw ValidationError("name one cluster: --slurm or --kubernetes")
    }
    if kubernetes && !dryRun {
      throw ValidationError(
        "--kubernetes only prints the job: add --dry-run, and '| kubectl apply -f -' to start it")
    }
    if kubernetes && (image == nil || claim == nil) {
      throw ValidationError("--kubernetes needs --image and --claim")
    }
    guard workers >= 1 else { throw ValidationError("--cpus-per-task is at least 1") }
    if let array { _ = try Self.parse(array: array) }
    if let time, SlurmTime(time) == nil {
      throw ValidationError(
        "--time \(time): expected minutes, h:mm:ss or d-hh:mm:ss, such as 90 or 2:00:00")
    }
    try validateMemory()
    try kubernetes ? validateKubernetes() : validateSlurm()
    if results.isEmpty { throw ValidationError("--results: the folder has no name") }
  }

  private func validateMemory() throws {
    let size = memory.prefix { $0.isASCII && $0.isNumber }
    let units =
      kubernetes ? ["", "Ki", "Mi", "Gi", "Ti", "k", "M", "G", "T"] : ["", "K", "M", "G", "T"]
    let isSize = (Int(size) ?? 0) > 0 && units.contains(String(memory.dropFirst(size.count)))
    guard memory == "auto" || isSize else {
      throw ValidationError(
        "--memory \(memory): expected a size such as \(kubernetes ? "2Gi" : "2G"), or auto")
    }
  }

  /// Options that the array is made of: another value would break it.
  private static let ownOptions = [
    "--array", "-a", "--wrap", "--output", "-o", "--dependency", "-d", "--parsable", "--wait", "-W",
  ]

  private func validateSlurm() throws {
    if image != nil || claim != nil {
      throw ValidationError("--image and --claim are for --kubernetes")
    }
    if let partition, !Self.isName(partition, beside: "_.,-") {
      throw ValidationError("--partition \(partition): expected the name of a partition")
    }
    for option in sbatchOptions {
      guard option.hasPrefix("-"), !option.contains(where: \.isNewline) else {
        throw ValidationError(
          "--sbatch \(option): expected one option, such as --sbatch=--account=lab")
      }
      if let own = Self.ownOptions.first(where: { option == $0 || option.hasPrefix($0 + "=") }) {
        throw ValidationError("--sbatch \(option): \(own) is what 'sweep submit' sets itself")
      }
    }
  }

  private func validateKubernetes() throws {
    if partition != nil || !sbatchOptions.isEmpty || retryFailed || results != "results" {
      throw ValidationError("--partition, --sbatch, --results and --retry-failed are for --slurm")
    }
    if let claim, !Self.isName(claim, beside: ".-") {
      throw ValidationError("--claim \(claim): expected the name of a PersistentVolumeClaim")
    }
  }

  /// Whether a text consists of letters, digits and some other characters, and of something.
  private static func isName(_ text: String, beside others: String) -> Bool {
    !text.isEmpty
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || others.contains($0) }
  }

  func run() throws {
    let arguments = experiment
    let experiment = try arguments.load()
    arguments.warn(of: experiment)
    try StandardOutput.write(kubernetes ? try manifest(of: experiment) : try submit(experiment))
  }

  private func manifest(of experiment: Experiment) throws -> String {
    var options = KubernetesJob.Options(image: image ?? "", claim: claim ?? "")
    (options.shards, options.atOnce) = try array.map(Self.parse(array:)) ?? (nil, nil)
    options.workers = workers
    options.memory = memory == "auto" ? nil : memory
    options.time = time.flatMap(SlurmTime.init)
    return try KubernetesJob(experiment, options: options).manifest
  }

  private func submit(_ experiment: Experiment) throws -> String {
    var options = SlurmSubmission.Options()
    options.results = results
    (options.shards, options.atOnce) = try array.map(Self.parse(array:)) ?? (nil, nil)
    options.workers = workers
    options.partition = partition
    options.time = time.flatMap(SlurmTime.init)
    options.memory = memory == "auto" ? nil : memory
    options.sbatch = sbatchOptions
    options.retryFailed = retryFailed
    options.inspection = .byThisProgram
    guard let program = BuildFacts.executable else {
      throw ArgumentError(description: "the system does not say where this program is")
    }
    let submission = try SlurmSubmission(experiment, options: options, program: program)
    if dryRun {
      let note =
        submission.limitIsKnown
        ? "" : "# There is no Slurm here; its usual limit of an array's size is assumed.\n"
      return note + submission.taskScript + "\n# When all tasks have ended:\n"
        + submission.summaryScript
    }
    let job = try submission.submit()
    let plan = submission.plan
    return """
      job \(job.job): \(counted(plan.tasks.count, "task")) for \(counted(plan.trials, "trial")), \
      \(counted(plan.workers, "processor")) and \(submission.memory) of memory each, \
      \(QuantityText.estimate(submission.seconds)) the longest
      job \(job.summaryJob): the summary, when they have ended
      'sweep status' says how far they are, 'scancel \(job.job)' ends them

      """
  }

  /// The number of tasks, and how many of them run at a time.
  private static func parse(array: String) throws -> (shards: Int?, atOnce: Int?) {
    let parts = array.split(separator: "%", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), parts.allSatisfy({ ($0 ?? 0) >= 1 }) else {
      throw ValidationError(
        "--array \(array): expected the number of tasks, such as 100, or 100%10 for 10 at a time")
    }
    return (parts[0], parts.count == 2 ? parts[1] : nil)
  }
}
