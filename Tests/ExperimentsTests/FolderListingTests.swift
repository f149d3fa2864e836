import Testing

@testable import Experiments

@Suite struct FolderListingTests {
  @Test func `a folder is created with those above it, and again without harm`() throws {
    let folder = try ScratchFolder()
    try FolderListing.create(folder.file("a/b/c"))
    try FolderListing.create(folder.file("a/b/c"))
    #expect(try FolderListing.names(in: folder.file("a/b")) == ["c"])
  }

  @Test func `where a file stands, no folder can be`() throws {
    let folder = try ScratchFolder()
    try folder.put("", in: "a")
    let error = #expect(throws: FileError.self) { try FolderListing.create(folder.file("a")) }
    #expect(error?.description == "mkdir failed for \(folder.file("a")): File exists")
    #expect(throws: FileError.self) { try FolderListing.create(folder.file("a/b")) }
  }

  @Test func `an empty file, a folder and a missing file are not readable files`() throws {
    let folder = try ScratchFolder()
    try folder.put("", in: "empty")
    try folder.put("x", in: "full")
    #expect(!FolderListing.holdsReadableFile(folder.file("empty")))
    #expect(!FolderListing.holdsReadableFile(folder.path))
    #expect(!FolderListing.holdsReadableFile(folder.file("none")))
    #expect(FolderListing.holdsReadableFile(folder.file("full")))
  }
}
