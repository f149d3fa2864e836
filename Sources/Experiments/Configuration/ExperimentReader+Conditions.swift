import DeepQ

/// The blocks `when` and `exclude`, which say what holds for some configurations only.
extension ExperimentReader {
  mutating func readConditionals(axes: [Axis], base: Hyperparameters) -> [ConditionalAxes] {
    let example = "- {if: {optimizer: rmsprop}, grid: {optimizer.momentum: [0.0, 0.95]}}"
    var found: [ConditionalAxes] = []
    for part in file.parts(of: .when) {
      for element in elements(of: part, example: example) {
        found += conditionalAxes(element, of: axes, base: base)
      }
    }
    for condition in found.flatMap(\.conditions) {
      if sources[condition.row]?.block == "when" {
        errors.append(.conditionOnCondition(condition.key, at: condition.position))
      } else {
        // A condition on what `base` fixes may fail: then the block waits for another base.
        checkValues(of: condition, against: axes, block: "when.if")
      }
    }
    return found
  }

  /// The axes of one element of `when`: as many times as it names arms.
  private mutating func conditionalAxes(
    _ node: ConfigurationNode, of all: [Axis], base: Hyperparameters
  ) -> [ConditionalAxes] {
    var conditions: [[Condition]] = []
    var axes: [Axis] = []
    for entry in node.map ?? [] {
      switch entry.key {
      case "if":
        if let map = entry.value.map {
          conditions = self.conditions(map, of: all, block: "when.if")
        } else {
          errors.append(.wrongShape("if", entry.value, expected: "a map of keys and values"))
        }
      case "grid": axes = gridAxes(entry.value, base: base, block: "when", name: "grid")
      default:
        errors.append(
          .unknownSetting(entry.key, of: "when", names: ["if", "grid"], at: entry.position))
      }
    }
    for name in ["if", "grid"] where !(node.map ?? []).contains(where: { $0.key == name }) {
      errors.append(
        .wrongShape("when", node, expected: "both 'if' and 'grid'; '\(name)' is missing"))
    }
    guard !axes.isEmpty else { return [] }
    return conditions.filter { !$0.isEmpty }.map {
      ConditionalAxes(conditions: $0, axes: axes, position: node.position)
    }
  }

  mutating func readExclusions(axes: [Axis], conditionals: [ConditionalAxes]) -> [Exclusion] {
    var exclusions: [Exclusion] = []
    for part in file.parts(of: .exclude) {
      for element in elements(of: part, example: "- {gamma: 0.95, learning_rate: 1e-2}") {
        let all = axes + conditionals.flatMap(\.axes)
        if element.map?.isEmpty ?? true {
          errors.append(.wrongShape("exclude", element, expected: "keys and values"))
        }
        let meetings = conditions(element.map ?? [], of: axes, block: "exclude")
        for conditions in meetings where !conditions.isEmpty {
          for condition in conditions { check(condition, against: all) }
          exclusions.append(Exclusion(conditions: conditions, position: element.position))
        }
      }
    }
    return exclusions
  }

  /// A key that does not vary, or a value that it never has, is most likely a typing error.
  private mutating func check(_ condition: Condition, against axes: [Axis]) {
    // An axis that is itself wrong has been reported.
    let isFixed = sources[condition.row].map { $0.block == "base" } ?? true
    if isFixed {
      errors.append(.notVaried(condition.key, in: "exclude", at: condition.position))
    } else {
      checkValues(of: condition, against: axes, block: "exclude")
    }
  }

  private mutating func checkValues(
    of condition: Condition, against axes: [Axis], block: String
  ) {
    let matching = axes.filter { $0.rows.contains(condition.row) }
    // Where an axis of `when` does not exist, its key has the value of `base`.
    guard !matching.isEmpty, !matching.contains(where: { $0.block == "when" }) else { return }
    let values = matching.flatMap { axis in
      axis.rows.firstIndex(of: condition.row).map { column in axis.points.map { $0[column] } } ?? []
    }
    for (value, position) in zip(condition.values, condition.valuePositions)
    where !values.contains(value) {
      errors.append(
        .notAValue(
          condition.key, value.description, of: values.map(\.description), block: block,
          at: position))
    }
  }

  /// The conditions of a map of keys and values; as many lists of them as it names arms, since an
  /// arm is the values that it sets.
  private mutating func conditions(
    _ entries: [ConfigurationNode.Entry], of axes: [Axis], block: String
  ) -> [[Condition]] {
    let fields = unique(ConfigurationNode.fields(of: entries))
    guard let arm = fields.first(where: { $0.key == ArmLabel.key }) else {
      return [conditions(fields, block: block)]
    }
    let rest = conditions(fields.filter { $0.key != ArmLabel.key }, block: block)
    return conditions(onArms: arm, of: axes, block: block).map { $0 + rest }
  }

  /// What holds for each of the arms that a condition names, and for no other.
  private mutating func conditions(
    onArms field: ConfigurationField, of axes: [Axis], block: String
  ) -> [[Condition]] {
    guard let axis = axes.first(where: { $0.labels != nil }), let labels = axis.labels else {
      // Arms that are themselves wrong have been reported.
      if !file.parts.contains(where: { Self.holdsArms($0.block) }) {
        errors.append(.notVaried(field.key, in: block, at: field.position))
      }
      return []
    }
    return (field.value.list ?? [field.value]).compactMap { node in
      guard let index = labels.firstIndex(of: node.text ?? "") else {
        errors.append(
          .notAValue(
            field.key, node.text ?? node.kindName, of: labels, block: block, at: node.position))
        return nil
      }
      return zip(axis.rows, axis.points[index]).map { row, value in
        Condition(
          row: row, values: [value], position: field.position, valuePositions: [node.position])
      }
    }
  }

  private mutating func conditions(
    _ fields: [ConfigurationField], block: String
  ) -> [Condition] {
    fields.compactMap { field in
      guard let row = row(of: field, block: block) else { return nil }
      let rule = HyperparameterTable.rows[row]
      let alternatives: [ConfigurationNode]
      if let list = field.value.list, !rule.kind.isList || list.contains(where: { $0.list != nil })
      {
        alternatives = list
      } else {
        alternatives = [field.value]
      }
      let values = alternatives.compactMap { node in
        value(
          of: ConfigurationField(key: field.key, position: field.position, value: node), rule.kind,
          block: block)
      }
      guard values.count == alternatives.count else { return nil }
      return Condition(
        row: row, values: values, position: field.position,
        valuePositions: alternatives.map(\.position))
    }
  }
}
