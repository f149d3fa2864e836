import DeepQ
import Foundation
import Testing

@testable import Experiments

@Suite(.serialized) struct DocumentationTests {
  /// `RECORD_SNAPSHOTS=1 swift test` writes the table anew.
  @Test func `the documented hyperparameters are those of the table`() throws {
    try check(table, of: "hyperparameters", in: "hyperparameters.md")
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
    try check(table, of: "atari", in: "environments.md")
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the table anew.
  @Test func `the documented settings of environments are those that there are`() throws {
    var rows: [(row: String, ids: [String])] = []
    for definition in Environments.registry {
      for setting in definition.settings {
        let row =
          "| `\(setting.name)` | `\(setting.text(of: setting.standard))` "
          + "| \(setting.valueKind.expectation) | \(setting.summary) |"
        if let place = rows.firstIndex(where: { $0.row == row }) {
          rows[place].ids.append(definition.id)
        } else {
          rows.append((row, [definition.id]))
        }
      }
    }
    let table =
      "\n| key | default | what it can be | meaning | of |\n|---|---|---|---|---|\n"
      + rows.map { "\($0.row) \($0.ids.joined(separator: ", ")) |\n" }.joined() + "\n"
    try check(table, of: "settings", in: "environments.md")
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the table anew.
  @Test func `the documented environments are those that there are`() throws {
    let rows = Environments.registry.map { definition in
      let interface = definition.interface(definition.specification)
      let limit = definition.maxEpisodeSteps.map { "\($0)" } ?? "none"
      let solved = definition.solvedReturn.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" } ?? ""
      return "| `\(definition.id)` | \(observation(of: interface)) | \(interface.actionCount) "
        + "| \(limit) | \(solved) | \(definition.summary) |\n"
    }
    try check(
      "\n| environment | observation | actions | steps | solved at | meaning |\n"
        + "|---|---|---|---|---|---|\n" + rows.joined() + "\n",
      of: "environments", in: "environments.md")
  }

  private func observation(of interface: EnvironmentInterface) -> String {
    if let count = interface.stateCount { return "\(count) states" }
    switch interface.observation {
    case .vector(let count): return "\(count) numbers"
    case .image(let channels, let rows, let columns, _):
      return "\(channels)x\(rows)x\(columns) bytes"
    }
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the list anew.
  @Test func `the documented games are those that there are`() throws {
    let others = Environments.registry.map(\.id)
    let games = Environments.names.filter { !others.contains($0) }
    let list = games.map { "`\($0)`" }.joined(separator: ",\n") + "\n"
    try check("\n" + list + "\n", of: "games", in: "environments.md")
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the table anew.
  @Test func `the documented algorithms are those that there are`() throws {
    let rows = Algorithms.registry.map { "| `\($0.id)` | \($0.summary) |\n" }
    try check(
      "\n| algorithm | meaning |\n|---|---|\n" + rows.joined() + "\n",
      of: "algorithms", in: "algorithms.md")
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the list anew.
  @Test func `the documented presets are those that there are`() throws {
    let list = Preset.all.map { preset in
      let values = HyperparameterTable.rows.enumerated().compactMap { index, row -> String? in
        guard row.applies(preset.hyperparameters) else { return nil }
        let value = row.get(preset.hyperparameters)
        return value == HyperparameterTable.defaults[index] ? nil : "`\(row.key): \(value)`"
      }
      return "* `\(preset.name)`: \(preset.summary).\n  " + values.joined(separator: ",\n  ") + "\n"
    }
    try check("\n" + list.joined() + "\n", of: "presets", in: "hyperparameters.md")
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the table anew.
  @Test func `the documented columns of results are those of the table`() throws {
    let rows = ResultColumn.all.map { column in
      "| `\(column.name)` | \(column.units) | \(column.meaning) |\n"
    }
    try check(
      "\n| column | units | meaning |\n|---|---|---|\n" + rows.joined() + "\n",
      of: "columns", in: "results.md")
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the tables anew.
  @Test func `the documented published scores are those of the table`() throws {
    var text = ""
    for reference in PublishedScore.references {
      text += "\n## `\(reference.name)`\n\n\(reference.source).\n\n"
      text +=
        "| environment | agent | measured at | mean | sd | seeds |\n|---|---|---|---|---|---|\n"
      for score in PublishedScore.all where score.reference == reference.name {
        let deviation = score.deviation.map { shortest($0) } ?? ""
        text += "| `\(score.environment)` | \(score.agent) | \(score.measure) "
        text += "| \(shortest(score.mean)) | \(deviation) | \(score.seeds) |\n"
      }
    }
    try check(text + "\n", of: "published", in: "published-scores.md")
  }

  /// `RECORD_SNAPSHOTS=1 swift test` writes the table anew.
  @Test func `the documented verdicts are those of the committed scores`() throws {
    let verdicts = try Gate.all.map { gate in
      let folder = ResultsFolder(results: Self.root + "/results", name: gate.experiment)
      return GateVerdict(gate, scores: try GateScores(in: folder).scores(of: gate))
    }
    try check(
      "\n" + GateText.markdown(verdicts) + "\n", of: "gates", in: "benchmarks.md",
      folder: "explanation")
  }

  /// The folder of the package.
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized.path

  /// Compares what is between the comments `<!-- topic -->` and `<!-- end of topic -->` of a page in a
  /// folder of `docs`.
  private func check(
    _ table: String, of topic: String, in page: String, folder: String = "reference"
  ) throws {
    let file = URL(filePath: Self.root + "/docs/\(folder)/\(page)")
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: "<!-- \(topic) -->\n")).upperBound
    let stop = try #require(text.range(of: "<!-- end of \(topic) -->")).lowerBound
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
