import ArgumentParser
import Experiments

/// Runs rows of somebody's summary again, from the CSV file, and compares the results.
///
/// Which trial a row is of is proved by its id, the hash of everything that the trial depends on.
struct RerunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rerun",
    abstract: "Run rows of anybody's summary.csv again: IDENTICAL, or the cells that DIFFER.",
    discussion: """
      Needs the CSV file alone where the environment has its default settings, or
      one of them changed, and the evaluations a usual schedule; else --experiment,
      or experiment.cfg beside the CSV file. Nothing is written. Exit status: 0 when
      every row is identical, 1 when one differs, 64 when a row's id does not belong
      to its cells.

      EXAMPLES
        sweep rerun results/cartpole/summary.csv --trial 1d3c
        sweep rerun summary.csv --all --experiment cartpole.cfg
      """)

  @Argument(
    help: ArgumentHelp("The summary.", valueName: "summary.csv"),
    completion: .file(extensions: ["csv"]))
  var file: String

  @Option(
    name: .customLong("trial"),
    help: ArgumentHelp(
      "Run this trial, or all seeds of this configuration; the beginning of an id will do. Repeatable.",
      valueName: "id"))
  var trials: [String] = []

  @Flag(help: "Run every trial that is done.")
  var all = false

  @Option(
    name: .customLong("experiment"),
    help: ArgumentHelp(
      "The experiment file that the summary is of.", valueName: "experiment.cfg"),
    completion: .file(extensions: ["cfg"]))
  var experimentFile: String?

  @OptionGroup var workers: WorkerArguments

  func validate() throws {
    if all == !trials.isEmpty { throw ValidationError("give either --trial or --all") }
  }

  func run() throws {
    try ArgumentError.requireExisting(file)
    let source = try ReportSource.read(file, inspection: .byThisProgram)
    let experiment = try experimentFile.map { try Experiment.load(path: $0) } ?? source.experiment
    let chosen =
      all
      ? source.summary.rows.filter { $0.status != .missing }.map(\.trial)
      : try TrialSelection(source.summary).trials(trials)
    if chosen.isEmpty { throw ArgumentError(description: "\(file) holds no finished trial") }
    let rerun = try ExperimentRerun(of: chosen, in: source.summary, experiment: experiment)
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    let output = SharedStandardOutput()
    let outcome = try withExtendedLifetime(monitor) {
      try rerun.run(workers: workers.count, progress: .plain, stop: stop) {
        output.writeLine(VerdictText.of($0).printable)
      }
    }
    if case .signal(let signal) = outcome.end { throw ExitCode(.stopped(by: signal)) }
    try output.check()
    try VerdictText.conclude(differing: outcome.differing, of: chosen.count)
  }
}

extension VerdictText {
  /// `IDENTICAL` with the hashes, or `DIFFERS` with every cell and both values.
  static func of(_ verdict: ExperimentRerun.Verdict) -> String {
    let fresh = verdict.fresh
    if verdict.isIdentical {
      return "IDENTICAL \(fresh.id)  weights \(fresh.weightsDigest)  result \(fresh.resultDigest)"
    }
    return "DIFFERS   \(fresh.id)  "
      + verdict.differences.map { difference in
        let cells = [difference.first, difference.second].map { $0.isEmpty ? "(empty)" : $0 }
        return "\(difference.column) \(cells[0]) (stored), \(cells[1]) (again)"
      }.joined(separator: "; ")
  }
}
