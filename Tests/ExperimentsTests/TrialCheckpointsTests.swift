import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite struct TrialCheckpointsTests {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  let trial: PlannedTrial

  init() throws {
    scratch = try ScratchFolder()
    let experiment = try ExperimentSamples.tiny(set: ["steps=2000", "replay.capacity=500"])
    folder = scratch.results(experiment)
    trial = try #require(experiment.trials.first { _ in true })
  }

  private func checkpoints() -> TrialCheckpoints {
    TrialCheckpoints(of: trial.id, trial.specification, in: folder)
  }

  /// Restores the trial; returns the steps it had taken, and what was said.
  private func restored() throws -> (steps: Int?, warnings: [String], result: TrialResult?) {
    var warnings: [String] = []
    var checkpoints = checkpoints()
    guard var trial = try checkpoints.restore(warn: { warnings.append($0) }) else {
      return (nil, warnings, nil)
    }
    let steps = trial.stepsTaken
    trial.advance(steps: .max)
    return (steps, warnings, trial.result())
  }

  /// Runs the trial and checkpoints it at the steps.
  private func write(at steps: [Int]) throws {
    var checkpoints = checkpoints()
    var trial = Trial(trial.specification)
    for step in steps {
      trial.advance(steps: step - trial.stepsTaken)
      try checkpoints.write(trial)
    }
  }

  private func names() throws -> [String] {
    try FolderListing.names(in: folder.checkpointsFolder)
  }

  private func damage(_ name: String) throws {
    let url = URL(filePath: folder.checkpointsFolder + "/" + name)
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: url)
  }

  @Test func `without a checkpoint nothing is restored`() throws {
    let found = try restored()
    #expect(found.steps == nil && found.warnings == [])
    #expect(!FolderListing.exists(folder.path))
  }

  @Test func `the newest checkpoint is restored, and leads to the same result`() throws {
    try write(at: [100, 700, 1_300])
    let found = try restored()
    #expect(found.steps == 1_300)
    #expect(found.warnings == [])
    #expect(found.result == Trial.run(trial.specification))
  }

  @Test func `the two newest are kept, with the transitions that they need`() throws {
    try write(at: [100, 300, 350, 700])
    #expect(
      try names()
        == [
          // At step 350 the memory holds 0..<350, at step 700 the last 500.
          "\(trial.id).0-300.transitions", "\(trial.id).300-350.transitions",
          "\(trial.id).350.checkpoint",
          "\(trial.id).200-700.transitions", "\(trial.id).700.checkpoint",
        ].sorted())
  }

  @Test func `however often a checkpoint is made, its files are few`() throws {
    try write(at: Array(stride(from: 5, through: 1_500, by: 5)))
    // 500 transitions in parts that at least double: no more than eight for each of two.
    #expect(try names().count <= 18)
    #expect(try restored().result == Trial.run(trial.specification))
  }

  @Test(arguments: [".1300.checkpoint", ".800-1300.transitions"])
  func `of a damaged one the one before takes the place, and the bytes are quarantined`(
    suffix: String
  ) throws {
    try write(at: [100, 700, 1_300])
    try #require(try names().contains(trial.id + suffix))
    try damage(trial.id + suffix)
    let found = try restored()
    #expect(found.steps == 700)
    #expect(found.result == Trial.run(trial.specification))
    #expect(try names().contains(trial.id + suffix + ".damaged"))
    #expect(found.warnings.count == 1)
    #expect(
      found.warnings.first?.hasPrefix(
        "\(folder.checkpointsFolder)/\(trial.id)\(suffix) is damaged: ")
        == true)
    #expect(found.warnings.first?.hasSuffix("trial \(trial.id) continues from step 700") == true)
  }

  @Test func `if all are damaged the trial starts from its beginning`() throws {
    try write(at: [100, 700])
    for name in try names() where name.hasSuffix("checkpoint") { try damage(name) }
    let found = try restored()
    #expect(found.steps == nil)
    #expect(found.warnings.count == 2)
    #expect(found.warnings.last?.hasSuffix("starts from its beginning") == true)
    #expect(try names().allSatisfy { $0.hasSuffix(".damaged") })
  }

  @Test func `of a checkpoint whose transitions are gone nothing is left behind`() throws {
    try write(at: [100])
    try FileManager.default.removeItem(
      atPath: folder.checkpointsFolder + "/\(trial.id).0-100.transitions")
    let found = try restored()
    #expect(found.steps == nil)
    #expect(found.warnings.first?.contains("No such file") == true)
    #expect(try names() == [])
  }

  @Test func `files that somebody else removes, as two without a lock do, are made again`() throws {
    var checkpoints = checkpoints()
    var trial = Trial(trial.specification)
    for step in [100, 300, 700, 1_300] {
      trial.advance(steps: step - trial.stepsTaken)
      try checkpoints.write(trial)
      for name in try folder.checkpoints() { try folder.remove(folder.checkpointFile(name)) }
      folder.removeCheckpointsFolder()
    }
    #expect(try folder.checkpoints() == [])
    trial.advance(steps: 100)
    try checkpoints.write(trial)
    let found = try restored()
    #expect(found.steps == 1_400 && found.warnings == [])
    #expect(found.result == Trial.run(self.trial.specification))
  }

  @Test func `a checkpoint of another trial or another version is not used`() throws {
    try write(at: [100])
    let path = folder.checkpointsFolder + "/\(trial.id).100.checkpoint"
    var file = try CheckpointFile(bytes: Array(Data(contentsOf: URL(filePath: path))), file: path)
    file.program = "0.0.0"
    try AtomicFile.write(file.bytes, to: path)
    let old = try restored()
    #expect(old.steps == nil)
    #expect(old.warnings.first?.contains("was written by another version of sweep") == true)
    #expect(try names() == [])

    try write(at: [100])
    file.program = BuildFacts.programVersion
    file.canonicalText += "seeds.replicate: 9\n"
    try AtomicFile.write(file.bytes, to: path)
    #expect(try restored().warnings.first?.contains("is of another trial") == true)
  }

  @Test func `the same trial at the same step gives the same bytes`() throws {
    try write(at: [100, 700])
    let path = folder.checkpointsFolder + "/\(trial.id).700.checkpoint"
    let bytes = try Data(contentsOf: URL(filePath: path))
    try write(at: [100, 700])
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
  }
}
