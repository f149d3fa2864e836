import DeepQ

/// Axes whose points set several keys at once: `arms`, `ablate`, and lists of maps under `grid`.
extension ExperimentReader {
  /// A point of such an axis as the file gives it.
  private struct ArmSettings {
    var position: SourcePosition
    var fields: [ConfigurationField]
    /// Keys that it has from the whole that it is a part of, and that may have no effect in it.
    var inherited: Set<String> = []
  }

  private typealias Arm = (label: String, settings: ArmSettings)

  /// The axis of arms: those of `arms`, a map of labels, each with a map of the keys that it sets,
  /// and those that `ablate` describes, in file order.
  mutating func armsAxis(base: Hyperparameters) -> Axis? {
    var arms: [Arm] = []
    for part in file.parts where Self.holdsArms(part.block) {
      guard let found = part.block == .arms ? self.arms(part.value) : ablation(part.value) else {
        return nil
      }
      guard !found.isEmpty else {
        let name = part.block.rawValue
        errors.append(.emptyAxis(name, block: name, at: part.value.position))
        return nil
      }
      arms += found
    }
    let labels = arms.map(\.label)
    for (index, arm) in arms.enumerated() {
      let position = arm.settings.position
      if let problem = ArmLabel.problem(arm.label) {
        errors.append(.badArmLabel(arm.label, problem, at: position))
        return nil
      }
      if labels[..<index].contains(arm.label) {
        errors.append(.equalValues(ArmLabel.key, arm.label, block: "arms", at: position))
        return nil
      }
    }
    return axis(of: arms.map(\.settings), labels: labels, base: base, block: "arms")
  }

  /// Whether a block is one of those that arms are read from.
  static func holdsArms(_ block: Block) -> Bool { block == .arms || block == .ablate }

  /// The axis of a list of maps under `grid`, such as `epsilon: [{start: 1}, {start: 0.5}]`.
  mutating func blockAxis(
    _ field: ConfigurationField, _ list: [ConfigurationNode], base: Hyperparameters, block: String
  ) -> Axis? {
    var alternatives: [ArmSettings] = []
    for element in list {
      guard let entries = element.map else {
        errors.append(
          .wrongShape("\(block).\(field.key)", element, expected: "a map, like the others"))
        return nil
      }
      alternatives.append(
        ArmSettings(
          position: element.position,
          fields: unique(ConfigurationNode.fields(of: entries, under: field.key))))
    }
    return axis(of: alternatives, labels: nil, base: base, block: block)
  }

  // MARK: - What the file gives

  private mutating func arms(_ node: ConfigurationNode) -> [Arm]? {
    guard let entries = node.map else {
      errors.append(
        .wrongShape("arms", node, expected: "a map of labels: 'double: {double: true}'"))
      return nil
    }
    return armSettings(entries, block: "arms").map { zip(entries, $0).map { ($0.key, $1) } }
  }

  /// The arms of an ablation: the whole, and the whole without one part at a time.
  private mutating func ablation(_ node: ConfigurationNode) -> [Arm]? {
    let example = "both 'full' and 'without': {full: {double: true}, without: [double]}"
    guard let entries = node.map else {
      errors.append(.wrongShape("ablate", node, expected: example))
      return nil
    }
    for entry in entries where !["full", "without"].contains(entry.key) {
      errors.append(
        .unknownSetting(entry.key, of: "ablate", names: ["full", "without"], at: entry.position))
      return nil
    }
    guard let full = entries.first(where: { $0.key == "full" }),
      let without = entries.first(where: { $0.key == "without" })
    else {
      errors.append(.wrongShape("ablate", node, expected: example))
      return nil
    }
    guard let whole = armSettings([full], block: "ablate")?.first else { return nil }
    if let list = without.value.list { return self.without(list, of: whole) }
    guard let parts = without.value.map else {
      errors.append(
        .wrongShape("ablate.without", without.value, expected: "a list of keys, or a map of parts"))
      return nil
    }
    guard let changes = armSettings(parts, block: "ablate.without") else { return nil }
    return [("full", whole)]
      + zip(parts, changes).map { part, change in
        let kept = whole.fields.filter { field in !change.fields.contains { $0.key == field.key } }
        return (
          "without \(part.key)",
          ArmSettings(
            position: part.position, fields: kept + change.fields,
            inherited: Set(kept.map(\.key)))
        )
      }
  }

  /// The whole without each key of a list, which goes back to what `base` says.
  private mutating func without(
    _ list: [ConfigurationNode], of whole: ArmSettings
  ) -> [Arm]? {
    var arms: [Arm] = [("full", whole)]
    for element in list {
      let key = element.text ?? ""
      let kept = whole.fields.filter { $0.key != key && !$0.key.hasPrefix(key + ".") }
      guard !key.isEmpty, kept.count < whole.fields.count else {
        errors.append(
          .notInFull(key, element, of: whole.fields.map(\.key), at: element.position))
        return nil
      }
      arms.append(
        (
          "without \(key)",
          ArmSettings(
            position: element.position, fields: kept, inherited: Set(kept.map(\.key)))
        ))
    }
    return arms
  }

  /// The maps of some entries; nothing and `{}` set no key.
  private mutating func armSettings(
    _ entries: [ConfigurationNode.Entry], block: String
  ) -> [ArmSettings]? {
    var alternatives: [ArmSettings] = []
    for entry in entries {
      guard entry.value.map != nil || entry.value.isNothing else {
        errors.append(
          .wrongShape(
            "\(block).\(entry.key)", entry.value, expected: "a map of keys and values, or {}"))
        return nil
      }
      alternatives.append(
        ArmSettings(
          position: entry.position,
          fields: unique(ConfigurationNode.fields(of: entry.value.map ?? []))))
    }
    return alternatives
  }

  // MARK: - The axis

  /// The axis of some alternatives; a key that one of them does not set has the value of `base`.
  private mutating func axis(
    of alternatives: [ArmSettings], labels: [String]?, base: Hyperparameters, block: String
  ) -> Axis? {
    var rows: [Int] = []
    var positions: [SourcePosition] = []
    var settings: [[Int: HyperparameterValue]] = []
    var given: [Set<Int>] = []
    let errorsBefore = errors.count
    for alternative in alternatives {
      var values: [Int: HyperparameterValue] = [:]
      var own: Set<Int> = []
      for field in alternative.fields {
        guard let row = row(of: field, block: block) else { continue }
        if !rows.contains(row) {
          noteAxis(row, field, block: block)
          rows.append(row)
          positions.append(field.position)
        }
        values[row] = fixedValue(of: field, row: row, block: block)
        if !alternative.inherited.contains(field.key) { own.insert(row) }
      }
      settings.append(values)
      given.append(own)
    }
    guard errors.count == errorsBefore else { return nil }
    let points = settings.map { values in
      rows.map { values[$0] ?? HyperparameterTable.rows[$0].get(base) }
    }
    for (index, point) in points.enumerated() {
      guard let first = points[..<index].firstIndex(of: point) else { continue }
      let names = labels.map { ($0[first], $0[index]) } ?? ("\(first + 1)", "\(index + 1)")
      errors.append(
        .equalAlternatives(names.0, names.1, block: block, at: alternatives[index].position))
      return nil
    }
    return Axis(
      keys: rows.map { HyperparameterTable.rows[$0].key }, points: points, rows: rows,
      positions: positions, block: block, labels: labels, given: given)
  }
}

/// What an arm may be called.
enum ArmLabel {
  /// What reports and the summary call the axis of arms.
  static let key = "arm"

  private static let maxLength = 60

  /// Why a text cannot be a label; `nil` if it can.
  static func problem(_ label: String) -> String? {
    if label.isEmpty { return "is empty" }
    if label.count > maxLength { return "has more than \(maxLength) characters" }
    if label.first == " " || label.last == " " { return "begins or ends with a blank" }
    let isVisible = label.unicodeScalars.allSatisfy {
      !$0.isLineBreak && InvisibleCharacter($0) == nil
    }
    return isVisible ? nil : "has characters that cannot be seen"
  }
}

extension ConfigurationError {
  fileprivate static func badArmLabel(
    _ label: String, _ problem: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "the label \(Quotation.quoted(label)) \(problem)", at: position, key: "arms",
      expectation: "a short name, such as 'double'")
  }

  fileprivate static func equalAlternatives(
    _ first: String, _ second: String, block: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(first)) and \(Quotation.quoted(second)) set the same values",
      at: position, key: block, expectation: "alternatives that differ")
  }

  fileprivate static func notInFull(
    _ key: String, _ node: ConfigurationNode, of keys: [String], at position: SourcePosition
  ) -> ConfigurationError {
    let nearest = NameSuggestion.nearest(to: key, among: keys)
    return ConfigurationError(
      key.isEmpty
        ? "\(node.kindName) is no key of 'full'" : "\(Quotation.quoted(key)) is not set in 'full'",
      at: position, key: "ablate.without",
      expectation: nearest != nil
        ? nil : keys.isEmpty ? "keys in 'full'" : "one of \(keys.joined(separator: ", "))",
      suggestion: nearest)
  }
}
