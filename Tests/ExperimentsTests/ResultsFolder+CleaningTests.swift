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
      "provenance.json", "report.html", "trials/0123456789ab.h5", "trials/mine.h5",
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

  @Test func `a lone reference summary, or what a killed run left, is no foreign folder`() throws {
    try put(["summary.csv", ".lock", TemporaryName.next()])
    try folder.requireOwn()
    try ResultsFolder(results: scratch.path, name: "none").requireOwn()
    try ResultsFolder(results: scratch.path, name: "none").clear()
  }
}
