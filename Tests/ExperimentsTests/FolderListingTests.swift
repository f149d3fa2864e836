import Glibc
import Testing

@testable import Experiments

@Suite struct FolderListingTests {
  @Test func `a folder is created with those above it, and again without harm`() throws {
    let folder = try ScratchFolder()
    try FolderListing.create(folder.file("a/b/c"))
    try FolderListing.create(folder.file("a/b/c"))
    #expect(try FolderListing.names(in: folder.file("a/b")) == ["c"])
  }

  @Test func `a name that is not UTF-8 is no other name`() throws {
    let folder = try ScratchFolder()
    let bytes = Array(folder.file("a").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
    let file = creat(bytes, 0o600)
    try #require(file >= 0)
    close(file)
    try folder.put("", in: "b")
    #expect(try FolderListing.names(in: folder.path) == ["b"])
  }

  @Test func `where a file stands, no folder can be`() throws {
    let folder = try ScratchFolder()
    try folder.put("", in: "a")
    let error = #expect(throws: FileError.self) { try FolderListing.create(folder.file("a")) }
    #expect(error?.description == "mkdir failed for \(folder.file("a")): File exists")
    #expect(throws: FileError.self) { try FolderListing.create(folder.file("a/b")) }
  }

  @Test func `a folder that cannot be created is named whole, with the part that fails`() throws {
    let folder = try ScratchFolder()
    try folder.put("", in: "a")
    let error = #expect(throws: FileError.self) { try FolderListing.create(folder.file("a/b/c")) }
    #expect(error?.description == "mkdir failed for \(folder.file("a/b/c")): Not a directory")
    let unreachable = "/proc/sweep/results"
    let other = #expect(throws: FileError.self) { try FolderListing.create(unreachable) }
    #expect(
      other?.description
        == "mkdir failed for /proc/sweep/results: /proc/sweep: No such file or directory")
  }

  @Test func `a folder is real, or not there; a link or a file is neither`() throws {
    let folder = try ScratchFolder()
    try FolderListing.create(folder.file("real"))
    try folder.put("", in: "file")
    try #require(symlink("real", folder.file("link")) == 0)
    try FolderListing.requireReal(folder.file("real"))
    try FolderListing.requireReal(folder.file("none"))
    let error = #expect(throws: FileError.self) {
      try FolderListing.requireReal(folder.file("link"))
    }
    #expect(error?.cause.hasPrefix("it is a link") == true)
    #expect(throws: FileError.self) { try FolderListing.requireReal(folder.file("file")) }
  }
}
