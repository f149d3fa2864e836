import Glibc
import Testing

@testable import Experiments

@Suite struct TrialFilesTests {
  let scratch: ScratchFolder
  let folder: ResultsFolder
  let ids = ["0123456789ab", "1123456789ab", "2123456789ab", "3123456789ab"]

  init() throws {
    scratch = try ScratchFolder()
    folder = ResultsFolder(existing: scratch.path)
    try folder.create()
    for id in ids { try TrialSamples.record(id: id).write(to: folder.trialFile(id)) }
  }

  /// The trials in the order in which they are found.
  private func found(
    where isWanted: (String) -> Bool = { _ in true }, each body: (String) throws -> Void = { _ in }
  ) throws -> [String] {
    var found: [String] = []
    try TrialFiles(in: folder, inspection: nil).read(where: isWanted, stop: StopFlag()) { finding in
      guard case .good(let summary, _) = finding else { return }
      found.append(summary.row.trial)
      try body(summary.row.trial)
    }
    return found
  }

  private func writeIndex(of ids: [String]) throws {
    var stored = StoredTrials(in: folder, inspection: nil)
    try stored.read(only: Set(ids), stop: StopFlag())
    try TrialIndex.write(stored.indexEntries, to: folder.trialIndexFile)
  }

  @Test func `what is wanted is read, and what the index knows comes first`() throws {
    #expect(try found() == ids)
    #expect(try found(where: { $0 != ids[1] }) == [ids[0], ids[2], ids[3]])
    try writeIndex(of: [ids[1], ids[3]])
    #expect(try found() == [ids[1], ids[3], ids[0], ids[2]])
  }

  @Test func `each file is handed over before the next is looked at, so that one is in memory`()
    throws
  {
    try writeIndex(of: ids)
    // Each makes the next one go away.
    let left = try found(each: { id in
      let index = try #require(ids.firstIndex(of: id)) + 1
      if index < ids.count { unlink(folder.trialFile(ids[index])) }
    })
    #expect(left == [ids[0], ids[2]])
  }

  @Test func `what the caller throws ends the reading`() throws {
    struct Enough: Error {}
    var count = 0
    #expect(throws: Enough.self) {
      try found(each: { _ in
        count += 1
        throw Enough()
      })
    }
    #expect(count == 1)
  }
}
