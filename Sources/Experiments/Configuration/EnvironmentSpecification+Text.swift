public import DeepQ

extension EnvironmentSpecification {
  /// The environment of that name, with settings changed as `--set` options say.
  ///
  /// It is read as an experiment file's `environment` is, so names, ranges and messages are the
  /// same.
  ///
  /// - Throws: `ConfigurationErrors`.
  public static func named(
    _ id: String, settings: [String]
  ) throws(ConfigurationErrors) -> EnvironmentSpecification {
    // The name is a whole argument, not YAML, whatever characters are in it.
    guard Environments.definition(of: id) != nil else {
      throw ConfigurationErrors(
        [.unknownEnvironment(id, at: .beforeAll)], in: SourceText(name: ""))
    }
    let file = Array("name: rollout\nenvironment: \(id)\n".utf8)
    do throws(ConfigurationErrors) {
      return try Experiment(
        bytes: file, name: "", overrides: settings.map { "environment.\($0)" }
      ).environment
    } catch {
      // The user did not write the block's name.
      throw ConfigurationErrors(error.errors, in: SourceText(name: "", overrides: settings))
    }
  }
}

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
    case .words, .integers, .convolutions, .none: return nil
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
      result += "\\u" + scalar.value.hexadecimal(digits: 4)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
