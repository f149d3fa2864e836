import DeepQ

extension EnvironmentSetting {
  /// How an experiment file writes it.
  var valueKind: ValueKind {
    switch kind {
    case .integer(let range): .integer(range)
    case .integerOrWord(let range, let word): .integerOrWord(range, word)
    case .real(let range): .real(RealRange(lower: range.lowerBound, upper: range.upperBound))
    case .flag: .flag
    case .text(let example): .text(example: example)
    case .map(let names): .map(names: names)
    }
  }

  /// The canonical text of a value.
  func text(of value: EnvironmentSettingValue) -> String {
    switch value {
    case .integer(let number): return String(number)
    case .real(let number): return shortest(number)
    case .flag(let flag): return flag ? "true" : "false"
    case .text(let text):
      switch kind {
      case .text: return quoted(text)
      case .map(let names): return names.contains(text) ? text : quoted(text)
      default: return text
      }
    }
  }
}

extension EnvironmentSettingValue {
  /// The value that was read for a setting; `nil` for what no setting can be.
  init?(_ value: HyperparameterValue) {
    switch value {
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .flag(let flag): self = .flag(flag)
    case .word(let text): self = .text(text)
    case .integers, .convolutions, .none: return nil
    }
  }
}

/// A text between quotes as YAML has it, on one line whatever is in it.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case _ where scalar.properties.generalCategory == .control:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
