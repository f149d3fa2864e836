import Testing

@testable import Experiments

@Suite struct CheckpointFileTests {
  private let file = CheckpointFile(
    canonicalText: "format: 1\n", stepsTaken: 70,
    segments: [
      CheckpointFile.Segment(numbers: 0..<50, digest: Array(repeating: 1, count: 32)),
      CheckpointFile.Segment(numbers: 50..<70, digest: Array(repeating: 2, count: 32)),
    ],
    state: [1, 2, 3])

  @Test func `a checkpoint is read as it was written`() throws {
    #expect(try CheckpointFile(bytes: file.bytes, file: "x") == file)
  }

  @Test func `any byte that is changed or missing is found`() {
    let bytes = file.bytes
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 4
      #expect(throws: TrialFileError.self) { try CheckpointFile(bytes: changed, file: "x") }
      #expect(throws: TrialFileError.self) {
        try CheckpointFile(bytes: Array(bytes[..<place]), file: "x")
      }
    }
  }

  /// Whoever forges a file computes its hash anew.
  @Test func `bytes with the right hash, but made up, give an error and no trap`() {
    for place in file.bytes.indices.dropLast(32) {
      var content = Array(file.bytes.dropLast(32))
      content[place] = 0xFF
      _ = try? CheckpointFile(bytes: content + CheckpointFile.digest(of: content), file: "x")
    }
    #expect(throws: TrialFileError.self) { try CheckpointFile(bytes: [], file: "x") }
  }
}
