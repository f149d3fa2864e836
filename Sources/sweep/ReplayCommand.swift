import ArgumentParser
import Experiments

/// Runs stored trials again and compares the results bit for bit.
///
/// Everything that a trial's file contains is compared: curves, evaluations, weights, the states of
/// the random streams, settings and hashes. The trial is run from the specification in its file,
/// not from the experiment file.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run stored trials again: IDENTICAL, or where they first DIFFER.",
    discussion: """
      Without --trial or --all, the first finished trial of the experiment is
      replayed. The memory and time that it takes are printed first. A trial that
      needs more memory than is available, or a file that is too large to be read,
      is refused. With --evaluation the training is not run again: the stored
      parameters play the evaluation that was made of them. Exit status: 0 when
      every replayed trial is identical, 1 when one differs, or no policy could be
      played.

      EXAMPLES
        sweep replay results/cartpole
        sweep replay results/cartpole --trial 3f2a91
        sweep replay results/cartpole --all --evaluation
      """)

  @OptionGroup var folder: FolderArgument
  @OptionGroup var workers: WorkerArguments

  @Option(
    name: .customLong("trial"),
    help: ArgumentHelp(
      "Replay this trial, or all seeds of this configuration; the beginning of an id will do. Repeatable.",
      valueName: "id"))
  var trials: [String] = []

  @Flag(help: "Replay every trial.")
  var all = false

  @Flag(help: "Play only the stored policy again, without the training.")
  var evaluation = false

  func validate() throws {
    if all && !trials.isEmpty { throw ValidationError("give either --trial or --all") }
  }

  func run() throws {
    let folder = try folder.existing()
    let chosen = try chosenTrials(in: folder)
    let stop = StopFlag()
    let monitor = SignalMonitor(stop: stop)
    let output = SharedStandardOutput()
    if evaluation {
      return try withExtendedLifetime(monitor) {
        try playAgain(chosen, in: folder, stop: stop, output: output)
      }
    }
    let outcome = try withExtendedLifetime(monitor) {
      try ExperimentReplay(of: folder, inspection: .byThisProgram)
        .run(chosen, workers: workers.count, progress: .plain, stop: stop) {
          output.writeLine(VerdictText.of($0).printable)
        }
    }
    if case .signal(let signal) = outcome.end { throw ExitCode(.stopped(by: signal)) }
    try output.check()
    try VerdictText.conclude(differing: outcome.differing, of: chosen.count)
  }

  private func playAgain(
    _ chosen: [String], in folder: ResultsFolder, stop: StopFlag, output: SharedStandardOutput
  ) throws {
    let outcome = try EvaluationReplay(of: folder, inspection: .byThisProgram)
      .run(chosen, workers: workers.count, stop: stop) {
        output.writeLine(VerdictText.of($0).printable)
      }
    try output.check()
    if chosen.count > 1 {
      try StandardOutput.writeLine(
        outcome.differing == 0
          ? "IDENTICAL: \(outcome.played) of \(chosen.count) trials (evaluation only)"
          : "DIFFERENT: \(outcome.differing) of \(chosen.count) trials (evaluation only)")
    }
    if outcome.differing > 0 || outcome.played == 0 { throw ExitCode(.failed) }
  }

  /// The trials to replay: those that are named, or in grid order.
  private func chosenTrials(in folder: ResultsFolder) throws -> [String] {
    if !trials.isEmpty { return try TrialSelection(finishedIn: folder).trials(trials) }
    let finished = Set(try folder.finishedTrials())
    let inOrder = try folder.experiment().trials.lazy.map(\.id).filter { finished.contains($0) }
    guard let first = inOrder.first else {
      throw ArgumentError(description: "\(folder.path) holds no finished trial")
    }
    return all ? Array(inOrder) : [first]
  }
}

/// A replayed trial's verdict, in a line.
enum VerdictText {
  /// Ends a command that has run trials again: with a line about all of them if there are several.
  ///
  /// - Throws: the exit status 1 if a trial differs.
  static func conclude(differing: Int, of count: Int) throws {
    if count > 1 {
      try StandardOutput.writeLine(
        differing == 0
          ? "IDENTICAL: all \(count) trials" : "DIFFERENT: \(differing) of \(count) trials")
    }
    if differing > 0 { throw ExitCode(.failed) }
  }

  /// `IDENTICAL` with the hashes, or `DIFFERS` with the first difference and both values.
  static func of(_ verdict: ExperimentReplay.Verdict) -> String {
    guard let fresh = verdict.fresh else {
      return "DIFFERS   \(verdict.trial)  \(verdict.damage ?? "it cannot be read")"
    }
    if verdict.isIdentical {
      return "IDENTICAL \(verdict.trial)  weights \(fresh.weightsDigest)  "
        + "result \(fresh.resultDigest)"
    }
    var text = "DIFFERS   \(verdict.trial)"
    if let first = verdict.differences.first { text += "  \(first)" }
    if verdict.differences.count > 1 {
      text += "; \(verdict.differences.count - 1) more arrays or attributes differ"
    }
    if let damage = verdict.damage { text += " (the file is damaged: \(damage))" }
    return text
  }

  /// The same of an evaluation that was played again.
  static func of(_ verdict: EvaluationReplay.Verdict) -> String {
    switch verdict.outcome {
    case .identical(let episodes, let step):
      "IDENTICAL \(verdict.trial)  all \(episodes) returns of the evaluation after step \(step) "
        + "(evaluation only: the training was not run again)"
    case .differs(let episode, let step, let stored, let again):
      "DIFFERS   \(verdict.trial)  evaluation after step \(step): first differs in episode "
        + "\(episode): return \(shortest(stored)) (stored), "
        + "\(shortest(again)) (again)"
    case .notPlayed(let reason): "NOT PLAYED \(verdict.trial)  \(reason)"
    case .damaged(let reason): "DIFFERS   \(verdict.trial)  \(reason)"
    }
  }
}
