/// The blocks of an experiment file.
enum Block: String, CaseIterable {
  case name, environment, algorithm, preset, base, grid, zip, arms, ablate, exclude, when, seeds
  case evaluate, solve
  case run, output

  /// Whether it is a map of keys, so that `seeds.count: 5` says the same as `seeds: {count: 5}`.
  var isMap: Bool {
    switch self {
    case .environment, .base, .grid, .seeds, .evaluate, .solve, .run, .output: true
    case .name, .algorithm, .preset, .zip, .arms, .ablate, .exclude, .when: false
    }
  }

  /// What users of other programs look for.
  static let synonyms: [String: Block] = [
    "seed": .seeds, "random_seed": .seeds, "replicates": .seeds, "env": .environment,
    "env_id": .environment, "evaluation": .evaluate, "eval": .evaluate, "solved": .solve,
    "params": .base, "parameters": .base, "hyperparameters": .base, "defaults": .base,
    "fixed": .base, "sweep": .grid, "search": .grid, "experiment": .name, "algo": .algorithm,
    "agent": .algorithm, "method": .algorithm, "variants": .arms, "arm": .arms,
    "ablation": .ablate, "ablations": .ablate,
  ]
}

/// An experiment file taken apart into its blocks; values are not looked at yet.
struct ExperimentFile {
  /// A block where the file gives it: whole, or one dotted key of it.
  struct Part: Equatable {
    var block: Block
    var position: SourcePosition
    var value: ConfigurationNode
  }

  private(set) var parts: [Part] = []
  private(set) var errors: [ConfigurationError] = []

  init(_ root: ConfigurationNode?) {
    guard let root, let entries = root.map else {
      errors.append(.notAnExperiment(root.flatMap { $0.isNothing ? nil : $0 }))
      return
    }
    for entry in entries { add(entry) }
  }

  func parts(of block: Block) -> [Part] { parts.filter { $0.block == block } }

  private mutating func add(_ entry: ConfigurationNode.Entry) {
    if let block = Block(rawValue: entry.key) {
      parts.append(Part(block: block, position: entry.position, value: entry.value))
      return
    }
    let first = entry.key.prefix { $0 != "." }
    if let block = Block(rawValue: String(first)), block.isMap, first.count < entry.key.count {
      let rest = String(entry.key.dropFirst(first.count + 1))
      let field = ConfigurationNode.Entry(key: rest, position: entry.position, value: entry.value)
      let map = ConfigurationNode(content: .map([field]), position: entry.value.position)
      parts.append(Part(block: block, position: entry.position, value: map))
      return
    }
    errors.append(Self.unknown(entry))
  }

  private static func unknown(_ entry: ConfigurationNode.Entry) -> ConfigurationError {
    if let block = Block.synonyms[entry.key.lowercased()] {
      return .unknownBlock(entry.key, at: entry.position, suggestion: block.rawValue)
    }
    let isHyperparameter =
      HyperparameterTable.index(of: entry.key) != nil
      || HyperparameterTable.rows.contains { $0.key.hasPrefix(entry.key + ".") }
    if isHyperparameter {
      return .misplaced(entry.key, in: "under 'base' or 'grid'", at: entry.position)
    }
    let names = Block.allCases.map(\.rawValue)
    if let nearest = NameSuggestion.nearest(to: entry.key, among: names) {
      return .unknownBlock(entry.key, at: entry.position, suggestion: nearest)
    }
    let meant = HyperparameterTable.suggestion(for: entry.key).map { "base.\($0)" }
    return .unknownBlock(entry.key, at: entry.position, suggestion: meant)
  }
}
