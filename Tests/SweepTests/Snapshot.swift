import Foundation
import Testing

/// Recorded texts that the program must print: files `Snapshots/<name>.<extension>`, and parts of
/// pages of `docs/reference`.
///
/// `RECORD_SNAPSHOTS=1 swift test --filter SweepTests` records them. A recorded change fails once,
/// so that it is reviewed before it is committed.
enum Snapshot {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  static func expect(
    _ text: String, named name: String, extension: String = "txt",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let fileName = name + "." + `extension`
    let file = folder.appending(path: fileName)
    let recorded = try? String(contentsOf: file, encoding: .utf8)
    guard recorded != text else { return }
    let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil
    if isRecording {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(fileName): look at it", sourceLocation: sourceLocation)
    } else if let recorded {
      #expect(text == recorded, "RECORD_SNAPSHOTS=1 records it", sourceLocation: sourceLocation)
    } else {
      Issue.record(
        "there is no \(fileName); RECORD_SNAPSHOTS=1 records it", sourceLocation: sourceLocation)
    }
  }
  /// Compares the text between the comments `<!-- topic -->` and `<!-- end of topic -->` of a page.
  static func expect(
    _ text: String, of topic: String, inReference page: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: "../../../docs/reference/\(page)").standardized
    let recorded = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(recorded.range(of: "<!-- \(topic) -->\n")).upperBound
    let stop = try #require(recorded.range(of: "<!-- end of \(topic) -->")).lowerBound
    let isSame = recorded[start..<stop] == text
    if !isSame, ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try Data(recorded.replacingCharacters(in: start..<stop, with: text).utf8).write(to: file)
    }
    #expect(isSame, "RECORD_SNAPSHOTS=1 records it", sourceLocation: sourceLocation)
  }
}
