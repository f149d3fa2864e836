import DeepQ
import Glibc
import Testing

@testable import Experiments

@Suite struct TrialIndexTests {
  let scratch: ScratchFolder
  let file: String
  let entries: [TrialIndex.Entry]

  init() throws {
    scratch = try ScratchFolder()
    file = scratch.file(".index")
    entries = [
      TrialFileSummary(TrialSamples.record(), fileBytes: [1, 2, 3]),
      TrialFileSummary(TrialSamples.failed(id: "1123456789ab"), fileBytes: []),
    ].map { TrialIndex.Entry(summary: $0, identity: "1:2:3:4") }
    try TrialIndex.write(entries, to: file)
  }

  /// What the index says of some trials.
  private func read(_ ids: [String]) throws -> [TrialIndex.Entry?] {
    var index = try TrialIndex(reading: file)
    return try ids.map { try index.entry(of: $0) }
  }

  @Test func `what was written is read, of the trials that are asked for`() throws {
    let (first, second) = ("0123456789ab", "1123456789ab")
    #expect(try read([first, second]) == entries)
    #expect(try read([second]) == [entries[1]])
    #expect(
      try read(["000000000000", first, "0fffffffffff", second, "ffffffffffff"])
        == [nil, entries[0], nil, entries[1], nil])
    var none = try TrialIndex(reading: scratch.file("none"))
    #expect(try none.entry(of: first) == nil)
  }

  @Test func `a reason of several lines with commas and quotes is one line`() throws {
    var record = TrialSamples.failed()
    record.result.failure = "a \"b\",\n\u{1B}c"
    let summary = TrialFileSummary(record, fileBytes: [])
    #expect(summary.failure == "a \"b\", \u{FFFD}c")
    #expect(
      TrialFileReading(line: TrialFileReading.good(summary).line)
        == .good(summary))
  }

  private func isEmpty() throws -> Bool {
    try read(["0123456789ab", "1123456789ab"]) == [nil, nil]
  }

  @Test func `an index with a byte that is not its own is none`() throws {
    let bytes = try WholeFile.read(file, limit: .max)
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1
      try AtomicFile.write(damaged, to: file)
      #expect(try isEmpty(), "byte \(place)")
    }
    for count in [0, 1, bytes.count / 2, bytes.count - 1] {
      try AtomicFile.write(Array(bytes.prefix(count)), to: file)
      #expect(try isEmpty(), "\(count) bytes")
    }
  }

  @Test func `an index that cannot be read is an error`() throws {
    // A link that leads to itself.
    try #require(symlink("loop", scratch.file("loop")) == 0)
    #expect(throws: FileError.self) { try TrialIndex(reading: scratch.file("loop")) }
  }
}
