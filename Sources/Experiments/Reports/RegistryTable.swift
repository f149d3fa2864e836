import DeepQ

/// What an experiment file can name, as tables: what `sweep list` prints.
public enum RegistryTable {
  /// Every environment, then the settings that they have.
  public static var environments: String {
    var table = TextTable(titles: ["environment", "observation", "actions", "steps", "meaning"])
    for definition in Environments.registry { table.append(row(definition.id, definition)) }
    let games = Environments.games
    if let game = games.first {
      var row = row(anyGame, game)
      row[2] = "3 to 18"
      table.append(row)
    }
    return table.text() + "\nsteps: by default; an episode's limit is 'max_episode_steps'.\n"
      + "\(anyGame) is one of \(games.count) games:\n" + wrapped(games.map { String($0.name) })
      + "\n" + settings
  }

  private static func row(_ id: String, _ definition: EnvironmentDefinition) -> [String] {
    let interface = definition.interface(definition.specification)
    return [
      id, observation(of: interface), "\(interface.actionCount)",
      definition.maxEpisodeSteps.map { "\($0)" } ?? "", definition.summary,
    ]
  }

  /// Words in lines of at most 100 characters.
  private static func wrapped(_ words: [String]) -> String {
    var lines = [""]
    for word in words {
      if lines[lines.count - 1].count + 1 + word.count > 100 { lines.append("") }
      lines[lines.count - 1] += " " + word
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Placeholder of any Atari game in tables: the games have the same settings.
  private static var anyGame: String { EnvironmentFamily.atari.namespace + "..." }

  private static func observation(of interface: EnvironmentInterface) -> String {
    if let count = interface.stateCount { return "\(count) states" }
    switch interface.observation {
    case .vector(let count): return "\(count) numbers"
    case .image(let channels, let rows, let columns, _):
      return "\(channels)x\(rows)x\(columns) bytes"
    }
  }

  /// Each setting once, with all the environments that have it.
  private static var settings: String {
    var rows: [(cells: [String], of: [String])] = []
    for (id, definition) in Environments.registry.map({ ($0.id, $0) })
      + Environments.games.prefix(1).map({ (anyGame, $0) })
    {
      for setting in definition.settings {
        let cells = [
          setting.name, setting.text(of: setting.standard), setting.valueKind.expectation,
          setting.summary,
        ]
        if let place = rows.firstIndex(where: { $0.cells == cells }) {
          rows[place].of.append(id)
        } else {
          rows.append((cells, [id]))
        }
      }
    }
    var table = TextTable(titles: ["setting", "default", "what it can be", "meaning", "of"])
    for row in rows { table.append(row.cells + [row.of.joined(separator: " ")]) }
    return table.text()
  }

  /// Every algorithm.
  public static var algorithms: String {
    var table = TextTable(titles: ["algorithm", "environments", "meaning"])
    for algorithm in Algorithms.registry {
      let environments = algorithm.hasNetwork ? "all" : "of finitely many states"
      table.append([algorithm.id, environments, algorithm.summary])
    }
    return table.text()
  }

  /// Every hyperparameter.
  public static var hyperparameters: String {
    var table = TextTable(titles: ["key", "default", "what it can be", "algorithms", "meaning"])
    for row in HyperparameterTable.rows {
      table.append([
        row.key, row.defaultValue.description, row.range, algorithms(of: row), row.help,
      ])
    }
    return table.text()
  }

  private static func algorithms(of row: Hyperparameter) -> String {
    let able = Algorithms.registry.filter { row.kinds.contains($0.kind) }
    return able.count == Algorithms.registry.count
      ? "all" : able.map(\.id).joined(separator: " ")
  }
}
