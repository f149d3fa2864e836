import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct RunCommandTests {
  @Test func `standard output ends with the table, and the folder's sentence`() throws {
    let lines = try Workplace(.tiny).succeed("run", "tiny.cfg").output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("tiny  2 configurations x 2 seeds   ") == true)
    #expect(lines[2].hasPrefix("1 ") && lines[3].hasPrefix("2"))
    #expect(lines.last == "results/tiny: 4 trials, all done")
  }

  @Test func `standard error has the progress, in plain lines where there is no terminal`() throws {
    let outcome = try Workplace(.tiny).succeed("run", "tiny.cfg", "--workers", "1")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.first == "4 trials; 1 worker")
    #expect(lines.last?.hasPrefix("4/4 done, in ") == true)
    #expect(!outcome.errors.contains("\u{1B}"))
  }

  @Test func `a quiet run prints nothing on standard error, and the same on standard output`()
    throws
  {
    let quiet = try Workplace(.tiny).succeed("run", "tiny.cfg", "--quiet")
    #expect(quiet.errors == "")
    #expect(try quiet.output == Workplace(.tiny).succeed("run", "tiny.cfg").output)
  }

  @Test func `a results folder holds what its README lists`() throws {
    let place = try Workplace.finished(.tiny)
    #expect(
      place.names(in: "results/tiny") == [
        ".index", ".lock", "experiment.cfg", "provenance.json", "summary.csv", "sweep.h5",
        "timing.csv", "trials",
      ])
    #expect(try place.text(of: "results/tiny/experiment.cfg") == SampleExperiment.tiny.text)
    #expect(place.names(in: "results/tiny/trials").allSatisfy { $0.hasSuffix(".h5") })
    #expect(place.trials(in: "results/tiny").count == 4)
  }

  @Test func `one worker and two leave the same bytes`() throws {
    let place = try Workplace(.tiny)
    try place.succeed("run", "tiny.cfg", "--workers", "1", "--results", "one")
    try place.succeed("run", "tiny.cfg", "--workers", "2", "--results", "two")
    let one = try ResultFiles(of: "one/tiny", in: place)
    #expect(one.names.count == 6)
    #expect(try one.differing(from: ResultFiles(of: "two/tiny", in: place)) == [])
  }

  @Test func `a trial that made no update is told of`() throws {
    let place = try Workplace()
    // No episode of CartPole ends within five steps.
    try place.put(
      """
      name: idle
      environment: CartPole-v1
      base: {steps: 5, train_every: episode, replay.warmup: 0, batch_size: 2, network.hidden: [4]}
      evaluate: {episodes: 1}

      """, in: "idle.cfg")
    #expect(
      try place.succeed("run", "idle.cfg").output.hasSuffix(
        """
        1 trial made no update, and learned nothing: see 'updates' in summary.csv
        results/idle: 1 trial, all done

        """))
  }

  @Test func `a summary has a row for each trial, in grid order`() throws {
    let place = try Workplace.finished(.tiny)
    let rows = try place.summary(of: "results/tiny")
    #expect(rows.map(\.status) == ["done", "done", "done", "done"])
    #expect(rows.map(\.replicate) == ["0", "1", "0", "1"])
    #expect(rows.map(\.trial).sorted() == place.trials(in: "results/tiny"))
  }

  @Test func `the folder for results may have spaces in its path`() throws {
    let place = try Workplace(.tiny)
    let outcome = try place.succeed("run", "tiny.cfg", "--results", "my results/of today")
    #expect(outcome.output.hasSuffix("my results/of today/tiny: 4 trials, all done\n"))
    #expect(place.exists("my results/of today/tiny/summary.csv"))
    #expect(place.names() == ["my results", "tiny.cfg"])
  }

  @Test func `a slash after the folder for results makes no difference`() throws {
    let outcome = try Workplace(.tiny).succeed("run", "tiny.cfg", "--results", "there/")
    #expect(outcome.output.hasSuffix("\nthere/tiny: 4 trials, all done\n"))
  }

  @Test func `a folder for results without a name is refused`() throws {
    let outcome = try Workplace(.tiny).sweep("run", "tiny.cfg", "--results", "")
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("Error: --results: the folder has no name\n"))
  }

  @Test(arguments: [[], ["--fresh"]])
  func `a second run is refused while the first lives, and told its process`(options: [String])
    throws
  {
    let place = try Workplace(.endless)
    let first = try place.start(["run", "endless.cfg", "--workers", "1"])
    try place.wait(forTrials: 1, in: "results/endless")
    let second = try place.start(["run", "endless.cfg"] + options).finish()
    #expect(second.status == 64)
    let holder = try #require(
      second.errors.wholeMatch(
        of: /another sweep \(process (\d+) on \S+\) is running in results\/endless\n/))
    #expect(Int32(holder.1) == first.number)
    #expect(place.trials(in: "results/endless").count == 1)
    first.send(SIGTERM)
    #expect(try first.finish().status == 143)
  }

  @Test func `a folder with something else in it is left alone`() throws {
    let place = try Workplace(.tiny)
    try FileManager.default.createDirectory(
      atPath: place.path + "/results/tiny", withIntermediateDirectories: true)
    try place.put("chapter 1", in: "results/tiny/thesis.tex")
    for option in [[], ["--fresh"]] {
      let outcome = try place.start(["run", "tiny.cfg"] + option).finish()
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("results/tiny holds 'thesis.tex' and no experiment.cfg"))
    }
    #expect(place.names(in: "results/tiny") == ["thesis.tex"])
  }
}

/// A line of `summary.csv`.
struct SummaryLine: Equatable {
  var trial: String
  var replicate: String
  var status: String
}

extension Workplace {
  /// The lines of a folder's `summary.csv`; none of these cells is ever quoted.
  func summary(of folder: String) throws -> [SummaryLine] {
    try text(of: folder + "/summary.csv").split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return SummaryLine(trial: cells[0], replicate: cells[2], status: cells[4])
    }
  }
}
