import Foundation
import Glibc
import Testing

@testable import Experiments

@Suite struct WholeFileTests {
  @Test func `a file larger than allowed is refused`() throws {
    let folder = try ScratchFolder()
    try folder.put("12345", in: "a")
    #expect(try WholeFile.read(folder.file("a"), limit: 5).count == 5)
    let error = #expect(throws: FileError.self) { try WholeFile.read(folder.file("a"), limit: 4) }
    #expect(error?.cause == "it has 5 bytes, more than the 4 allowed")
  }

  @Test(.timeLimit(.minutes(1))) func `a pipe that nobody writes to is refused at once`() throws {
    let folder = try ScratchFolder()
    try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
    let error = #expect(throws: FileError.self) {
      try WholeFile.read(folder.file("pipe"), limit: 10)
    }
    #expect(error?.cause == "it is not a regular file")
  }

  @Test(.timeLimit(.minutes(1))) func `a pipe that a user names is read to its end`() throws {
    let folder = try ScratchFolder()
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    // More than a pipe holds at a time.
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    let writer = Thread {
      let descriptor = open(pipe, O_WRONLY)
      var start = 0
      while start < bytes.count {
        let written = bytes[start...].withUnsafeBytes {
          write(descriptor, $0.baseAddress, $0.count)
        }
        guard written > 0 else { break }
        start += written
      }
      close(descriptor)
    }
    writer.start()
    #expect(try WholeFile.read(pipe, limit: 200_000, from: .user) == bytes)
  }

  @Test func `what has no end is refused at the limit`() {
    let error = #expect(throws: FileError.self) {
      try WholeFile.read("/dev/zero", limit: 1 << 20, from: .user)
    }
    #expect(error?.cause == "it has more than the 1048576 bytes allowed")
  }

  @Test func `a folder, a missing file and bytes that are not text are errors`() throws {
    let folder = try ScratchFolder()
    #expect(throws: FileError.self) { try WholeFile.read(folder.path, limit: 10) }
    #expect(throws: FileError.self) { try WholeFile.read(folder.file("none"), limit: 10) }
    try AtomicFile.write([0xFF, 0xFE], to: folder.file("a"))
    let error = #expect(throws: FileError.self) { try WholeFile.text(folder.file("a"), limit: 10) }
    #expect(error?.cause == "it is not UTF-8 text")
  }
}
