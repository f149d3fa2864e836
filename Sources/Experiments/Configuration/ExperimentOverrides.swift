/// Changes an experiment file's nodes as `--set key=value` options say.
///
/// One value fixes a hyperparameter (in `base`, instead of an axis); several vary it (in `grid`).
/// Entries of `exclude` and `when` about values that are thereby removed are removed too. The
/// result can be written and read as a file.
struct ExperimentOverrides {
  private(set) var root: ConfigurationNode?
  private(set) var errors: [ConfigurationError] = []

  init(root: ConfigurationNode?) { self.root = root }

  mutating func apply(_ text: String, source: Int) {
    let position = SourcePosition(source: source, line: 1, column: 1)
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex, root?.map != nil else {
      if root?.map != nil { errors.append(.badOverride(text, at: position)) }
      return
    }
    let key = String(text[..<equals].filter { $0 != " " })
    let written = String(text[text.index(after: equals)...])
    guard let value = value(written, at: position) else { return }
    if let row = Self.row(key), row.kind.isList, Self.hasCommaOutside(written),
      value.list?.allSatisfy({ $0.list == nil }) ?? false
    {
      errors.append(.ambiguousList(row.key, written, at: position))
      return
    }
    set(key, value, at: position)
  }

  /// The row of a key that may be written with its block.
  private static func row(_ key: String) -> Hyperparameter? {
    let blocks = [Block.base, .grid].map { $0.rawValue + "." }
    let block = blocks.first { key.hasPrefix($0) } ?? ""
    return HyperparameterTable.row(String(key.dropFirst(block.count)))
  }

  // MARK: - The option's value

  private mutating func value(_ text: String, at position: SourcePosition) -> ConfigurationNode? {
    if GridGenerator.isCall(text) {
      return ConfigurationNode(content: .scalar(text, quoted: false), position: position)
    }
    let isList = Self.hasCommaOutside(text)
    let read = ConfigurationText(
      bytes: Array((isList ? "[\(text)]" : text).utf8), source: position.source)
    errors += read.errors
    if !read.errors.isEmpty { return nil }
    return read.root ?? ConfigurationNode(content: .scalar("", quoted: false), position: position)
  }

  /// Whether a text has a comma that no bracket holds together: `0.95,0.99` and `[24],[64]`, but
  /// not `[24,24]`.
  private static func hasCommaOutside(_ text: String) -> Bool {
    var depth = 0
    for character in text {
      switch character {
      case "[", "{", "(": depth += 1
      case "]", "}", ")": depth -= 1
      case "," where depth == 0: return true
      default: break
      }
    }
    return false
  }

  // MARK: - Where it goes

  private mutating func set(_ key: String, _ value: ConfigurationNode, at position: SourcePosition)
  {
    let first = String(key.prefix { $0 != "." })
    let rest = String(key.dropFirst(first.count + 1))
    if let block = Block(rawValue: first) {
      switch block {
      case .base where !rest.isEmpty: set(rest, value, at: position)
      case .grid where !rest.isEmpty: set(rest, value, at: position)
      case .base, .grid, .zip, .arms, .ablate, .exclude, .when:
        errors.append(.overrideOfPart(key, block: block.rawValue, at: position))
      case .name, .preset: replaceBlock(key, value, at: position)
      case .algorithm: setAlgorithm(value, at: position)
      case .environment where rest.isEmpty: replaceBlock(key, value, at: position)
      case .environment: setEnvironment(rest, value, at: position)
      case .seeds, .evaluate, .solve, .run, .output: setSetting(key, block, value, at: position)
      }
      return
    }
    if let entries = value.map, HyperparameterTable.index(of: key) == nil || key == "optimizer" {
      for field in ConfigurationNode.fields(of: entries, under: key) {
        set(field.key, field.value, at: position)
      }
      return
    }
    guard let row = HyperparameterTable.index(of: key) else {
      errors.append(.unknownHyperparameter(key, in: "base", at: position))
      return
    }
    setHyperparameter(HyperparameterTable.rows[row], value, at: position)
  }

  /// One algorithm replaces the block, or the axis; several become an axis.
  private mutating func setAlgorithm(_ value: ConfigurationNode, at position: SourcePosition) {
    let row = HyperparameterTable.rows[HyperparameterTable.algorithmRow]
    if Self.alternatives(value, row.kind) != nil {
      setHyperparameter(row, value, at: position)
      return
    }
    for block in Self.blocksOfMaps where isVaried(row.key, inBlock: block) {
      errors.append(.overrideOfPart(row.key, block: block, at: position))
      return
    }
    edit { $0.remove("grid.\(row.key)") }
    replaceBlock(row.key, value, at: position)
    prune(row, to: [value].compactMap { try? row.kind.parse($0) }, isFixed: true)
  }

  private mutating func replaceBlock(
    _ key: String, _ value: ConfigurationNode, at position: SourcePosition
  ) {
    edit { root in
      let isReplaced = root.replace(key, with: value, at: position)
      if !isReplaced {
        root.append(.init(key: key, position: position, value: value), toBlock: nil)
      }
    }
  }

  private mutating func setSetting(
    _ key: String, _ block: Block, _ value: ConfigurationNode, at position: SourcePosition
  ) {
    let name = String(key.dropFirst(block.rawValue.count + 1))
    if name.isEmpty, let entries = value.map {
      for entry in entries { set("\(key).\(entry.key)", entry.value, at: position) }
      return
    }
    guard !name.isEmpty else {
      errors.append(
        .wrongShape(key, value.moved(to: position), expected: "one of its settings, as in \(key).…")
      )
      return
    }
    edit { root in
      if !root.replace(key, with: value, at: position) {
        root.append(.init(key: name, position: position, value: value), toBlock: block)
      }
    }
  }

  /// `environment: CartPole-v1` becomes `{id: CartPole-v1}` when a setting joins it.
  private mutating func setEnvironment(
    _ name: String, _ value: ConfigurationNode, at position: SourcePosition
  ) {
    edit { root in
      guard var entries = root.map else { return }
      for index in entries.indices
      where entries[index].key == "environment" && entries[index].value.map == nil {
        let id = ConfigurationNode.Entry(
          key: "id", position: entries[index].position, value: entries[index].value)
        entries[index].value = ConfigurationNode(
          content: .map([id]), position: id.value.position, isFlow: true)
      }
      root.content = .map(entries)
    }
    setSetting("environment.\(name)", .environment, value, at: position)
  }

  private mutating func setHyperparameter(
    _ row: Hyperparameter, _ value: ConfigurationNode, at position: SourcePosition
  ) {
    for block in Self.blocksOfMaps where isVaried(row.key, inBlock: block) {
      errors.append(.overrideOfPart(row.key, block: block, at: position))
      return
    }
    let alternatives = Self.alternatives(value, row.kind)
    edit { root in
      if row.key == "steps" || row.key == "episodes" {
        let other = row.key == "steps" ? "episodes" : "steps"
        root.remove("base.\(other)")
        root.remove("grid.\(other)")
      }
      let block: Block = alternatives == nil ? .base : .grid
      if block == .base { root.remove("grid.\(row.key)") }
      if !root.replace("\(block.rawValue).\(row.key)", with: value, at: position) {
        root.append(.init(key: row.key, position: position, value: value), toBlock: block)
      }
    }
    let left = (alternatives ?? [value]).compactMap { try? row.kind.parse($0) }
    prune(row, to: left, isFixed: alternatives == nil)
  }

  /// The alternatives of a value; `nil` if it is a single value.
  private static func alternatives(
    _ value: ConfigurationNode, _ kind: ValueKind
  ) -> [ConfigurationNode]? {
    if let list = value.list {
      return !kind.isList || list.contains { $0.list != nil } ? list : nil
    }
    if value.map?.contains(where: { $0.key == "values" }) ?? false {
      return value.map?.first { $0.key == "values" }?.value.list ?? []
    }
    guard let text = value.text, GridGenerator.isCall(text) else { return nil }
    let numbers = (try? GridGenerator.values(of: text)) ?? []
    return numbers.map {
      ConfigurationNode(
        content: .scalar(shortest($0), quoted: false), position: value.position)
    }
  }

  private mutating func edit(_ change: (inout ConfigurationNode) -> Void) {
    guard var node = root else { return }
    change(&node)
    root = node
  }

  // MARK: - What goes with an axis

  /// The blocks that vary keys in other forms than a list of alternatives.
  private static let blocksOfMaps = ["grid", "zip", "arms", "ablate", "when"]

  /// The maps in lists of maps, such as `epsilon: [{start: 1}, {start: 0.5}]`, under their keys.
  private static func listedMaps(in grid: ConfigurationNode) -> [ConfigurationNode] {
    (grid.map ?? []).flatMap { entry in
      (entry.value.list ?? []).filter { $0.map != nil }.map { element in
        let field = ConfigurationNode.Entry(
          key: entry.key, position: entry.position, value: element)
        return ConfigurationNode(content: .map([field]), position: element.position)
      }
    }
  }

  /// The maps of a block whose keys are varied in it.
  private func maps(of block: String) -> [ConfigurationNode] {
    let value = root?.map?.first { $0.key == block }?.value
    switch block {
    case "arms": return (value?.map ?? []).map(\.value)
    case "ablate":
      let entries = value?.map ?? []
      let parts = entries.first { $0.key == "without" }?.value.map ?? []
      return entries.filter { $0.key == "full" }.map(\.value) + parts.map(\.value)
    case "when":
      return (value?.list ?? []).compactMap { $0.map?.first { $0.key == "grid" }?.value }
        .flatMap { [$0] + Self.listedMaps(in: $0) }
    case "grid": return value.map(Self.listedMaps) ?? []
    default: return value?.list ?? []
    }
  }

  private func isVaried(_ key: String, inBlock block: String) -> Bool {
    maps(of: block).contains { map in
      ConfigurationNode.fields(of: map.map ?? []).contains {
        HyperparameterTable.row($0.key)?.key == key
      }
    }
  }

  /// Takes out of `exclude` and `when` what can no longer be met, and what is now always met out of
  /// `exclude`.
  private mutating func prune(_ row: Hyperparameter, to left: [HyperparameterValue], isFixed: Bool)
  {
    func canBeMet(_ node: ConfigurationNode, under prefix: String) -> Bool? {
      let key = prefix + row.key
      guard let value = node.field(key)?.value else { return nil }
      let parsed = (Self.alternatives(value, row.kind) ?? [value]).compactMap {
        try? row.kind.parse($0)
      }
      return parsed.contains { left.contains($0) }
    }
    edit { root in
      root.changeElements(of: "exclude") { element in
        guard let isMet = canBeMet(element, under: "") else { return element }
        guard isMet else { return nil }
        var rest = element
        if isFixed { rest.remove(row.key) }
        return rest.map?.isEmpty ?? true ? element : rest
      }
      root.changeElements(of: "when") { element in
        canBeMet(element, under: "if.") ?? true ? element : nil
      }
    }
  }
}
