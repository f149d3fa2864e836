import DeepQ

/// Every sentence about an experiment file as text and as YAML.
extension ConfigurationError {
  static func unreadable(_ reason: String) -> ConfigurationError {
    ConfigurationError("cannot read the experiment file: \(reason)", at: nil)
  }

  static func tooLarge(limit: Int) -> ConfigurationError {
    ConfigurationError("the file is larger than \(limit) bytes: is it an experiment file?", at: nil)
  }

  static func notUTF8(byte: UInt8, at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "the byte 0x\(byte.hexadecimal(digits: 2, uppercase: true)) is not UTF-8", at: position,
      expectation: "a text file in UTF-8")
  }

  static func forbiddenCharacter(
    _ scalar: Unicode.Scalar, at position: SourcePosition
  ) -> ConfigurationError {
    let code = "U+" + scalar.value.hexadecimal(digits: 4, uppercase: true)
    let name = InvisibleCharacter(scalar).map { " (\($0.name))" } ?? ""
    return ConfigurationError(
      "the character \(code)\(name) is not allowed in the file", at: position)
  }

  static func syntax(_ problem: String, at position: SourcePosition?) -> ConfigurationError {
    var error = ConfigurationError("this is not valid YAML: \(problem)", at: position ?? .beforeAll)
    error.isSyntax = true
    return error
  }

  static func severalDocuments(at position: SourcePosition?) -> ConfigurationError {
    ConfigurationError(
      "a second document starts here", at: position, expectation: "one experiment in a file")
  }

  static func tooManyNodes(limit: Int, at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "the file has more than \(limit) values once its aliases are expanded", at: position)
  }

  static func tooDeep(limit: Int, at position: SourcePosition) -> ConfigurationError {
    ConfigurationError("lists and maps nest more than \(limit) deep here", at: position)
  }

  static func tag(_ tag: String, at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "the tag \(Quotation.quoted(tag)) has no meaning here", at: position,
      expectation: "a value without a tag")
  }

  static func mergeKey(at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "the merge key '<<' is not supported", at: position,
      expectation: "the keys themselves, written out")
  }

  static func unknownAlias(_ alias: String, at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "the alias \(Quotation.quoted(alias)) has no anchor", at: position,
      expectation: "an anchor of that name earlier in the file")
  }

  static func keyIsNoWord(at position: SourcePosition) -> ConfigurationError {
    ConfigurationError("this key is not a word", at: position, expectation: "a name before the ':'")
  }

  static func duplicate(
    _ key: String, firstLine: Int?, at position: SourcePosition?
  ) -> ConfigurationError {
    let first = firstLine.map { "; it is on line \($0) already" } ?? ""
    return ConfigurationError(
      "\(Quotation.quoted(key)) is given twice\(first)", at: position, key: key)
  }
}

/// Every sentence about blocks and keys.
extension ConfigurationError {
  static func notAnExperiment(_ node: ConfigurationNode?) -> ConfigurationError {
    ConfigurationError(
      node.map { "the file holds \($0.kindName)" } ?? "the file is empty",
      at: node?.position ?? .beforeAll, expectation: "blocks such as 'name:', 'base:' and 'grid:'")
  }

  static func missing(_ key: String, example: String) -> ConfigurationError {
    ConfigurationError(
      "'\(key)' is missing", at: SourcePosition(line: 1, column: 1), key: key,
      expectation: "a line such as '\(example)'")
  }

  static func unknownBlock(
    _ key: String, at position: SourcePosition, suggestion: String?
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(key)) is not a block of an experiment file", at: position, key: key,
      suggestion: suggestion)
  }

  static func misplaced(_ key: String, in block: String, at position: SourcePosition)
    -> ConfigurationError
  {
    ConfigurationError(
      "\(Quotation.quoted(key)) is not allowed here", at: position, key: key,
      expectation: "it \(block)")
  }

  static func unknownHyperparameter(
    _ key: String, in block: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(key)) is not a hyperparameter", at: position, key: "\(block).\(key)",
      suggestion: HyperparameterTable.suggestion(for: key))
  }

  static func unknownSetting(
    _ key: String, of block: String, names: [String], at position: SourcePosition
  ) -> ConfigurationError {
    let nearest = NameSuggestion.nearest(to: key, among: names)
    return ConfigurationError(
      "\(Quotation.quoted(key)) is not a setting of '\(block)'", at: position,
      key: "\(block).\(key)",
      expectation: nearest == nil ? ValueKind.choices(names) : nil, suggestion: nearest)
  }

  static func wrongShape(
    _ key: String, _ node: ConfigurationNode, expected: String
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(key)) is \(node.kindName)", at: node.position, key: key,
      expectation: expected)
  }

  static func value(
    _ problem: ValueProblem, key: String, block: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(key)): \(problem.what)", at: problem.position ?? position,
      key: block.isEmpty ? key : "\(block).\(key)", expectation: problem.expectation,
      suggestion: problem.suggestion)
  }

  static func badName(_ name: String, at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(name)) cannot name a results folder", at: position, key: "name",
      expectation:
        ExperimentName.requirement)
  }

  static func unknownEnvironment(
    _ id: String, at position: SourcePosition
  ) -> ConfigurationError {
    // Games are often named without the family.
    let games = Environments.games.map { String($0.name) }
    let nearest =
      ForeignNames.contains(id)
      ? nil
      : NameSuggestion.nearest(to: id, among: Environments.names)
        ?? NameSuggestion.nearest(to: id, among: games)
        .map { EnvironmentFamily.atari.namespace + $0 }
    return ConfigurationError(
      "the environment \(Quotation.quoted(id)) is not supported", at: position, key: "environment",
      expectation: nearest == nil
        ? "a name such as 'CartPole-v1' or 'ALE/Pong'; 'sweep list environments' has them all"
        : nil,
      suggestion: nearest)
  }

  static func unplayable(
    _ problem: String, environment: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "\(environment) cannot be played like this: \(problem)", at: position, key: "environment")
  }

  static func badOverride(_ text: String, at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(text)) sets nothing", at: position, expectation: "key=value")
  }

  /// `--set network.hidden=24,64`.
  static func ambiguousList(
    _ key: String, _ text: String, at position: SourcePosition
  ) -> ConfigurationError {
    let elements = text.split(separator: ",").map { $0.filter { $0 != " " } }
    let one = "[\(elements.joined(separator: ","))]"
    let several = elements.map { "[\($0)]" }.joined(separator: ",")
    return ConfigurationError(
      "\(Quotation.quoted("\(key)=\(text)")) may mean one list or several alternatives",
      at: position,
      key: key,
      expectation: "\(key)=\(Quotation.plain(one)) for one list of \(elements.count) elements, or "
        + "\(key)=\(Quotation.plain(several)) for \(elements.count) alternatives")
  }

  static func overrideOfPart(
    _ key: String, block: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      key == block
        ? "'\(block)' cannot be set as a whole"
        : "\(Quotation.quoted(key)) belongs to '\(block)' and cannot be set by itself",
      at: position,
      key: key, expectation: "a change of the file instead")
  }
}

/// Every sentence about values.
extension ValueProblem {
  static func wrongType(_ node: ConfigurationNode, expected: String) -> ValueProblem {
    if node.isNothing { return ValueProblem(what: "there is no value", expectation: expected) }
    return ValueProblem(what: "\(node.kindName) is not accepted", expectation: expected)
  }

  static func listOfAlternatives(expected: String) -> ValueProblem {
    ValueProblem(
      what: "a list of alternatives belongs under 'grid'", expectation: "\(expected) here")
  }

  static func generatorOfAlternatives(_ text: String, expected: String) -> ValueProblem {
    ValueProblem(
      what: "\(Quotation.quoted(text)) belongs under 'grid'", expectation: "\(expected) here")
  }

  static func noTruthValue(_ text: String, isQuoted: Bool) -> ValueProblem {
    ValueProblem(
      what: "\(Quotation.quoted(text))\(isQuoted ? " in quotes" : "") is not a truth value",
      expectation: "'true' or 'false'")
  }

  static func unknownWord(
    _ text: String, expected: String, among words: [String]
  ) -> ValueProblem {
    ValueProblem(
      what: "\(Quotation.quoted(text)) is not supported", expectation: expected,
      suggestion: ForeignNames.contains(text)
        ? nil : NameSuggestion.nearest(to: text, among: words))
  }

  static func quotedNumber(_ text: String, expected: String) -> ValueProblem {
    let hint = Numeral(text) == nil ? "" : " (leave the quotes out)"
    return ValueProblem(
      what: "\(Quotation.quoted(text)) is text in quotes", expectation: expected + hint)
  }

  static func noNumber(_ text: String, expected: String) -> ValueProblem {
    let hint = Numeral.hint(for: text).map { " (\($0))" } ?? ""
    return ValueProblem(
      what: "\(Quotation.quoted(text)) is not a number\(hint)", expectation: expected)
  }

  static func noWholeNumber(_ text: String, isWhole: Bool, expected: String) -> ValueProblem {
    ValueProblem(
      what: isWhole
        ? "\(Quotation.quoted(text)) is out of range"
        : "\(Quotation.quoted(text)) is not a whole number",
      expectation: expected)
  }

  static func outOfRange(_ text: String, expected: String) -> ValueProblem {
    ValueProblem(what: "\(Quotation.quoted(text)) is out of range", expectation: expected)
  }

  static func misrepresented(_ text: String, as single: Float, expected: String) -> ValueProblem {
    ValueProblem(
      what:
        "\(Quotation.quoted(text)) is \(shortest(single)) in single precision, in which networks "
        + "compute",
      expectation: expected)
  }

  static func noNumberWanted(_ text: String, expected: String) -> ValueProblem {
    ValueProblem(what: "\(Quotation.quoted(text)) is not accepted", expectation: expected)
  }

  static func wrongCount(_ count: Int, expected: String) -> ValueProblem {
    ValueProblem(
      what: count == 0 ? "the list is empty" : "the list has \(count) elements",
      expectation: expected)
  }

  static func noConvolution(_ text: String, expected: String) -> ValueProblem {
    ValueProblem(
      what: "\(Quotation.quoted(text)) is not a convolution", expectation: expected)
  }

  static func generator(_ text: String, _ reason: String, form: String) -> ValueProblem {
    ValueProblem(what: "\(Quotation.quoted(text)): \(reason)", expectation: form)
  }
}
