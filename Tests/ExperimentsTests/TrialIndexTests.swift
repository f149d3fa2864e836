import DeepQ
import Glibc
import Testing

@testable import Experiments

@Suite struct TrialIndexTests {
  let scratch: ScratchFolder
  let file: String
  let index: TrialIndex

  init() throws {
    scratch = try ScratchFolder()
    file = scratch.file(".index")
    var index = TrialIndex()
    let summaries = [
      TrialFileSummary(TrialSamples.record(), fileBytes: [1, 2, 3]),
      TrialFileSummary(TrialSamples.failed(id: "1123456789ab"), fileBytes: []),
    ]
    for summary in summaries {
      index.trials[summary.row.trial] = TrialIndex.Entry(summary: summary, identity: "1:2:3:4")
    }
    self.index = index
    try index.write(to: file)
  }

  @Test func `what was written is read`() throws {
    #expect(try TrialIndex(reading: file) == index)
    #expect(try TrialIndex(reading: scratch.file("none")) == TrialIndex())
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

  @Test func `an index with a byte that is not its own is none`() throws {
    let bytes = try WholeFile.read(file, limit: .max)
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1
      try AtomicFile.write(damaged, to: file)
      #expect(try TrialIndex(reading: file) == TrialIndex(), "byte \(place)")
    }
    for count in [0, 1, bytes.count / 2, bytes.count - 1] {
      try AtomicFile.write(Array(bytes.prefix(count)), to: file)
      #expect(try TrialIndex(reading: file) == TrialIndex(), "\(count) bytes")
    }
  }

  @Test func `an index that cannot be read is an error`() throws {
    // A link that leads to itself.
    try #require(symlink("loop", scratch.file("loop")) == 0)
    #expect(throws: FileError.self) { try TrialIndex(reading: scratch.file("loop")) }
  }
}
