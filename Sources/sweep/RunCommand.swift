import ArgumentParser
import Experiments
import Foundation

/// Runs every trial of an experiment and writes `results/<name>/`.
///
/// The file is read and checked completely before the first trial starts, so a mistake on its last
/// line costs no time. Trials whose file exists are skipped, and those that were stopped continue
/// from their checkpoints; `--fresh` removes both first. A changed file of the same name extends
/// what is there: a trial's id is the hash of its content, so trials that the grid still has are
/// kept, and those that it no longer has stay on disk.
///
/// Writes:
/// - `trials/<id>.h5`: one trial's specification, learning curves and weights.
/// - `summary.csv`: one row per trial, in grid order. The same file and program give the same
///   bytes, whatever `--workers` is.
/// - `sweep.h5`: links to every trial, and the summary as a table.
/// - `timing.csv`, `provenance.json`: what depends on the machine.
/// - `report.html`: with `--live`, the results so far as a page.
/// - `checkpoints/`: running trials; removed when they are done.
///
/// Exit status: 0 when every trial is done; 1 when a trial failed (the others are kept); 64 when
/// the arguments or the experiment file are invalid (nothing was run); 74 when results could not be
/// written; 75 at the time limit, and 128 + n after signal n, such as 130 after SIGINT and 143 after
/// SIGTERM: the same command continues from there.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run every trial of an experiment that is not done yet.",
    discussion: """
      EXAMPLES
        sweep run experiments/cartpole.cfg
        sweep run experiments/cartpole.cfg --workers 4 --set gamma=0.95,0.99
        sweep run more.cfg --from results/cartpole
        sweep run experiments/cartpole.cfg --live
      """)

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var workers: WorkerArguments

  @Option(
    help: ArgumentHelp("The folder that contains <name>/.", valueName: "dir"),
    completion: .directory)
  var results = "results"

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Take finished trials over from another results folder. Repeatable.",
      valueName: "results/name"),
    completion: .directory)
  var sources: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Run only every n-th trial, from the i-th on (i from 0); 'auto' takes both from the variables \
      of Slurm, and 'auto/n' the first from those of Slurm, Kubernetes or PBS.
      """, valueName: "i/n"))
  var shard: String?

  @Flag(help: "Remove the experiment's stored results first; on a terminal, ask before.")
  var fresh = false

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Flag(help: "Run failed trials again.")
  var retryFailed = false

  @Option(
    help: ArgumentHelp(
      """
      Stop in time to write checkpoints before this much time has passed, and end with status 75. As \
      Slurm writes it: 90 minutes, 2:00:00, 1-00:00:00; 'auto' asks Slurm.
      """, valueName: "time"))
  var timeLimit: String?

  @Flag(help: "At the time limit, have Slurm start this job again.")
  var requeue = false

  @Flag(help: "Stop at the first trial that fails.")
  var failFast = false

  @Flag(help: "Keep results/<name>/report.html up to date; a browser that shows it follows.")
  var live = false

  @Flag(help: "Print no progress, only failed trials and the table of results.")
  var quiet = false

  func run() throws {
    let arguments = experiment
    let experiment = try arguments.load()
    // A thousand shards would repeat what 'sweep submit' has said.
    if !quiet, shard == nil { arguments.warn(of: experiment) }
    let shard = try shard.map {
      try Shard($0, environment: ProcessInfo.processInfo.environment)
    }
    for source in sources { try ArgumentError.requireExisting(source) }
    if fresh && !yes {
      try FreshQuestion(ResultsFolder(results: resultsFolder, name: experiment.name)).ask()
    }
    let timeLimit = try secondsLeft()
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    do {
      let outcome = try withExtendedLifetime(monitor) {
        try ExperimentRun(
          experiment, options: options(for: experiment, shard, timeLimit)
        ).run(stop: stop)
      }
      try report(outcome, of: experiment)
    } catch let error as FileError where error.call == "mkdir" {
      throw ResultsPathError(error: error, results: results)
    }
  }

  func validate() throws {
    // `--results "$UNSET"` would otherwise mean the root of the file system.
    if results.isEmpty { throw ValidationError("--results: the folder has no name") }
    if fresh, shard != nil {
      throw ValidationError("--fresh would remove the results of the other shards")
    }
    if live, shard != nil {
      throw ValidationError("--live shows a whole run, and --shard runs a part of one")
    }
    if requeue, timeLimit == nil {
      throw ValidationError("--requeue is for the end of a time limit; give --time-limit too")
    }
  }

  /// The seconds that the run may take; `nil` if there is no limit.
  private func secondsLeft() throws -> Double? {
    switch timeLimit {
    case nil: return nil
    case "auto": return try Slurm().secondsLeft(environment: ProcessInfo.processInfo.environment)
    case .some(let text):
      guard let time = SlurmTime(text) else { throw TimeLimitError.malformed(text) }
      return Double(time.seconds)
    }
  }

  /// The folder without the slashes that a shell's completion adds.
  private var resultsFolder: String {
    let trimmed = results.reversed().drop { $0 == "/" }
    return trimmed.isEmpty ? results : String(trimmed.reversed())
  }

  private func options(
    for experiment: Experiment, _ shard: Shard?, _ timeLimit: Double?
  ) -> ExperimentRun.Options {
    var options = ExperimentRun.Options()
    if live {
      let folder = ResultsFolder(results: resultsFolder, name: experiment.name)
      options.live = LiveReport(of: experiment, in: folder).write
    }
    options.shard = shard
    options.timeLimit = timeLimit
    options.results = resultsFolder
    options.workers = workers.count
    options.fresh = fresh
    options.sources = sources
    options.failFast = failFast
    options.retryFailed = retryFailed
    options.inspection = .byThisProgram
    options.progress =
      quiet ? .quiet : TerminalOutput.standardError.isTerminal ? .live : .plain
    return options
  }

  /// Has Slurm start this job again, unless it would come no further than this time.
  private func requeue(_ outcome: ExperimentOutcome) throws {
    guard let job = Slurm.ownJob(ProcessInfo.processInfo.environment) else { return }
    guard outcome.hasAdvanced else { throw NoAdvanceError() }
    TerminalOutput.standardError.write("the time of job \(job) is over; it is started again\n")
    try Slurm().requeue(job)
  }

  private func report(_ outcome: ExperimentOutcome, of experiment: Experiment) throws {
    let ranking = try Ranking(ReportSource(outcome, of: experiment))
    try StandardOutput.write(
      RankingText(ranking, width: TerminalOutput.standardOutput.width()).text.printable)
    try StandardOutput.writeLine(ProtocolText.of(experiment))
    try StandardOutput.writeLine(OutcomeText.of(outcome))
    if live, outcome.run.end == .finished {
      // As 'sweep report' makes it: nothing in it is of this run any more.
      try ReportPage(ranking, inspection: .byThisProgram).write(to: outcome.folder.reportFile)
      try StandardOutput.writeLine(outcome.folder.reportFile.printable)
    }
    switch outcome.run.end {
    case .signal(let signal):
      let status = ExitStatus.stopped(by: signal)
      if status.isTemporary, requeue { try requeue(outcome) }
      throw ExitCode(status)
    case .failedFast: throw ExitCode(.failed)
    case .finished:
      if outcome.rows.contains(where: { $0.status == .failed }) { throw ExitCode(.failed) }
      // Every trial was stored, so the missing files were removed meanwhile.
      if outcome.rows.contains(where: { $0.status == .missing }) {
        throw ExitCode(.inputOutput)
      }
    }
  }
}

/// A run that would go on for ever without an end.
struct NoAdvanceError: ExitStatusError {
  var exitStatus: ExitStatus { .failed }

  var description: String {
    "the time limit came before a trial had a new checkpoint, so this job is not started again; "
      + "give its tasks more time"
  }
}

/// The folder for the results cannot be created.
struct ResultsPathError: ExitStatusError {
  let error: FileError
  /// What `--results` says.
  let results: String

  var exitStatus: ExitStatus { error.exitStatus }

  var description: String {
    "\(error) (the folder for results is '\(results)'; --results names another)"
  }
}

/// The result of a run, in a sentence or two.
enum OutcomeText {
  /// For example: `results/smoke: 24 trials, all done (20 now, 4 before)`.
  static func of(_ outcome: ExperimentOutcome) -> String {
    let rows = outcome.rows
    let failed = rows.count { $0.status == .failed }
    let missing = rows.count { $0.status == .missing }
    var states = ["\(rows.count - failed - missing) done"]
    if failed > 0 { states.append("\(failed) failed") }
    if missing > 0 { states.append("\(missing) missing") }
    let name = outcome.folder.path + (outcome.shard.map { ", \($0.description)" } ?? "")
    var text = untrained(rows) + "\(name): \(counted(rows.count, "trial")), "
    text += failed + missing == 0 ? "all done" : states.joined(separator: ", ")
    if outcome.alreadyDone > 0 {
      text += " (\(outcome.run.stored) now, \(outcome.alreadyDone) before)"
    }
    if missing > 0 {
      if outcome.run.end == .finished {
        text += "\nfiles of finished trials were removed or changed while the experiment ran"
      }
      text += "\nthe same command continues where this one stopped"
    }
    return text
  }

  /// A line about trials that ended without any update: whether there is one can depend on when
  /// episodes end, so that no check of the file finds it.
  private static func untrained(_ rows: [SummaryRow]) -> String {
    let count = rows.count { $0.status == .done && $0.hasNoUpdates }
    guard count > 0 else { return "" }
    return "\(counted(count, "trial")) made no update, and learned nothing: "
      + "see 'updates' in summary.csv\n"
  }
}
