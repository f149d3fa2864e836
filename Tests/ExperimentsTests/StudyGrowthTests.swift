import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite struct StudyGrowthTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func growth(
    from earlier: Experiment?, to experiment: Experiment, finished: [String]
  ) -> StudyGrowth {
    let present = Set(finished)
    return StudyGrowth(
      from: earlier, to: experiment,
      missing: MissingTrials(of: experiment, done: present, present: present))
  }

  @Test func `more seeds keep what is done, fewer seeds lose nothing`() throws {
    let two = try ExperimentSamples.tiny()
    let three = try ExperimentSamples.tiny(set: ["seeds.count=3"])
    let before = try scratch.run(two)
    let first = try scratch.text(of: "tiny/summary.csv")
    let more = try scratch.run(three)
    #expect(more.alreadyDone == 4)
    #expect(more.run.stored == 2)
    #expect(more.summary.rows.count == 6)
    // Lowered again, the summary is the first one, and the third seeds' files stay.
    let fewer = try scratch.run(two)
    #expect(fewer.run.stored == 0)
    #expect(try scratch.text(of: "tiny/summary.csv") == first)
    #expect(try before.folder.finishedTrials() == three.trials.map(\.id).sorted())
    #expect(try scratch.run(three).run.stored == 0)
  }

  @Test func `another value, and an axis at its old value, keep the old trials`() throws {
    try scratch.run(try ExperimentSamples.tiny())
    let values = try scratch.run(try ExperimentSamples.tiny(set: ["gamma=0.95,0.9,0.99"]))
    #expect(values.alreadyDone == 4)
    #expect(values.run.stored == 2)
    let axis = try scratch.run(
      try ExperimentSamples.tiny(set: ["gamma=0.95,0.9,0.99", "batch_size=4,8"]))
    #expect(axis.alreadyDone == 6)
    #expect(axis.run.stored == 6)
  }

  @Test func `the same bytes come out as without the detour`() throws {
    let large = try ExperimentSamples.tiny(set: ["gamma=0.95,0.9", "seeds.count=3"])
    try scratch.run(try ExperimentSamples.tiny())
    let grown = try scratch.run(large).folder
    let direct = try ScratchFolder()
    let whole = try direct.run(large).folder
    for file in ["summary.csv", "sweep.h5"] + large.trials.map({ "trials/\($0.id).h5" }) {
      #expect(
        try Data(contentsOf: URL(filePath: grown.path + "/" + file))
          == Data(contentsOf: URL(filePath: whole.path + "/" + file)), "\(file)")
    }
  }

  @Test(arguments: [
    ("evaluate.episodes=2", "evaluate.episodes: was 1, now 2"),
    ("environment.max_episode_steps=100", "environment.max_episode_steps: was 500, now 100"),
    ("solve.threshold=100", "solve.threshold: was 475, now 100"),
  ])
  func `another environment or protocol is refused, and nothing is touched`(
    override: String, change: String
  ) throws {
    try scratch.run(try ExperimentSamples.tiny())
    let files = try scratch.text(of: "tiny/summary.csv") + scratch.text(of: "tiny/experiment.cfg")
    let error = try #require(throws: ChangedProtocolError.self) {
      try scratch.run(try ExperimentSamples.tiny(set: ["gamma=0.5", override]))
    }
    #expect(error.changes == [change])
    #expect(error.finished == 4)
    #expect(
      try scratch.text(of: "tiny/summary.csv") + scratch.text(of: "tiny/experiment.cfg") == files)
  }

  @Test func `before any trial is finished everything may change`() throws {
    let folder = scratch.results(try ExperimentSamples.tiny())
    try folder.create()
    try folder.storeExperiment(try ExperimentSamples.tiny().resolvedText)
    let outcome = try scratch.run(try ExperimentSamples.tiny(set: ["evaluate.episodes=2"]))
    #expect(outcome.run.stored == 4)
  }

  @Test func `what is kept, new, unfinished and no longer in the grid is told`() throws {
    let earlier = try ExperimentSamples.tiny()
    let experiment = try ExperimentSamples.tiny(set: ["gamma=0.9,0.95", "seeds.count=3"])
    let ids = earlier.trials.map(\.id)
    // gamma 0.9, one of two seeds, and gamma 0.99, both.
    let growth = growth(from: earlier, to: experiment, finished: [ids[0], ids[2], ids[3]])
    #expect(growth.kept == 1)
    #expect(growth.unfinished == 1)
    #expect(growth.added == 4)
    #expect(growth.departed == [ids[2], ids[3]].sorted())
    #expect(
      growth.lines(folder: "results/tiny") == [
        "results/tiny: the experiment has changed",
        "  grid.gamma: was [0.9, 0.99], now [0.9, 0.95]",
        "  seeds.count: was 2, now 3",
        "1 trial kept, 4 new, 1 not finished before",
        "2 finished trials are no longer in the grid; 'sweep prune results/tiny' lists them and moves them away",
      ])
  }

  @Test func `of an unchanged experiment nothing is told`() throws {
    let experiment = try ExperimentSamples.tiny()
    let growth = growth(from: experiment, to: experiment, finished: [experiment.trials[0].id])
    #expect(growth.lines(folder: "results/tiny") == [])
    #expect(self.growth(from: nil, to: experiment, finished: []).lines(folder: "a") == [])
  }

  @Test func `of many changes the first twenty are told`() {
    let error = ChangedProtocolError(
      folder: "results/a", changes: (1...22).map { "change \($0)" }, finished: 1)
    let lines = error.description.split(separator: "\n")
    #expect(lines.count == 23)
    #expect(lines[0] == "results/a holds 1 trial of another environment or protocol:")
    #expect(lines[20] == "  change 20")
    #expect(lines[21] == "  ... and 2 more changes")
  }

  @Test func `trials that failed before are named with their reason`() throws {
    let experiment = try ExperimentSamples.diverging()
    let folder = try scratch.run(experiment).folder
    var stored = StoredTrials(in: folder, inspection: nil)
    try stored.read(stop: StopFlag())
    let lines = EarlierFailures(of: experiment, stored).lines
    #expect(lines.count == 2)
    let id = experiment.trials[0].id
    #expect(lines[0].hasPrefix("trial \(id) failed in an earlier run: diverged: the loss is "))
    #expect(lines[1] == "--retry-failed runs it again")
  }
}
