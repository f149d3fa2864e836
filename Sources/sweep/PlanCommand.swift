import ArgumentParser
import Experiments

/// Lists every trial of an experiment with an estimate of memory and time.
///
/// Runs nothing and writes nothing. The time is an estimate from the networks' sizes. What is unusual
/// in the file is a warning on standard error.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "List every trial, the count, the memory and the time; run nothing.",
    discussion: """
      EXAMPLES
        sweep plan experiments/cartpole.cfg
        sweep plan experiments/cartpole.cfg --json | python3 -m json.tool
      """)

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var workers: WorkerArguments

  @Flag(help: "Print JSON, for programs.")
  var json = false

  func run() throws {
    let loaded = try experiment.load()
    experiment.warn(of: loaded)
    let plan = try ExperimentPlan(loaded, workers: workers.count)
    if json {
      try plan.writeJSON(StandardOutput.write)
    } else {
      try plan.writeText(StandardOutput.write)
    }
  }
}
