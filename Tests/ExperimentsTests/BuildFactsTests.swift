import Testing

@testable import Experiments

@Suite struct BuildFactsTests {
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
