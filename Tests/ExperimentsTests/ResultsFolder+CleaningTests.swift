import Glibc
import Testing

@testable import Experiments

@Suite struct ResultsFolderCleaningTests {
  private let scratch: ScratchFolder
  private let folder: ResultsFolder

  init() throws {
    scratch = try ScratchFolder()
    folder = ResultsFolder(results: scratch.path, name: "smoke")
    try folder.create()
  }

  private func put(_ names: [String]) throws {
    for name in names { try scratch.put("x", in: "smoke/" + name) }
  }

  @Test func `clearing removes what sweep made, and nothing else`() throws {
    try FolderListing.create(folder.checkpointsFolder)
    try put([
      ".lock", "experiment.cfg", "notes.txt", "summary.csv", "sweep.h5", "timing.csv",
      "provenance.json", "report.html", "curves.svg", "gates.csv", "trials/0123456789ab.h5",
      "trials/mine.h5",
      "checkpoints/0123456789ab.h5",
    ])
    try folder.clear()
    #expect(try FolderListing.names(in: folder.path) == [".lock", "notes.txt", "trials"])
    #expect(try FolderListing.names(in: folder.trialsFolder) == ["mine.h5"])
  }

  @Test func `a folder that is not ours is left alone`() throws {
    try put(["thesis.tex", "summary.csv"])
    let error = #expect(throws: ForeignFolderError.self) { try folder.clear() }
    #expect(error?.name == "thesis.tex")
    #expect(
      try FolderListing.names(in: folder.path) == ["summary.csv", "thesis.tex", "trials"])
  }

  @Test(arguments: ["trials", "checkpoints"])
  func `nothing is written or removed through a link to a folder`(name: String) throws {
    let other = ResultsFolder(results: scratch.path, name: "other")
    try FolderListing.create(other.path + "/" + name)
    let names = [
      "0123456789ab.h5", "0123456789ab.5.checkpoint", ".sweep-elsewhere-1-1-1.partial",
    ]
    for file in names { try scratch.put("x", in: "other/\(name)/\(file)") }
    rmdir(folder.path + "/" + name)
    try #require(symlink("../other/" + name, folder.path + "/" + name) == 0)
    try put(["experiment.cfg", "summary.csv"])

    let record = TrialSamples.record()
    #expect(throws: FileError.self) { try folder.clear() }
    #expect(throws: FileError.self) { try folder.create() }
    #expect(throws: FileError.self) { try folder.removeOrphans() }
    #expect(throws: FileError.self) { try folder.quarantine(folder.trialFile(record.id)) }
    if name == "trials" {
      #expect(throws: FileError.self) { try folder.writeTrial(record) }
    } else {
      #expect(throws: FileError.self) { try folder.removeCheckpoints { _ in true } }
      #expect(throws: FileError.self) {
        try folder.writeCheckpoint(
          [], to: folder.checkpointFile(.state(id: record.id, stepsTaken: 6)))
      }
    }
    #expect(try FolderListing.names(in: other.path + "/" + name) == names.sorted())
    #expect(try FolderListing.names(in: folder.path).contains("summary.csv"))
  }

  @Test func `a link in place of the results is not cleared`() throws {
    try put(["experiment.cfg", "summary.csv"])
    let link = ResultsFolder(results: scratch.path, name: "link")
    try #require(symlink("smoke", link.path) == 0)
    #expect(throws: FileError.self) { try link.clear() }
    #expect(throws: FileError.self) { try link.create() }
    #expect(FolderListing.exists(folder.summaryFile))
  }

  @Test(arguments: ["summary.csv", ".index", "provenance.json"])
  func `a folder where a file is to be keeps everything else from being removed`(
    name: String
  ) throws {
    try put(["experiment.cfg", "trials/0123456789ab.h5"])
    try FolderListing.create(folder.path + "/" + name)
    let error = #expect(throws: FileError.self) { try folder.clear() }
    #expect(error?.file == folder.path + "/" + name)
    #expect(FolderListing.exists(folder.trialFile("0123456789ab")))
    #expect(throws: FileError.self) { try folder.create() }
  }

  @Test func `a folder with a name of ours is not removed, and in nobody's way`() throws {
    try put(["experiment.cfg", "trials/0123456789ab.h5"])
    let own = folder.checkpointsFolder + "/0123456789ab.5.checkpoint.damaged"
    try FolderListing.create(own)
    try folder.clear()
    #expect(FolderListing.isFolder(own))
    #expect(!FolderListing.exists(folder.trialsFolder))
  }

  @Test func `a lone reference summary, or what a killed run left, is no foreign folder`() throws {
    try put(["summary.csv", ".lock", TemporaryName.next()])
    try folder.requireOwn()
    try ResultsFolder(results: scratch.path, name: "none").requireOwn()
    try ResultsFolder(results: scratch.path, name: "none").clear()
  }
}
