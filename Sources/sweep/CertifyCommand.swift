import ArgumentParser
import Experiments

/// Runs the experiment of a gate, a claim about learning that is compared with published scores, and
/// prints the verdict.
struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Run a gate: an experiment whose scores have to reach published ones.",
    discussion: """
      'sweep list gates' prints the gates; docs/explanation/benchmarks.md has the
      verdicts. Trials that are done are not run again. Where the committed results
      have the same trials, their hashes are compared.

      Exit status: 0 if the gate is passed, for which all its seeds are needed; 1 if
      it is not, or a trial differs from the committed one.

      EXAMPLES
        sweep certify cartpole
        sweep certify minatar-breakout --seeds 2
      """)

  @Argument(
    help: "The gate.", completion: .list(Gate.all.map(\.name)))
  var gate: String

  @Option(
    name: .customLong("seeds"), parsing: .unconditional,
    help: ArgumentHelp("Seeds to run. (default: those of the gate)", valueName: "n"))
  var seeds: Int?

  @OptionGroup var workers: WorkerArguments

  @Option(
    help: ArgumentHelp("The folder of the gates' experiment files.", valueName: "dir"),
    completion: .directory)
  var experiments = "experiments/gates"

  @Option(
    help: ArgumentHelp("The folder for the results.", valueName: "dir"), completion: .directory)
  var results = "certified"

  @Option(
    help: ArgumentHelp(
      "The folder of results to compare hashes with. (default: results)", valueName: "dir"),
    completion: .directory)
  var reference: String?

  @Flag(help: "Print no progress.")
  var quiet = false

  func validate() throws {
    if let seeds, seeds < 1 {
      throw ValidationError("--seeds \(seeds): there must be at least 1 seed")
    }
    if results.isEmpty { throw ValidationError("--results: the folder has no name") }
  }

  func run() throws {
    if let reference { try ArgumentError.requireExisting(reference) }
    let certification = try Certification(gate, experiments: experiments, seeds: seeds)
    var options = ExperimentRun.Options()
    options.results = results
    options.workers = workers.count
    options.inspection = .byThisProgram
    // Those that are not asked for this time are seeds of the gate.
    options.offersPruning = false
    options.progress =
      quiet ? .quiet : TerminalOutput.standardError.isTerminal ? .live : .plain
    // Before the run, which may write to the same folder.
    let committed = try CommittedTrials(reference ?? "results", of: certification.experiment)
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    let outcome = try withExtendedLifetime(monitor) {
      try ExperimentRun(certification.experiment, options: options).run(stop: stop)
    }
    if case .signal(let signal) = outcome.run.end {
      throw ExitCode(ExitStatus.stopped(by: signal))
    }
    let verdict = try certification.judge(outcome.folder)
    try StandardOutput.write(GateText.of(verdict).printable)
    try StandardOutput.writeLine(certification.protocolText)
    let comparison = committed.compare(outcome)
    try StandardOutput.writeLine(comparison.text.printable)
    if verdict.outcome != .passed || comparison.isDifferent { throw ExitCode(.failed) }
  }
}
