import Foundation
import Glibc
import Testing

@testable import Experiments

@Suite struct FolderLockTests {
  @Test func `a second lock is refused and says who holds the first`() throws {
    let folder = try ScratchFolder()
    let first = try FolderLock(folder: folder.path)
    #expect(first.warning == nil)
    let error = #expect(throws: FolderLockError.self) { try FolderLock(folder: folder.path) }
    #expect(
      error?.description
        == "another sweep (process \(getpid()) on \(HostName.current)) is running in \(folder.path)"
    )
    withExtendedLifetime(first) {}
  }

  @Test func `the lock is free when its holder lets go`() throws {
    let folder = try ScratchFolder()
    do {
      let first = try FolderLock(folder: folder.path)
      withExtendedLifetime(first) {}
    }
    #expect(try FolderLock(folder: folder.path).warning == nil)
  }

  @Test func `a link in place of the lock file is not followed`() throws {
    let folder = try ScratchFolder()
    try folder.put("precious", in: "elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file(".lock"), withDestinationPath: folder.file("elsewhere"))
    #expect(throws: FileError.self) { try FolderLock(folder: folder.path) }
    #expect(try folder.text(of: "elsewhere") == "precious")
  }

  @Test func `a file that has another name too, a folder and a pipe are left alone`() throws {
    let folder = try ScratchFolder()
    try folder.put("precious", in: "elsewhere")
    try #require(link(folder.file("elsewhere"), folder.file(".lock")) == 0)
    let error = #expect(throws: FileError.self) { try FolderLock(folder: folder.path) }
    #expect(error?.file == folder.file(".lock"))
    #expect(try folder.text(of: "elsewhere") == "precious")
    for make in [{ mkfifo($0, 0o600) }, { mkdir($0, 0o700) }] as [(String) -> Int32] {
      try FileManager.default.removeItem(atPath: folder.file(".lock"))
      try #require(make(folder.file(".lock")) == 0)
      #expect(throws: FileError.self) { try FolderLock(folder: folder.path) }
    }
  }

  @Test(arguments: ["precious", "12 monkeys\n", "123", "process 12 of 80\n"])
  func `what somebody else wrote into the lock file stays`(text: String) throws {
    let folder = try ScratchFolder()
    try folder.put(text, in: ".lock")
    let lock = try FolderLock(folder: folder.path)
    #expect(lock.warning == nil)
    #expect(try folder.text(of: ".lock") == text)
    withExtendedLifetime(lock) {}
  }

  @Test func `a lock can be looked at without being taken`() throws {
    let folder = try ScratchFolder()
    #expect(FolderLock.states(of: folder.path) == [.free])
    do {
      let lock = try FolderLock(folder: folder.path)
      var holder = FolderLock.Holder(process: getpid(), host: HostName.current)
      #expect(FolderLock.states(of: folder.path) == [.held(by: holder)])
      lock.note(trials: ["0123456789ab", "ba9876543210"])
      holder.trials = ["0123456789ab", "ba9876543210"]
      #expect(FolderLock.states(of: folder.path) == [.held(by: holder)])
      lock.note(trials: [])
      holder.trials = []
      #expect(FolderLock.states(of: folder.path) == [.held(by: holder)])
      withExtendedLifetime(lock) {}
    }
    // The lock file still names the process, which no longer holds it.
    #expect(try folder.text(of: ".lock").contains("\(getpid())"))
    #expect(FolderLock.states(of: folder.path) == [.free])
  }

  @Test func `what an earlier version wrote into the lock file is replaced`() throws {
    let folder = try ScratchFolder()
    try folder.put("123\n", in: ".lock")
    let lock = try FolderLock(folder: folder.path)
    #expect(
      FolderLock.states(of: folder.path)
        == [.held(by: FolderLock.Holder(process: getpid(), host: HostName.current))])
    withExtendedLifetime(lock) {}
  }

  @Test func `shards share a folder with each other, and not with a run of the whole`() throws {
    let folder = try ScratchFolder()
    do {
      let first = try FolderLock(folder: folder.path, shard: "0-of-2")
      let second = try FolderLock(folder: folder.path, shard: "1-of-2")
      second.note(trials: ["0123456789ab"])
      #expect(throws: FolderLockError.self) { try FolderLock(folder: folder.path) }
      // A batch system may start a shard again while it still runs on a node that it has lost.
      let again = try FolderLock(folder: folder.path, shard: "0-of-2")
      #expect(first.isHeld && !again.isHeld)
      #expect(
        again.warning
          == "process \(getpid()) on \(HostName.current) runs the same shard in \(folder.path); "
          + "results do not depend on it, but work is done twice")
      let held = FolderLock.states(of: folder.path).count { $0 != .free }
      #expect(held == 2)
      withExtendedLifetime((first, second, again)) {}
    }
    let whole = try FolderLock(folder: folder.path)
    #expect(throws: FolderLockError.self) { try FolderLock(folder: folder.path, shard: "0-of-2") }
    withExtendedLifetime(whole) {}
  }

  @Test func `a folder that is not there cannot be locked`() {
    let error = #expect(throws: FileError.self) { try FolderLock(folder: "/nowhere") }
    #expect(error?.description == "open failed for /nowhere/.lock: No such file or directory")
  }
}
