import Foundation
import Glibc
import Testing

@testable import Experiments
@testable import HDF5

@Suite struct StoredTrialsTests {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  let done = "0123456789ab"
  let failed = "1123456789ab"
  let damaged = "2123456789ab"

  init() throws {
    scratch = try ScratchFolder()
    folder = ResultsFolder(existing: scratch.path)
    try folder.create()
    try TrialSamples.record(id: done).write(to: folder.trialFile(done))
    try TrialSamples.failed(id: failed).write(to: folder.trialFile(failed))
  }

  private func read(inspection: FileInspection? = nil) throws -> StoredTrials {
    var stored = StoredTrials(in: folder, inspection: inspection)
    try stored.read(stop: StopFlag())
    return stored
  }

  /// One that cannot do its work, so that whoever reads a file by it is found out.
  private let useless = FileInspection(program: "/bin/false", arguments: [])

  @Test func `trials are told apart by what their files say, and damaged ones quarantined`() throws
  {
    // The file of another trial, and one that a machine's crash left empty.
    try TrialSamples.record(id: done).write(to: folder.trialFile(damaged))
    try scratch.put("", in: "trials/ffffffffffff.h5")
    let stored = try read()
    #expect(stored.done == [done])
    #expect(stored.failed == [failed])
    #expect(stored[failed]?.failure == "the loss is not finite after update 7")
    #expect(stored.damaged.map(\.id) == [damaged, "ffffffffffff"])
    #expect(
      try stored.quarantineDamaged { _ in true }.first
        == "\(folder.trialFile(damaged)) is damaged: it holds the "
        + "trial \(done); it is quarantined as \(folder.trialFile(damaged)).damaged, and the trial "
        + "runs again")
    #expect(try folder.finishedTrials() == [done, failed])
    #expect(FolderListing.exists(folder.trialFile(damaged) + ".damaged"))
  }

  @Test func `what was quarantined before stays`() throws {
    for _ in 1...3 {
      try scratch.put("not HDF5", in: "trials/\(damaged).h5")
      _ = try read().quarantineDamaged { _ in true }
    }
    let names = try FolderListing.names(in: folder.trialsFolder)
    #expect(
      names.filter { $0.hasPrefix(damaged) } == [
        "\(damaged).h5.damaged", "\(damaged).h5.damaged2", "\(damaged).h5.damaged3",
      ])
    try scratch.put("name: x\n", in: "experiment.cfg")
    try folder.clear()
    #expect(!FolderListing.exists(folder.trialsFolder))
  }

  @Test func `a file that the index knows is not taken apart, and any other is`() throws {
    let first = try read()
    try TrialIndex.write(first.indexEntries, to: folder.trialIndexFile)
    let second = try read(inspection: useless)
    #expect(second[done] == first[done])
    #expect(second[failed] == first[failed])

    // One changed byte.
    var bytes = try WholeFile.read(folder.trialFile(done), limit: .max)
    bytes[bytes.count / 2] ^= 1
    try AtomicFile.write(bytes, to: folder.trialFile(done))
    #expect(throws: FileError.self) { try read(inspection: useless) }
    #expect(try read().damaged.map(\.id) == [done])
  }

  @Test func `an index that came with a folder from elsewhere is not believed`() throws {
    var lying = Array(try read().indexEntries)
    try #require(lying.map(\.summary.row.trial) == [done, failed])
    lying[1].summary.failure = nil
    lying[1].summary.row["status"] = .text("done")
    lying[1].summary.row["evaluation_return"] = .real(1e9)
    try TrialIndex.write(lying, to: folder.trialIndexFile)
    // As whoever copies or unpacks a folder makes it: the same bytes and times, in another file.
    let file = folder.trialFile(failed)
    var times = stat()
    try #require(stat(file, &times) == 0)
    try AtomicFile.write(try WholeFile.read(file, limit: .max), to: file)
    try #require(utimensat(AT_FDCWD, file, [times.st_atim, times.st_mtim], 0) == 0)
    let stored = try read()
    #expect(stored.failed == [failed])
    #expect(stored[failed]?.row["evaluation_return"] == .empty)
  }

  @Test func `files that were removed or changed meanwhile are noticed`() throws {
    var stored = try read()
    let other = TrialSamples.record(id: damaged)
    stored.add(try folder.writeTrial(other))
    #expect(stored.done == [done, damaged])
    try stored.update(stop: StopFlag())
    #expect(stored.done == [done, damaged])

    try folder.remove(folder.trialFile(damaged))
    _ = try folder.writeTrial(TrialSamples.failed(id: done))
    try stored.update(stop: StopFlag())
    #expect(stored.done == [])
    #expect(stored.failed == [done, failed])
  }

  @Test func `what cannot be read is neither missing nor damaged`() throws {
    try #require(mkfifo(folder.trialFile(damaged), 0o600) == 0)
    let pipe = #expect(throws: FileError.self) { try read() }
    #expect(pipe?.file == folder.trialFile(damaged))
    #expect(pipe?.code != 0)
    try folder.remove(folder.trialFile(damaged))
    try #require(symlink("nowhere", folder.trialFile(damaged)) == 0)
    #expect(throws: FileError.self) { try read() }
    #expect(try FolderListing.names(in: folder.trialsFolder).allSatisfy { !$0.contains("damaged") })
  }

  @Test func `a file that another program has open for writing is left alone`() throws {
    let file = folder.trialFile(done)
    let whole = try WholeFile.read(file, limit: .max)
    // As the HDF5 library marks a file that it has open: a flag in the superblock, and its checksum.
    var marked = whole
    marked[11] |= 1
    try #require(SuperblockChecksum.update(&marked))
    try AtomicFile.write(marked, to: file)
    let error = #expect(throws: FileError.self) { try read() }
    #expect(error?.code == EBUSY)
    #expect(error?.cause.hasPrefix("another program has it open for writing") == true)

    // Or by its lock, in the middle of a change.
    try AtomicFile.write(Array(whole.dropLast(7)), to: file)
    let descriptor = open(file, O_RDWR)
    try #require(flock(descriptor, LOCK_EX) == 0)
    #expect(throws: FileError.self) { try read() }
    close(descriptor)
    #expect(try read().damaged.map(\.id) == [done])
  }

  @Test func `bytes behind the end of a file are damage`() throws {
    let file = folder.trialFile(done)
    try AtomicFile.write(try WholeFile.read(file, limit: .max) + Array("junk\n".utf8), to: file)
    #expect(try read().damaged.map(\.id) == [done])
  }

  @Test func `a run that is to stop reads nothing more`() throws {
    let stop = StopFlag()
    stop.set(signal: SIGINT)
    var stored = StoredTrials(in: folder, inspection: nil)
    #expect(throws: StopRequestError(signal: SIGINT)) { try stored.read(stop: stop) }
  }
}
