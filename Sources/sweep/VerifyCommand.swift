import ArgumentParser
import Experiments

/// Checks results that somebody sent: a pack, or a results folder.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check somebody's results: hashes, evaluations, and a sample in full.",
    discussion: """
      Takes a file of 'sweep pack' or a results folder. Ids, hashes and rows are
      computed again, every trial's stored policy plays its evaluation again, and a
      sample of the trials is trained again, which alone checks training curves. The
      sample is chosen by a hash of the summary. Nothing is written. Exit status: 0
      when all that was checked is right, 1 otherwise.

      EXAMPLES
        sweep verify pong.tar
        sweep verify pong.tar --sample 3 --workers 2
        sweep verify results/smoke --all
      """)

  @Argument(
    help: ArgumentHelp("A pack, or a results folder.", valueName: "file"), completion: .file())
  var path: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many trials to run again in full. (default: 1)", valueName: "n"))
  var sample: Int?

  @Flag(help: "Run every trial again in full.")
  var all = false

  @OptionGroup var workers: WorkerArguments

  func validate() throws {
    if all && sample != nil { throw ValidationError("give either --sample or --all") }
    if let sample, sample < 0 { throw ValidationError("--sample \(sample): it is at least 0") }
  }

  func run() throws {
    try ArgumentError.requireExisting(path)
    if ReportSource.isFolder(path) {
      let folder = ResultsFolder(existing: path)
      try folder.requireResults()
      return try verify(folder)
    }
    try ResultsPack(file: path).withFolder { try verify($0) }
  }

  private func verify(_ folder: ResultsFolder) throws {
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    let output = SharedStandardOutput()
    let report = try withExtendedLifetime(monitor) {
      try ResultsVerification(of: folder, inspection: .byThisProgram).run(
        sample: all ? .all : .some(sample ?? 1), workers: workers.count, progress: .plain,
        stop: stop
      ) { output.writeLine($0.printable) }
    }
    if case .signal(let signal) = report.end { throw ExitCode(.stopped(by: signal)) }
    try output.check()
    try StandardOutput.writeLine(VerificationText.of(report))
    if !report.isGood { throw ExitCode(.failed) }
  }
}

/// What was checked and what was not, and the verdict.
enum VerificationText {
  static func of(_ report: ResultsVerification.Report) -> String {
    var lines = [
      "checked: \(trials(report.trials)): ids, hashes, settings and rows of summary.csv",
      "checked: evaluations of \(trials(report.played)), played again",
      "checked: \(trials(report.trained)), run again in full",
    ]
    let untrained = report.trials - report.trained
    if untrained > 0 {
      lines.append(
        "not checked: training curves, earlier evaluations and value errors of \(trials(untrained)) "
          + "(--sample <n> or --all runs them again)")
    }
    if report.trials > report.played {
      lines.append("not checked: evaluations of \(trials(report.trials - report.played))")
    }
    if report.withoutFinalWeights > 0 {
      lines.append(
        "not checked: final evaluations, weights_sha256 and result_sha256 of "
          + "\(trials(report.withoutFinalWeights)) whose files do not keep the final parameters, "
          + "unless run again")
    }
    if report.rowsWithoutFile > 0 {
      lines.append(
        "not checked: results of \(report.rowsWithoutFile) rows of summary.csv without a file here")
    }
    lines.append("not checked: provenance.json")
    if report.trials == 0 {
      return (lines + ["NOTHING VERIFIED: there are no trials in it"]).joined(separator: "\n")
    }
    lines.append(
      report.isGood
        ? "VERIFIED: \(trials(report.trials))"
        : "DIFFERENT: \(trials(report.wrong.count)) of \(report.trials)"
          + (report.problems.isEmpty ? "" : ", and the summary as a whole"))
    return lines.joined(separator: "\n")
  }

  private static func trials(_ count: Int) -> String { counted(count, "trial") }
}
