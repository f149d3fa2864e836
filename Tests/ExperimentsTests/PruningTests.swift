import Foundation
import Testing

@testable import Experiments

@Suite struct PruningTests {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  /// The ids of the trials that left the grid, sorted.
  let departed: [String]

  /// A study of two seeds that is now of one, with a checkpoint and a damaged file besides.
  init() throws {
    scratch = try ScratchFolder()
    let two = try ExperimentSamples.tiny()
    let one = try ExperimentSamples.tiny(set: ["seeds.count=1"])
    folder = try scratch.run(two).folder
    try scratch.run(one)
    departed = Set(two.trials.map(\.id)).subtracting(one.trials.map(\.id)).sorted()
    try folder.writeCheckpoint(
      [1], to: folder.checkpointFile(.state(id: departed[0], stepsTaken: 10)))
    try scratch.put("old", in: "tiny/summary.csv.damaged")
    try scratch.put("mine", in: "tiny/notes.txt")
  }

  private var expected: [String] {
    ["checkpoints/\(departed[0]).10.checkpoint", "summary.csv.damaged"]
      + departed.map { "trials/\($0).h5" }
  }

  @Test func `what does not belong to the experiment is found, and nothing else`() throws {
    let pruning = try Pruning(of: folder)
    #expect(pruning.files.map(\.path) == expected)
    #expect(pruning.bytes > 4)
    try pruning.perform(.list)
    #expect(try Pruning(of: folder).files == pruning.files)
  }

  @Test func `it is moved, and a run takes it back`() throws {
    try Pruning(of: folder).perform(.move)
    #expect(try Pruning(of: folder).files == [])
    #expect(
      try FolderListing.names(in: folder.prunedFolder + "/trials") == departed.map { $0 + ".h5" })
    #expect(try scratch.text(of: "tiny/notes.txt") == "mine")
    let outcome = try scratch.run(try ExperimentSamples.tiny()) {
      $0.sources = [folder.prunedFolder]
    }
    #expect(outcome.run.stored == 0)
    #expect(outcome.alreadyDone == 4)
  }

  @Test func `it is removed`() throws {
    try Pruning(of: folder).perform(.delete)
    #expect(try Pruning(of: folder).files == [])
    #expect(!FolderListing.exists(folder.prunedFolder))
    #expect(try folder.finishedTrials().count == 2)
  }

  @Test func `damaged files of one name are all kept`() throws {
    try Pruning(of: folder).perform(.move)
    try scratch.put("older", in: "tiny/summary.csv.damaged")
    try Pruning(of: folder).perform(.move)
    #expect(try scratch.text(of: "tiny/pruned/summary.csv.damaged") == "old")
    #expect(try scratch.text(of: "tiny/pruned/summary.csv.damaged2") == "older")
  }

  @Test func `a good trial that was pruned is not replaced by a damaged one`() throws {
    try Pruning(of: folder).perform(.move)
    let pruned = folder.prunedFolder + "/trials/\(departed[0]).h5"
    let good = try Data(contentsOf: URL(filePath: pruned))
    try scratch.put("garbage", in: "tiny/trials/\(departed[0]).h5")
    try Pruning(of: folder).perform(.move)
    #expect(try Data(contentsOf: URL(filePath: pruned)) == good)
    #expect(try scratch.text(of: "tiny/pruned/trials/\(departed[0]).h5.damaged") == "garbage")
  }

  @Test func `while the experiment runs nothing is moved`() throws {
    let lock = try folder.lock()
    #expect(throws: FolderLockError.self) { try Pruning(of: folder).perform(.move) }
    #expect(try Pruning(of: folder).files.map(\.path) == expected)
    withExtendedLifetime(lock) {}
  }

  @Test func `nothing is moved through a link`() throws {
    let elsewhere = try ScratchFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.prunedFolder, withDestinationPath: elsewhere.path)
    #expect(throws: FileError.self) { try Pruning(of: folder).perform(.move) }
    #expect(try elsewhere.names() == [])
  }
}
