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
    let place = field.value.position
    do throws(ValueProblem) {
      var values: [Alternative] = []
      for number in try GridGenerator.values(of: text) {
        let written = shortest(number)
        guard let numeral = Numeral(written) else { continue }
        values.append((try kind.value(of: numeral, text: written), place))
      }
      return values
    } catch {
      errors.append(.value(error, key: field.key, block: block, at: place))
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
