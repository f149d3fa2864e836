import DeepQ
import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct PlotCommandTests {
  /// Four configurations with three seeds and made-up evaluations; the first trial failed.
  private func curves() throws -> Workplace {
    let place = try Workplace()
    let experiment = try Experiment(
      bytes: Array(
        """
        name: curves
        environment: CartPole-v1
        grid: {gamma: [0.9, 0.99], network.hidden: [[24, 24], [64, 64]]}
        seeds: {count: 3}
        evaluate: {every: 10_000, episodes: 2}
        """.utf8), name: "curves.cfg")
    let folder = ResultsFolder(results: place.path + "/results", name: experiment.name)
    try folder.create()
    try folder.storeExperiment(experiment.resolvedText)
    for (index, trial) in experiment.trials.enumerated() {
      var result = TrialResult()
      result.failure = index == 0 ? "the loss is not finite" : nil
      result.evaluations = (1...5).map { number in
        let score = min(500, (20 + 10 * (index / 3)) * number * number + 15 * (index % 3))
        return Evaluation(step: 10_000 * number, returns: [Double(score), Double(score / 2)])
      }
      try TrialRecord(trial.specification, result: result).write(to: folder.trialFile(trial.id))
    }
    return place
  }

  @Test func `the picture is as recorded`() throws {
    let place = try curves()
    let outcome = try place.succeed("plot", "results/curves/")
    #expect(
      outcome.output == """
        Lines: means over the seeds. Bands: 95 % Student-t intervals of the mean over the seeds.
        Left out: trials: 1 failed.
        results/curves/curves.svg

        """)
    #expect(outcome.errors == "")
    let picture = try place.text(of: "results/curves/curves.svg")
    try Snapshot.expect(picture, named: "curves", extension: "svg")
    #expect(try place.succeed("plot", "results/curves", "--output", "-").output == picture)
  }

  @Test func `a picture is written where it is asked for`() throws {
    let place = try curves()
    let before = place.names(in: "results/curves")
    let outcome = try place.succeed(
      "plot", "results/curves", "--by", "gamma", "--theme", "dark", "--output", "a b.svg")
    #expect(outcome.output.hasSuffix("\na b.svg\n"))
    #expect(try place.text(of: "a b.svg").hasPrefix("<svg "))
    #expect(place.names(in: "results/curves") == before)
  }

  @Test func `standard output has the picture alone`() throws {
    let outcome = try curves().succeed("plot", "results/curves", "--top", "1", "--output", "-")
    #expect(outcome.output.hasPrefix("<svg "))
    #expect(outcome.output.hasSuffix("</svg>\n"))
    #expect(outcome.errors.hasPrefix("1 of 4 configurations, the best by their last mean.\n"))
  }

  @Test func `training returns are drawn of an experiment without evaluations on the way`() throws {
    let place = try Workplace.finished(.tiny)
    try place.succeed("plot", "results/tiny")
    #expect(
      try place.text(of: "results/tiny/curves.svg")
        .contains("mean return of the training episodes in each "))
  }

  @Test func `a picture of results goes with them`() throws {
    let place = try Workplace.finished(.tiny)
    try place.succeed("plot", "results/tiny")
    try place.succeed("run", "tiny.cfg", "--fresh")
    #expect(!place.exists("results/tiny/curves.svg"))
  }

  @Test(arguments: [
    (["--by", "gama"], "there is no axis 'gama'; did you mean 'gamma'?\n"),
    (
      ["--by", "batch_size"], "'batch_size' does not vary in this experiment; the axes are gamma\n"
    ),
    (
      ["--configurations", "zz"],
      "no configuration of this experiment has an id that begins with 'zz'; summary.csv has the ids\n"
    ),
    (["--top", "0"], "Error: --top 0: there must be at least 1 line\n"),
    (["--configurations", "a,,b"], "Error: --configurations: an id between two commas is empty\n"),
    (
      ["--output", "/dev/full"], "/dev/full is not a regular file; '--output -' writes to standard"
    ),
    (["--output", "no/such/curves.svg"], "no/such: No such file or directory\n"),
    (["--output", ""], "Error: --output: the file has no name\n"),
    (["--theme", "blue"], "Error: The value 'blue' is invalid for '--theme <theme>'."),
  ])
  func `wrong options are refused, and nothing is written`(
    options: [String], message: String
  ) throws {
    let place = try Workplace.finished(.tiny)
    let before = place.names(in: "results/tiny")
    let outcome = try place.start(["plot", "results/tiny"] + options).finish()
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
    #expect(place.names(in: "results/tiny") == before)
  }

  @Test func `a folder without results is refused`() throws {
    let outcome = try Workplace(.tiny).sweep("plot", ".")
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 64, output: "",
          errors: ". holds no results of sweep: there is no experiment.cfg in it\n"))
  }

  @Test func `an experiment without a finished trial is refused`() throws {
    let place = try Workplace.finished(.tiny)
    for trial in place.trials(in: "results/tiny") {
      try place.remove("results/tiny/trials/\(trial).h5")
    }
    let outcome = try place.sweep("plot", "results/tiny")
    #expect(outcome.status == 64)
    #expect(outcome.errors == "results/tiny: no trial is finished: 4 missing\n")
    #expect(!place.exists("results/tiny/curves.svg"))
  }

  @Test func `a picture that cannot be written is told`() throws {
    let outcome = try Workplace.finished(.tiny).sweep("plot", "results/tiny", "--output", "results")
    #expect(outcome.status == 74)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(" failed for results"))
  }

  @Test func `a picture is written through a link`() throws {
    let place = try Workplace.finished(.tiny)
    try place.put("old", in: "target.svg")
    try FileManager.default.createSymbolicLink(
      atPath: place.path + "/link.svg", withDestinationPath: "target.svg")
    try place.succeed("plot", "results/tiny", "--output", "link.svg")
    #expect(try place.text(of: "target.svg").hasPrefix("<svg"))
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: place.path + "/link.svg")
        == "target.svg")
  }
}
