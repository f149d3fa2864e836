import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite struct DocumentationTests {
  /// `RECORD_SNAPSHOTS=1 swift test` writes the table anew.
  @Test func `the documented hyperparameters are those of the table`() throws {
    try check(table, from: "<!-- hyperparameters -->\n", to: "<!-- end -->")
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the table anew.
  @Test func `the documented settings of Atari games are those that there are`() throws {
    let game = try #require(Environments.definition(of: "ALE/Pong"))
    let rows = game.settings.map { setting in
      let standard = setting.text(of: setting.standard)
      return "| `\(setting.name)` | `\(standard)` | \(setting.valueKind.expectation) "
        + "| \(setting.summary) |\n"
    }
    let table =
      "\n| key | default | what it can be | meaning |\n|---|---|---|---|\n" + rows.joined() + "\n"
    try check(table, from: "<!-- atari -->\n", to: "<!-- end of atari -->")
  }

  private func check(_ table: String, from begin: String, to end: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/experiment-file.md").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: begin)).upperBound
    let stop = try #require(text.range(of: end)).lowerBound
    let documented = String(text[start..<stop])
    if documented != table, ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      let recorded = text.replacingCharacters(in: start..<stop, with: table)
      try recorded.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(documented == table)
  }

  private var table: String {
    let rows = HyperparameterTable.rows.map { row in
      "| `\(row.key)` | `\(row.defaultValue)` | \(row.range) | \(row.help) |\n"
    }
    return "\n| key | default | what it can be | meaning |\n|---|---|---|---|\n" + rows.joined()
      + "\n"
  }
}
