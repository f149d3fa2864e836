import Foundation
import Testing

@Suite struct RecordingTests {
  /// Five lines, of which the middle three are a digest: `printf 'b\nc\nd\n' | sha256sum`.
  private let transcript: Transcript

  init() throws {
    let text = #"["a", "~ 3 b8c70a0f0510d71a", "e"]"#
    transcript = try JSONDecoder().decode(Transcript.self, from: Data(text.utf8))
  }

  @Test func `lines as recorded do not differ, in full or in a digest`() {
    #expect(transcript.count == 5)
    #expect(transcript.firstDifference(from: ["a", "b", "c", "d", "e"]) == nil)
  }

  @Test(arguments: [
    (["x", "b", "c", "d", "e"], 0..<1), (["a", "b", "x", "d", "e"], 1..<4),
    (["a", "b", "c", "d", "x"], 4..<5), (["a", "b", "c", "d", "e", "f"], 5..<6),
    (["a", "b", "c", "d"], 4..<5), (["a", "b"], 1..<4),
  ])
  func `the first line that differs is found, and one too many or too few`(
    lines: [String], place: Range<Int>
  ) {
    #expect(transcript.firstDifference(from: lines)?.lines == place)
  }

  @Test func `a line in full may be compared in another way`() {
    let difference = transcript.firstDifference(from: ["A", "b", "c", "d", "E"]) {
      $0.lowercased() == $1
    }
    #expect(difference == nil)
    #expect(transcript[4] == "e" && transcript[2] == nil)
  }
}
