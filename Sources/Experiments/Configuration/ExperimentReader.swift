import DeepQ

/// Reads the blocks of an experiment file one after the other, and continues after each mistake to
/// find them all.
struct ExperimentReader {
  let file: ExperimentFile
  var errors: [ConfigurationError]
  /// Where each hyperparameter is given, by row: an axis replaces `base`.
  var sources: [Int: HyperparameterSource] = [:]
  /// Where each setting is given that is no hyperparameter, by its key with its block.
  var settingPositions: [String: SourcePosition] = [:]

  init(_ root: ConfigurationNode?) {
    file = ExperimentFile(root)
    errors = file.errors
  }

  /// The experiment, or `nil` if there is anything wrong.
  mutating func read(resolvedText: String) -> Experiment? {
    guard !file.parts.isEmpty else { return nil }
    let name = readName()
    let environment = readEnvironment()
    let base = readBase(algorithm: readAlgorithm())
    let axes = readAxes(base: base)
    let conditionals = readConditionals(axes: axes, base: base)
    let exclusions = readExclusions(axes: axes, conditionals: conditionals)
    let seeds = readSeeds()
    let evaluation = readEvaluation()
    let run = readRun()
    let output = readOutput()
    let solve = readSolve(environment?.definition)
    // Without an environment the grid is still counted; what depends on it is not reported.
    let surroundings = ConfigurationCheck.Surroundings(
      interface: environment.map { $0.definition.interface($0.specification) },
      maxEpisodeSteps: environment?.specification.maxEpisodeSteps)
    var expansion = GridExpansion(
      grid: Grid(base: base, axes: axes, exclusions: exclusions, conditionals: conditionals),
      surroundings: surroundings, sources: sources,
      replicates: seeds.count, limit: run.maxTrials, gridPosition: gridPosition)
    expansion.skip(
      rows: brokenRows, isGridBroken: isBroken(.grid, .zip, .arms, .ablate, .when, .exclude))
    if !isBroken(.base, .run) { expansion.expand() }
    errors += expansion.errors
    guard errors.isEmpty, let name, let environment else { return nil }
    return Experiment(
      name: name, environment: environment.specification, grid: expansion.grid, seeds: seeds,
      evaluation: evaluation, solve: solve, run: run, output: output,
      resolvedText: resolvedText,
      origin: ExperimentOrigin(hyperparameters: sources, settings: settingPositions))
  }

  /// The rows that a mistake found so far is about: to check them in combinations would only
  /// confuse.
  private var brokenRows: Set<Int> {
    var rows: Set<Int> = []
    for error in errors {
      var key = Substring(error.key ?? "")
      while let dot = key.firstIndex(of: "."),
        ["if", "base", "grid", "zip", "arms", "ablate", "when", "exclude"].contains(
          key[..<dot])
      { key = key[key.index(after: dot)...] }
      for name in [String(key), error.suggestion ?? ""] {
        if let row = HyperparameterTable.index(of: name) { rows.insert(row) }
      }
    }
    return rows
  }

  /// Whether a mistake found so far is about one of some blocks, other than about a hyperparameter
  /// of `base`.
  private func isBroken(_ blocks: Block...) -> Bool {
    errors.contains { error in
      guard let key = error.key else { return false }
      return blocks.contains { block in
        key == block.rawValue || (block != .base && key.hasPrefix(block.rawValue + "."))
      }
    }
  }

  private var gridPosition: SourcePosition {
    let part =
      file.parts(of: .grid).first ?? file.parts(of: .zip).first ?? file.parts(of: .arms).first
      ?? file.parts(of: .ablate).first ?? file.parts(of: .seeds).first
    return part?.position ?? SourcePosition(line: 1, column: 1)
  }

  // MARK: - Fields and settings

  /// The fields of a block that is a map, nested maps written with dots; each key once.
  mutating func fields(
    of block: Block, isLeaf: (ConfigurationNode) -> Bool = { _ in false }
  ) -> [ConfigurationField] {
    var fields: [ConfigurationField] = []
    for part in file.parts(of: block) {
      if let entries = part.value.map {
        fields += ConfigurationNode.fields(of: entries, isLeaf: isLeaf)
      } else if !part.value.isNothing {
        errors.append(.wrongShape(block.rawValue, part.value, expected: "a map of keys and values"))
      }
    }
    return unique(fields)
  }

  /// The fields without those whose key was given before, as `epsilon: {start: 1}` gives
  /// `epsilon.start`.
  mutating func unique(_ fields: [ConfigurationField]) -> [ConfigurationField] {
    var lines: [String: Int] = [:]
    return fields.filter { field in
      let key = field.key == "optimizer.name" ? "optimizer" : field.key
      if let line = lines[key] {
        errors.append(.duplicate(field.key, firstLine: line, at: field.position))
        return false
      }
      lines[key] = field.position.line
      return true
    }
  }

  /// The settings of a block by name, those that are right.
  mutating func settings(
    of block: Block, _ kinds: [(name: String, kind: ValueKind)]
  ) -> [String: HyperparameterValue] {
    var values: [String: HyperparameterValue] = [:]
    for field in fields(of: block) {
      settingPositions["\(block.rawValue).\(field.key)"] = field.position
      guard let kind = kinds.first(where: { $0.name == field.key })?.kind else {
        errors.append(
          .unknownSetting(
            field.key, of: block.rawValue, names: kinds.map(\.name), at: field.position))
        continue
      }
      values[field.key] = value(of: field, kind, block: block.rawValue)
    }
    return values
  }

  /// A field's value, or `nil` once what is wrong with it is noted.
  mutating func value(
    of field: ConfigurationField, _ kind: ValueKind, block: String
  ) -> HyperparameterValue? {
    do throws(ValueProblem) {
      return try kind.parse(field.value)
    } catch {
      errors.append(.value(error, key: field.key, block: block, at: field.value.position))
      return nil
    }
  }
}
