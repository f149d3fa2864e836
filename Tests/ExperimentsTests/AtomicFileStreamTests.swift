import Glibc
import Testing

@testable import Experiments

struct AtomicFileStreamTests {
  @Test func `the file has its name once it is whole`() throws {
    let scratch = try ScratchFolder()
    let path = scratch.path + "/table.csv"
    let stream = try AtomicFileStream(to: path)
    try stream.write("a,b\n")
    try stream.write(String(repeating: "1,2\n", count: 100_000))
    #expect(!FolderListing.exists(path))
    try stream.commit()
    let text = try WholeFile.text(path, limit: 1 << 20)
    #expect(text == "a,b\n" + String(repeating: "1,2\n", count: 100_000))
    #expect(try FolderListing.names(in: scratch.path) == ["table.csv"])
  }

  @Test func `a stream that is dropped leaves what was there`() throws {
    let scratch = try ScratchFolder()
    let path = scratch.path + "/table.csv"
    try AtomicFile.write("old", to: path)
    do {
      let stream = try AtomicFileStream(to: path)
      try stream.write("new")
      #expect(try FolderListing.names(in: scratch.path).count == 2)
    }
    #expect(try FolderListing.names(in: scratch.path) == ["table.csv"])
    #expect(try WholeFile.text(path, limit: 10) == "old")
  }

  @Test(arguments: ["write", "fsync", "close", "rename"])
  func `a call that fails is named, and nothing is left`(call: String) throws {
    let scratch = try ScratchFolder()
    let path = scratch.path + "/table.csv"
    var calls = FileCalls.system
    let system = calls
    switch call {
    case "write": calls.write = { _, _ in Self.failure() }
    case "fsync": calls.sync = { _ in Int32(Self.failure()) }
    case "close":
      calls.close = {
        _ = system.close($0)
        return Int32(Self.failure())
      }
    default: calls.rename = { _, _ in Int32(Self.failure()) }
    }
    let error = #expect(throws: FileError.self) {
      let stream = try AtomicFileStream(to: path, calls: calls)
      try stream.write("text")
      try stream.commit()
    }
    #expect(error?.call == call && error?.file == path && error?.code == 28)
    #expect(try FolderListing.names(in: scratch.path) == [])
  }

  /// What a call returns on a full disk.
  private static func failure() -> Int {
    errno = ENOSPC
    return -1
  }
}
