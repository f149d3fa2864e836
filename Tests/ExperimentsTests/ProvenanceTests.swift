import Foundation
import Testing

@testable import Experiments

@Suite struct ProvenanceTests {
  @Test func `each run adds an entry`() throws {
    let folder = try ScratchFolder()
    let file = folder.file("provenance.json")
    for count in 1...2 {
      var provenance = count == 1 ? Provenance() : try Provenance(continuing: file)
      provenance.runs.append(Provenance.Run(started: .now, workers: count))
      try provenance.write(to: file)
    }
    let runs = try Provenance(continuing: file).runs
    #expect(runs.map(\.workers) == [1, 2])
    #expect(runs[0].programVersion == BuildFacts.programVersion)
    #expect(runs[0].hdf5Version?.hasPrefix("1.") == true)
    #expect(runs[0].compiler.hasPrefix("Swift 6."))
  }

  @Test func `keys are sorted`() throws {
    let folder = try ScratchFolder()
    var provenance = Provenance()
    provenance.runs.append(Provenance.Run(started: .now, workers: 1))
    try provenance.write(to: folder.file("p.json"))
    let keys = try folder.text(of: "p.json").split(separator: "\n").compactMap { line in
      line.hasPrefix("      \"") ? line.split(separator: "\"").dropFirst().first : nil
    }
    #expect(keys.count >= 7)
    #expect(keys == keys.sorted())
  }

  @Test func `a file that is not what was written is an error`() throws {
    let folder = try ScratchFolder()
    try folder.put("{]", in: "p.json")
    #expect(throws: DecodingError.self) { try Provenance(continuing: folder.file("p.json")) }
  }

  @Test func `a commit is looked for only in a checkout of a package`() throws {
    let folder = try ScratchFolder()
    try FolderListing.create(folder.file("a/.build/debug"))
    let executable = folder.file("a/.build/debug/sweep")
    #expect(BuildFacts.checkout(above: executable) == nil)
    try FolderListing.create(folder.file("a/.git"))
    #expect(BuildFacts.checkout(above: executable) == nil)
    try folder.put("", in: "a/Package.swift")
    #expect(BuildFacts.checkout(above: executable) == folder.file("a"))
    #expect(BuildFacts.checkout(above: nil) == nil)
  }
}
