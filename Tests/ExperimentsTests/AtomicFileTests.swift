import Foundation
import Glibc
import Synchronization
import Testing

@testable import Experiments

@Suite struct AtomicFileTests {
  @Test func `a file holds what was written, and nothing else is left`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write("old", to: folder.file("a.csv"))
    try AtomicFile.write("new", to: folder.file("a.csv"))
    #expect(try folder.text(of: "a.csv") == "new")
    #expect(try folder.names() == ["a.csv"])
  }

  @Test func `an empty file can be written and read`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write([UInt8](), to: folder.file("empty"))
    #expect(try WholeFile.read(folder.file("empty"), limit: 0) == [])
  }

  @Test(arguments: FailingCall.allCases)
  func `whichever call fails, the old file stays and the error names the call`(
    failing: FailingCall
  ) throws {
    let folder = try ScratchFolder()
    let path = folder.file("a.csv")
    try AtomicFile.write("old", to: path)
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write(Array("new".utf8), to: path, calls: failing.calls)
    }
    #expect(error?.call == failing.name)
    #expect(error?.cause == "No space left on device")
    // Only the folder's flush comes after the change of names.
    #expect(try folder.text(of: "a.csv") == (failing.isAfterRename ? "new" : "old"))
    #expect(try folder.names() == ["a.csv"])
  }

  @Test func `short and interrupted writes still write all`() throws {
    let folder = try ScratchFolder()
    let turn = Atomic<Int>(0)
    var calls = FileCalls.system
    calls.write = { descriptor, bytes in
      if turn.wrappingAdd(1, ordering: .relaxed).oldValue.isMultiple(of: 2) {
        errno = EINTR
        return -1
      }
      return Glibc.write(descriptor, bytes.baseAddress, min(3, bytes.count))
    }
    let bytes = [UInt8](0...200)
    try AtomicFile.write(bytes, to: folder.file("a"), calls: calls)
    #expect(try WholeFile.read(folder.file("a"), limit: 1000) == bytes)
  }

  @Test func `a long file is written as it is made, a piece at a time, with the same bytes`() throws
  {
    let folder = try ScratchFolder()
    let largest = Atomic(0)
    let written = Atomic(0)
    var calls = FileCalls.system
    calls.write = { descriptor, bytes in
      largest.max(bytes.count, ordering: .relaxed)
      written.wrappingAdd(bytes.count, ordering: .relaxed)
      return Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    }
    var made = 0
    try AtomicFile.write(to: folder.file("a"), calls: calls) { output throws(FileError) in
      for number in 0..<200_000 {
        let line = "line \(number)\n"
        made += line.utf8.count
        try output.write(line)
        // So much is in memory.
        #expect(made - written.load(ordering: .relaxed) < 1 << 18)
      }
    }
    #expect(largest.load(ordering: .relaxed) < 1 << 18 + 20)
    let text = (0..<200_000).map { "line \($0)\n" }.joined()
    #expect(text.utf8.count == made)
    #expect(try folder.text(of: "a") == text)
  }

  @Test func `an error says the call, the file and the cause`() {
    let error = #expect(throws: FileError.self) { try AtomicFile.write("", to: "/nowhere/at/all") }
    #expect(error?.description.hasPrefix("open failed for /nowhere/at/.sweep-") == true)
    #expect(error?.description.hasSuffix(": No such file or directory") == true)
  }

  @Test func `names never repeat, and are told from others`() throws {
    let name = TemporaryName.next()
    #expect(name != TemporaryName.next())
    #expect(try #require(TemporaryName(name)).process == getpid())
    for other in ["a.partial", ".sweep-a-1-2.partial", ".sweep-a-x-1-1.partial", "summary.csv"] {
      #expect(TemporaryName(other) == nil)
    }
  }

  @Test func `a file that this process is writing is no orphan`() throws {
    #expect(try #require(TemporaryName(TemporaryName.next())).isOrphan(secondsOld: 99) == false)
  }

  @Test func `orphans are swept, and nothing else is`() throws {
    let folder = try ScratchFolder()
    let host = try #require(TemporaryName(TemporaryName.next())).host
    let alive = ".sweep-\(host)-\(getppid())-1-0.partial"
    let under = TemporaryName.next()
    // No process has this number: Linux counts to 4194304 at most.
    let dead = ".sweep-\(host)-2000000000-1-0.partial"
    let earlier = ".sweep-\(host)-\(getpid())-0-0.partial"
    let elsewhere = ".sweep-far_away-5-1-0.partial"
    for name in [alive, under, dead, earlier, elsewhere, "summary.csv"] {
      try folder.put("", in: name)
    }
    #expect(try AtomicFile.removeOrphans(in: folder.path) == [dead, earlier].sorted())
    #expect(try folder.names() == [alive, under, elsewhere, "summary.csv"].sorted())
  }

  @Test func `another host's file is an orphan after a day`() throws {
    let name = try #require(TemporaryName(".sweep-far_away-5-1-0.partial"))
    #expect(!name.isOrphan(secondsOld: 3_600))
    #expect(name.isOrphan(secondsOld: 90_000))
  }
}

/// One call that says that the disk is full.
enum FailingCall: CaseIterable {
  case create, write, sync, close, rename, openFolder, syncFolder

  var name: String {
    switch self {
    case .create, .openFolder: "open"
    case .write: "write"
    case .sync, .syncFolder: "fsync"
    case .close: "close"
    case .rename: "rename"
    }
  }

  var isAfterRename: Bool { self == .openFolder || self == .syncFolder }

  var calls: FileCalls {
    let fail: @Sendable () -> Int32 = {
      errno = ENOSPC
      return -1
    }
    var calls = FileCalls.system
    switch self {
    case .create: calls.create = { _ in fail() }
    case .write: calls.write = { _, _ in Int(fail()) }
    case .sync: calls.sync = { _ in fail() }
    case .close: calls.close = { Glibc.close($0) == 0 ? fail() : -1 }
    case .rename: calls.rename = { _, _ in fail() }
    case .openFolder: calls.openFolder = { _ in fail() }
    case .syncFolder: calls.sync = { lseek($0, 0, SEEK_CUR) > 0 ? fsync($0) : fail() }
    }
    return calls
  }
}
