import DeepQ
import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite struct ShardMergeTests {
  let scratch: ScratchFolder
  /// Six trials.
  let experiment: Experiment
  /// What a run of the whole writes.
  let whole: ResultsFolder

  init() throws {
    scratch = try ScratchFolder()
    experiment = try ExperimentSamples.tiny(set: ["seeds.count=3"])
    let results = scratch.file("whole")
    whole = try scratch.run(experiment) { $0.results = results }.folder
  }

  @discardableResult
  private func run(
    _ index: Int, of count: Int, in results: String, _ other: Experiment? = nil
  ) throws -> ExperimentOutcome {
    try scratch.run(other ?? experiment) {
      $0.results = scratch.file(results)
      $0.shard = Shard(index: index, of: count)
      $0.workers = 1
    }
  }

  private func folder(_ results: String) -> ResultsFolder {
    ResultsFolder(results: scratch.file(results), name: "tiny")
  }

  private func expectWhole(_ folder: ResultsFolder) throws {
    let files = ["summary.csv", "sweep.h5"] + experiment.trials.map { "trials/\($0.id).h5" }
    for file in files {
      #expect(
        try Data(contentsOf: URL(filePath: folder.path + "/" + file))
          == Data(contentsOf: URL(filePath: whole.path + "/" + file)), "\(file)")
    }
  }

  @Test(arguments: [1, 2, 7])
  func `shards in one folder make the files of the whole`(count: Int) throws {
    for index in (0..<count).reversed() {
      let outcome = try run(index, of: count, in: "one")
      #expect(outcome.rows.allSatisfy { $0.status == .done })
      #expect(outcome.run.stored == outcome.rows.count)
    }
    try expectWhole(folder("one"))
    let timing = try TimingTable(continuing: folder("one").timingFile)
    #expect(timing.rows.count == 6)
    let provenance = try Provenance(continuing: folder("one").provenanceFile)
    #expect(provenance.runs.count == count)
  }

  @Test func `shards that run at the same time make them too`() throws {
    let finished = Atomic(0)
    let (experiment, results) = (experiment, scratch.file("at once"))
    DispatchQueue.concurrentPerform(iterations: 3) { index in
      var options = ExperimentRun.Options()
      options.results = results
      options.progress = .quiet
      options.shard = Shard(index: index, of: 3)
      let run = ExperimentRun(experiment, options: options, machine: ExperimentSamples.machine)
      if (try? run.run(stop: StopFlag())) != nil { finished.add(1, ordering: .relaxed) }
    }
    #expect(finished.load(ordering: .relaxed) == 3)
    try expectWhole(folder("at once"))
  }

  @Test func `a shard of a changed experiment waits for those of the earlier one`() throws {
    try run(0, of: 2, in: "one")
    let grown = try ExperimentSamples.tiny(set: ["seeds.count=4"])
    do {
      let running = try folder("one").lock(shard: "0-of-2")
      #expect(throws: OtherShardsError.self) { try run(1, of: 2, in: "one", grown) }
      try run(1, of: 2, in: "one")
      withExtendedLifetime(running) {}
    }
    #expect(try run(1, of: 2, in: "one", grown).rows.count == 4)
  }

  @Test(arguments: [1, 2, 7])
  func `shards in folders of their own are merged into the files of the whole`(count: Int) throws {
    for index in 0..<count { try run(index, of: count, in: "shard\(index)") }
    let shards = (0..<count).map { folder("shard\($0)") }
    let merge = try ShardMerge(shards.reversed(), into: folder("merged"))
    #expect(merge.missing == [])
    try merge.write()
    try expectWhole(folder("merged"))
    #expect(try ExperimentStatus(of: folder("merged")).state == .done)
    #expect(try TimingTable(continuing: folder("merged").timingFile).rows.count == 6)
  }

  @Test func `only the shard that makes the whole complete writes its summary`() throws {
    let made = ["summary.csv", "sweep.h5"].map { folder("one").path + "/" + $0 }
    for index in 0..<3 {
      #expect(made.allSatisfy { !FolderListing.exists($0) })
      let outcome = try run(index, of: 3, in: "one")
      #expect(outcome.summary.rows.map(\.trial) == experiment.trials.map(\.id))
    }
    try expectWhole(folder("one"))
  }

  @Test func `merged files are known, and not taken apart again`() throws {
    for index in 0..<2 { try run(index, of: 2, in: "shard\(index)") }
    try ShardMerge([folder("shard0"), folder("shard1")], into: folder("merged")).write()
    // It cannot do its work, so that whoever reads a file by it is found out.
    let useless = FileInspection(program: "/bin/false", arguments: [])
    #expect(try ExperimentStatus(of: folder("merged"), inspection: useless).done == 6)
    // Each shard knows its own too.
    #expect(try ExperimentStatus(of: folder("shard1"), inspection: useless).done == 3)
  }

  @Test func `a merge into a shard's folder, and twice, is the same`() throws {
    for index in 0..<2 { try run(index, of: 2, in: "shard\(index)") }
    for _ in 0..<2 { try ShardMerge([folder("shard1")], into: folder("shard0")).write() }
    try expectWhole(folder("shard0"))
  }

  @Test(arguments: [["none", "last"], ["last", "none"], ["best", "last"], ["best", "none"]])
  func `of files with the same result the one that keeps more is merged`(kept: [String]) throws {
    for weights in kept {
      let other = try ExperimentSamples.tiny(
        "output: {weights: \(weights)}", set: ["seeds.count=3"])
      let results = scratch.file(weights)
      try scratch.run(other) { $0.results = results }
    }
    try ShardMerge(kept.map(folder), into: folder("merged")).write()
    let record = try folder("merged").readTrial(experiment.trials[0].id)
    #expect(record.retention == (kept.contains("last") ? .last : .best))
  }

  @Test func `a shard that is missing is told by its trials`() throws {
    try run(0, of: 3, in: "shard0")
    try run(2, of: 3, in: "shard2")
    let merge = try ShardMerge([folder("shard0"), folder("shard2")], into: folder("merged"))
    #expect(merge.missing == [1, 4].map { experiment.trials[$0].id })
    try merge.write()
    #expect(
      try SummaryReader.read(folder("merged").summaryFile).rows.map(\.status)
        == [.done, .missing, .done, .done, .missing, .done])
  }

  @Test func `a changed file is refused`() throws {
    try run(0, of: 2, in: "shard0")
    try run(1, of: 2, in: "shard1")
    let file = folder("shard1").trialFile(experiment.trials[1].id)
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: file))
    let error = #expect(throws: MergeError.self) {
      try ShardMerge([folder("shard0"), folder("shard1")], into: folder("merged"))
    }
    #expect(error?.description.contains(file) == true)
    #expect(!FolderListing.exists(folder("merged").path))
  }

  @Test func `two results of one trial are refused`() throws {
    try run(0, of: 2, in: "shard0")
    try run(1, of: 2, in: "shard1")
    let trial = experiment.trials[0]
    var record = try folder("shard0").readTrial(trial.id)
    record.result.episodes.returns[0] += 1
    try folder("shard1").create()
    try record.write(to: folder("shard1").trialFile(trial.id))
    #expect(
      throws: MergeError.conflict(
        folder("shard0").trialFile(trial.id), folder("shard1").trialFile(trial.id))
    ) { try ShardMerge([folder("shard0"), folder("shard1")], into: folder("merged")) }
  }

  @Test func `shards of different experiments are refused`() throws {
    try run(0, of: 2, in: "shard0")
    try run(1, of: 2, in: "shard1", try ExperimentSamples.tiny(set: ["seeds.count=2"]))
    let error = #expect(throws: MergeError.self) {
      try ShardMerge([folder("shard0"), folder("shard1")], into: folder("merged"))
    }
    #expect(
      error
        == .otherExperiment(
          folder: folder("shard1").path, first: folder("shard0").path,
          changes: ["seeds.count: was 3, now 2"]))
  }
}
