import Foundation
import Testing

/// Running an experiment whose results are there, in part or in whole.
@Suite(.timeLimit(.minutes(2)))
struct RunCommandAgainTests {
  let place: Workplace
  let before: ResultFiles
  let folder = "results/tiny"

  /// An experiment that was run.
  init() throws {
    place = try .finished(.tiny)
    before = try ResultFiles(of: folder, in: place)
  }

  @Test func `a second run does nothing and changes no byte`() throws {
    let nodes = try nodes()
    let timing = try place.bytes(of: folder + "/timing.csv")
    let outcome = try place.succeed("run", "tiny.cfg")
    #expect(outcome.output.hasSuffix("results/tiny: 4 trials, all done (0 now, 4 before)\n"))
    #expect(try ResultFiles(of: folder, in: place).differing(from: before) == [])
    #expect(try self.nodes() == nodes)
    #expect(try place.bytes(of: folder + "/timing.csv") == timing)
  }

  @Test func `a trial whose file is gone is run again, that one alone, to the same bytes`() throws {
    let gone = try #require(place.trials(in: folder).dropFirst().first)
    try place.remove("\(folder)/trials/\(gone).h5")
    let nodes = try nodes()
    let outcome = try place.succeed("run", "tiny.cfg")
    #expect(outcome.output.hasSuffix("results/tiny: 4 trials, all done (1 now, 3 before)\n"))
    #expect(try ResultFiles(of: folder, in: place).differing(from: before) == [])
    // The other files are not only equal, but the very files that were there.
    #expect(try self.nodes().filter { $0.key != gone } == nodes)
  }

  @Test(arguments: [true, false])
  func `a trial whose file is removed or changed while the run goes on is missing, and said to be`(
    isRemoved: Bool
  ) throws {
    let place = try Workplace(.slow)
    let running = try place.start(["run", "slow.cfg", "--workers", "1"])
    try place.wait(forTrials: 1, in: "results/slow")
    let gone = try #require(place.trials(in: "results/slow").first)
    if isRemoved {
      try place.remove("results/slow/trials/\(gone).h5")
    } else {
      try place.put("junk", in: "results/slow/trials/\(gone).h5")
    }
    let outcome = try running.finish()
    #expect(outcome.status == 74)
    #expect(
      outcome.output.hasSuffix(
        """
        results/slow: 3 trials, 2 done, 1 missing
        files of finished trials were removed or changed while the experiment ran
        the same command continues where this one stopped

        """))
    #expect(try place.succeed("run", "slow.cfg").output.contains("all done (1 now, 2 before)"))
  }

  @Test func `a summary that is gone is made again from the trials`() throws {
    for name in ["summary.csv", "sweep.h5", "timing.csv", "provenance.json"] {
      try place.remove("\(folder)/\(name)")
    }
    try place.succeed("run", "tiny.cfg")
    #expect(try ResultFiles(of: folder, in: place).differing(from: before) == [])
  }

  @Test func `a fresh run starts over`() throws {
    let nodes = try nodes()
    let outcome = try place.succeed("run", "tiny.cfg", "--fresh")
    #expect(outcome.output.hasSuffix("results/tiny: 4 trials, all done\n"))
    #expect(try ResultFiles(of: folder, in: place).differing(from: before) == [])
    #expect(try self.nodes().allSatisfy { nodes[$0.key] != $0.value })
  }

  @Test func `a fresh run of a changed file leaves nothing of the old one`() throws {
    let old = place.trials(in: folder)
    try place.put(SampleExperiment.changed.text, in: "tiny.cfg")
    try place.succeed("run", "tiny.cfg", "--fresh")
    let new = place.trials(in: folder)
    #expect(new.count == 4)
    // gamma 0.9 is in both, with two seeds.
    #expect(Set(new).intersection(old).count == 2)
    #expect(try place.text(of: folder + "/experiment.cfg") == SampleExperiment.changed.text)
    #expect(try place.text(of: folder + "/timing.csv").split(separator: "\n").count == 5)
  }

  @Test func `a changed file of the same name extends the study, and says how`() throws {
    try place.put(SampleExperiment.changed.text, in: "tiny.cfg")
    let outcome = try place.succeed("run", "tiny.cfg")
    #expect(
      outcome.errors.hasPrefix(
        """
        results/tiny: the experiment has changed
          grid.gamma: was [0.9, 0.99], now [0.9, 0.95]
        2 trials kept, 2 new
        2 finished trials are no longer in the grid; 'sweep prune results/tiny' lists them and moves them away
        4 trials, 2 of them done before; 
        """))
    #expect(outcome.output.hasSuffix("results/tiny: 4 trials, all done (2 now, 2 before)\n"))
    #expect(place.trials(in: folder).count == 6)
    let show = try place.succeed("show", folder)
    #expect(show.output.contains("gamma"))
    let pruned = try place.succeed("prune", folder)
    #expect(pruned.output.hasSuffix("moved to results/tiny/pruned\n"))
    #expect(place.trials(in: folder).count == 4)
    try place.put(SampleExperiment.tiny.text, in: "tiny.cfg")
    let back = try place.succeed("run", "tiny.cfg", "--from", "results/tiny/pruned")
    #expect(back.errors.contains("2 trials taken over from results/tiny/pruned\n"))
    #expect(try place.bytes(of: folder + "/summary.csv") == before["summary.csv"])
  }

  @Test func `another protocol of the same name is refused with what changed`() throws {
    let all = try ResultFiles.all(of: folder, in: place)
    let outcome = try place.sweep("run", "tiny.cfg", "--set", "evaluate.episodes=3")
    #expect(
      outcome
        == SweepProgram.Outcome(
          status: 64, output: "",
          errors: """
            results/tiny holds 4 trials of another environment or protocol:
              evaluate.episodes: was 2, now 3
            such scores cannot be compared; give the experiment another name or --results another folder, or start over with 'sweep run --fresh' (removes them)

            """))
    #expect(try ResultFiles.all(of: folder, in: place) == all)
  }

  @Test func `a --set option changes the experiment as the file does`() throws {
    let outcome = try place.succeed("run", "tiny.cfg", "--set", "batch_size=16")
    #expect(outcome.errors.contains("  base.batch_size: was 8, now 16\n0 trials kept, 4 new\n"))
  }

  @Test func `what --from names has to hold trials`() throws {
    let outcome = try place.sweep("run", "tiny.cfg", "--from", ".")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors == "--from .: there is no folder 'trials' in it to take finished trials from\n"
    )
    #expect(try place.sweep("run", "tiny.cfg", "--from", "nope").status == 64)
  }

  @Test(arguments: ["# a comment\n", "run: {workers: 1, on_failure: stop}\n", "\n\n"])
  func `what changes no trial may change`(addition: String) throws {
    let text = SampleExperiment.tiny.text + addition
    try place.put(text, in: "tiny.cfg")
    try place.succeed("run", "tiny.cfg")
    #expect(try ResultFiles(of: folder, in: place).differing(from: before) == [])
    #expect(try place.text(of: folder + "/experiment.cfg") == text)
  }

  /// What tells each trial's file from another with the same bytes: a number that the file system
  /// may give again, and the time at which it was written.
  private func nodes() throws -> [String: String] {
    var nodes: [String: String] = [:]
    for trial in place.trials(in: folder) {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: "\(place.path)/\(folder)/trials/\(trial).h5")
      let number = try #require(attributes[.systemFileNumber] as? Int)
      let written = try #require(attributes[.modificationDate] as? Date)
      nodes[trial] = "\(number), \(written.timeIntervalSinceReferenceDate)"
    }
    return nodes
  }
}
