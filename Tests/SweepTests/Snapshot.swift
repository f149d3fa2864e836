import Foundation
import Testing

/// Texts that were looked at once, `Snapshots/<name>.txt`, and must stay as they are.
///
/// `RECORD_SNAPSHOTS=1 swift test --filter SweepTests` writes them anew. A text that is new, or was
/// changed by that, fails once, so that nobody commits it unseen.
enum Snapshot {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  static func expect(
    _ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name + ".txt")
    let recorded = try? String(contentsOf: file, encoding: .utf8)
    guard recorded != text else { return }
    let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil
    if isRecording {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(name).txt: look at it", sourceLocation: sourceLocation)
    } else if let recorded {
      #expect(text == recorded, "RECORD_SNAPSHOTS=1 records it", sourceLocation: sourceLocation)
    } else {
      Issue.record(
        "there is no \(name).txt; RECORD_SNAPSHOTS=1 records it", sourceLocation: sourceLocation)
    }
  }
}
