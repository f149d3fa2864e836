import DeepQ

/// The blocks about hyperparameters.
extension ExperimentReader {
  /// A field's row in the table, or `nil` once it is noted that there is none.
  mutating func row(of field: ConfigurationField, block: String) -> Int? {
    if let row = HyperparameterTable.index(of: field.key) { return row }
    errors.append(misplacedOrUnknown(field, block: block))
    return nil
  }

  private func misplacedOrUnknown(_ field: ConfigurationField, block: String) -> ConfigurationError
  {
    let first = String(field.key.prefix { $0 != "." })
    if Block(rawValue: first) != nil {
      return .misplaced(
        field.key, in: "at the start of a line, outside '\(block)'", at: field.position)
    }
    if let other = Block.synonyms[field.key.lowercased()],
      HyperparameterTable.suggestion(for: field.key) == nil
    {
      return .misplaced(
        field.key, in: "as '\(other.rawValue)' outside '\(block)'", at: field.position)
    }
    return .unknownHyperparameter(field.key, in: block, at: field.position)
  }

  // MARK: - base

  mutating func readBase(algorithm: Algorithm) -> Hyperparameters {
    var base = readPreset()
    base.algorithm = algorithm
    for field in fields(of: .base) {
      if field.key == Block.algorithm.rawValue {
        errors.append(
          .misplaced(
            field.key, in: "at the start of a line, outside 'base'", at: field.position))
        continue
      }
      guard let row = row(of: field, block: "base") else { continue }
      let rule = HyperparameterTable.rows[row]
      noteLength(row, at: field.position)
      sources[row] = HyperparameterSource(
        key: "base.\(rule.key)", block: "base", position: field.position)
      if let value = fixedValue(of: field, row: row, block: "base") {
        rule.write(value, to: &base)
      }
    }
    return base
  }

  /// The one value of a field, which may not be a list of alternatives; `nil` once what is wrong with
  /// it is noted.
  mutating func fixedValue(
    of field: ConfigurationField, row: Int, block: String
  ) -> HyperparameterValue? {
    let kind = HyperparameterTable.rows[row].kind
    do throws(ValueProblem) {
      if field.value.list != nil, !kind.isList {
        throw ValueProblem.listOfAlternatives(expected: kind.expectation)
      }
      if let text = field.value.text, GridGenerator.isCall(text) {
        throw ValueProblem.generatorOfAlternatives(text, expected: kind.expectation)
      }
      return try kind.parse(field.value)
    } catch {
      errors.append(.value(error, key: field.key, block: block, at: field.value.position))
      return nil
    }
  }

  /// Notes it if the file gives both `steps` and `episodes`.
  private mutating func noteLength(_ row: Int, at position: SourcePosition) {
    guard HyperparameterTable.isLength(row) else { return }
    let key = HyperparameterTable.rows[row].key
    let other = HyperparameterTable.index(of: key == "steps" ? "episodes" : "steps")
    if let source = other.flatMap({ sources[$0] }) {
      errors.append(.stepsAndEpisodes(at: position, firstLine: source.position.line))
    }
  }

  // MARK: - grid, zip and arms

  /// Reads the axes of `grid`, `zip`, `arms` and `ablate`.
  ///
  /// - Parameter base: what a point has that does not set a key of its axis.
  /// - Returns: the axes in file order.
  mutating func readAxes(base: Hyperparameters) -> [Axis] {
    var axes: [Axis] = []
    for part in file.parts {
      switch part.block {
      case .grid: axes += gridAxes(part.value, base: base, block: "grid", name: "grid")
      case .arms, .ablate:
        let isFirst = part == file.parts.first { Self.holdsArms($0.block) }
        if isFirst, let axis = armsAxis(base: base) { axes.append(axis) }
      case .zip:
        for element in elements(of: part, example: "- {batch_size: [32, 64], train_every: [1, 2]}")
        {
          if let axis = zipAxis(element) { axes.append(axis) }
        }
      default: break
      }
    }
    return axes
  }

  /// The maps of a block that is a list of maps.
  mutating func elements(of part: ExperimentFile.Part, example: String) -> [ConfigurationNode] {
    if part.value.isNothing { return [] }
    guard let list = part.value.list else {
      errors.append(
        .wrongShape(part.block.rawValue, part.value, expected: "a list of maps: '\(example)'"))
      return []
    }
    return list.filter { element in
      if element.map != nil { return true }
      errors.append(
        .wrongShape(part.block.rawValue, element, expected: "a map, as in '\(example)'"))
      return false
    }
  }

  private static func isValues(_ node: ConfigurationNode) -> Bool {
    node.map?.contains { $0.key == "values" } ?? false
  }

  /// The axes of a map of keys and alternatives.
  mutating func gridAxes(
    _ node: ConfigurationNode, base: Hyperparameters, block: String, name: String
  ) -> [Axis] {
    guard let entries = node.map else {
      if !node.isNothing {
        errors.append(.wrongShape(name, node, expected: "a map of keys and alternatives"))
      }
      return []
    }
    let fields = unique(ConfigurationNode.fields(of: entries, isLeaf: Self.isValues))
    return fields.compactMap { field in
      if let list = field.value.list, list.contains(where: { $0.map != nil }) {
        return blockAxis(field, list, base: base, block: block)
      }
      guard let row = row(of: field, block: block) else { return nil }
      noteAxis(row, field, block: block)
      guard let values = alternatives(of: field, row: row, block: block) else { return nil }
      guard areDistinct(values, field, block: block) else { return nil }
      return Axis(
        keys: [HyperparameterTable.rows[row].key], points: values.map { [$0.value] }, rows: [row],
        positions: [field.position], block: block)
    }
  }

  private mutating func zipAxis(_ node: ConfigurationNode) -> Axis? {
    let fields = unique(ConfigurationNode.fields(of: node.map ?? [], isLeaf: Self.isValues))
    var columns: [(row: Int, field: ConfigurationField, values: [HyperparameterValue])] = []
    for field in fields {
      guard let row = row(of: field, block: "zip") else { continue }
      noteAxis(row, field, block: "zip")
      guard let values = alternatives(of: field, row: row, block: "zip") else { continue }
      columns.append((row, field, values.map(\.value)))
    }
    guard columns.count == fields.count, let first = columns.first else { return nil }
    for column in columns where column.values.count != first.values.count {
      errors.append(
        .zipLengths(
          column.field.key, column.values.count, first: first.field.key, first.values.count,
          at: column.field.position))
      return nil
    }
    let points = first.values.indices.map { index in columns.map { $0.values[index] } }
    var seen: Set<[HyperparameterValue]> = []
    for point in points where !seen.insert(point).inserted {
      errors.append(
        .equalValues(
          columns.map(\.field.key).joined(separator: ", "),
          point.map(\.description).joined(separator: ", "), block: "zip", at: first.field.position))
      return nil
    }
    return Axis(
      keys: columns.map { HyperparameterTable.rows[$0.row].key }, points: points,
      rows: columns.map(\.row), positions: columns.map(\.field.position), block: "zip")
  }

  /// Notes the position of an axis, and an error if the key has an axis already.
  mutating func noteAxis(_ row: Int, _ field: ConfigurationField, block: String) {
    noteLength(row, at: field.position)
    // Two `when` blocks may vary the same key for different configurations: `GridExpansion` sees
    // whether they do.
    if let source = sources[row], source.block != "base",
      !(block == "when" && source.block == "when")
    {
      errors.append(
        .twoAxes(field.key, firstLine: source.position.line, at: field.position))
      return
    }
    sources[row] = HyperparameterSource(
      key: "\(block).\(HyperparameterTable.rows[row].key)", block: block, position: field.position)
  }
}

/// The values of one key of an axis.
extension ExperimentReader {
  typealias Alternative = (value: HyperparameterValue, position: SourcePosition)

  /// The alternatives of a field; `nil`, and an error noted, if they are wrong.
  mutating func alternatives(
    of field: ConfigurationField, row: Int, block: String
  ) -> [Alternative]? {
    let kind = HyperparameterTable.rows[row].kind
    var field = field
    if let entries = field.value.map {
      guard let values = valuesEntry(of: entries, field, block: block) else { return nil }
      field.value = values
    }
    if let list = field.value.list { return alternatives(list, field, kind, block: block) }
    guard let text = field.value.text, GridGenerator.isCall(text) else {
      errors.append(.notAnAxis(field.key, field.value, example: kind.example, block: block))
      return nil
    }
    return generated(text, field, kind, block: block)
  }

  /// The list in `{values: [...]}`, which may hold nothing else.
  private mutating func valuesEntry(
    of entries: [ConfigurationNode.Entry], _ field: ConfigurationField, block: String
  ) -> ConfigurationNode? {
    for entry in entries where entry.key != "values" {
      errors.append(
        .unknownSetting(
          entry.key, of: "\(block).\(field.key)", names: ["values"], at: entry.position))
    }
    return entries.count == 1 ? entries[0].value : nil
  }

  private mutating func alternatives(
    _ list: [ConfigurationNode], _ field: ConfigurationField, _ kind: ValueKind, block: String
  ) -> [Alternative]? {
    guard !list.isEmpty else {
      errors.append(.emptyAxis(field.key, block: block, at: field.value.position))
      return nil
    }
    if kind.isList, list.allSatisfy({ $0.list == nil }) {
      let text = "[" + list.map { $0.text ?? "…" }.joined(separator: ", ") + "]"
      errors.append(
        .listNeedsNesting(field.key, text, block: block, at: field.value.position))
      return nil
    }
    let values = list.compactMap { node -> Alternative? in
      let element = ConfigurationField(key: field.key, position: field.position, value: node)
      return value(of: element, kind, block: block).map { ($0, node.position) }
    }
    return values.count == list.count ? values : nil
  }

  private mutating func generated(
    _ text: String, _ field: ConfigurationField, _ kind: ValueKind, block: String
  ) -> [Alternative]? {
    let position = field.value.position
    do throws(ValueProblem) {
      var values: [Alternative] = []
      for number in try GridGenerator.values(of: text) {
        let written = shortest(number)
        guard let numeral = Numeral(written) else { continue }
        values.append((try kind.value(of: numeral, text: written), position))
      }
      return values
    } catch {
      errors.append(.value(error, key: field.key, block: block, at: position))
      return nil
    }
  }

  /// Whether no alternative occurs twice; an error at the second one is noted.
  mutating func areDistinct(
    _ values: [Alternative], _ field: ConfigurationField, block: String
  ) -> Bool {
    var seen: Set<HyperparameterValue> = []
    for (value, position) in values where !seen.insert(value).inserted {
      errors.append(.equalValues(field.key, value.description, block: block, at: position))
      return false
    }
    return true
  }
}
