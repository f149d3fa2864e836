import DeepQ

/// Why a value is not accepted; its position may be added later.
struct ValueProblem: ExitStatusError {
  var what: String
  var expectation: String?
  var suggestion: String?
  /// The part of the value that is wrong, if it is not the whole.
  var position: SourcePosition?

  var exitStatus: ExitStatus { .wrongInput }

  var description: String { what }
}

extension ValueKind {
  /// The value of a node.
  func parse(_ node: ConfigurationNode) throws(ValueProblem) -> HyperparameterValue {
    switch self {
    case .integers(let element, let count):
      return .integers(
        try parseList(node, count: count) { part throws(ValueProblem) in
          try ValueKind.integer(element).parse(part).asInteger
        })
    case .convolutions(let count):
      return .convolutions(
        try parseList(node, count: count) { part throws(ValueProblem) in
          try convolution(part)
        })
    case .words(let words):
      return .words(
        try parseList(node, count: 0...words.count) { part throws(ValueProblem) in
          try ValueKind.word(words).parse(part).asWord
        })
    case .map(let names): return .word(try parseMap(node, names: names))
    default: break
    }
    guard case .scalar(let text, let isQuoted) = node.content, !node.isNothing else {
      throw ValueProblem.wrongType(node, expected: expectation)
    }
    if let word = word(text, isQuoted: isQuoted) { return word }
    switch self {
    case .flag: throw ValueProblem.noTruthValue(text, isQuoted: isQuoted)
    case .word(let words):
      throw ValueProblem.unknownWord(text, expected: expectation, among: words)
    default: break
    }
    guard !isQuoted else { throw ValueProblem.quotedNumber(text, expected: expectation) }
    guard let numeral = Numeral(text) else {
      throw ValueProblem.noNumber(text, expected: expectation)
    }
    return try value(of: numeral, text: text)
  }

  /// The value of a number, if numbers are accepted and this one is in range.
  func value(of numeral: Numeral, text: String) throws(ValueProblem) -> HyperparameterValue {
    switch self {
    case .integer(let range), .integerOrWord(let range, _):
      guard let value = numeral.integer else {
        throw ValueProblem.noWholeNumber(
          text, isWhole: numeral.magnitude != nil || abs(numeral.real) >= 1e15,
          expected: expectation)
      }
      guard range.contains(value) else {
        throw ValueProblem.outOfRange(text, expected: expectation)
      }
      return .integer(value)
    case .real(let range), .optionalReal(let range):
      guard range.contains(numeral.real) else {
        throw ValueProblem.outOfRange(text, expected: expectation)
      }
      if let single = range.misrepresentation(of: numeral.real) {
        throw ValueProblem.misrepresented(text, as: single, expected: expectation)
      }
      return .real(numeral.real)
    case .flag, .word, .words, .integers, .convolutions, .text, .map:
      throw ValueProblem.noNumberWanted(text, expected: expectation)
    }
  }

  private func word(_ text: String, isQuoted: Bool) -> HyperparameterValue? {
    switch self {
    case .flag where isQuoted: nil
    case .flag: text == "true" ? .flag(true) : text == "false" ? .flag(false) : nil
    case .word(let words): words.contains(text) ? .word(text) : nil
    case .optionalReal: text == "none" ? HyperparameterValue.none : nil
    case .integerOrWord(_, let word): text == word ? .word(word) : nil
    case .text: .word(text)
    case .integer, .real, .words, .integers, .convolutions, .map: nil
    }
  }

  /// The elements of a list, each with its own position if it is wrong.
  private func parseList<Element>(
    _ node: ConfigurationNode, count: ClosedRange<Int>,
    _ parse: (ConfigurationNode) throws(ValueProblem) -> Element
  ) throws(ValueProblem) -> [Element] {
    guard let elements = node.list else {
      throw ValueProblem.wrongType(node, expected: expectation)
    }
    guard count.contains(elements.count) else {
      throw ValueProblem.wrongCount(elements.count, expected: expectation)
    }
    var values: [Element] = []
    for part in elements {
      do throws(ValueProblem) {
        values.append(try parse(part))
      } catch {
        var problem = error
        problem.position = problem.position ?? part.position
        throw problem
      }
    }
    return values
  }

  /// A name, or rows with a slash between them.
  ///
  /// They come from a list, from the lines of a text, or as they are. A single row has its slash at
  /// the end.
  private func parseMap(
    _ node: ConfigurationNode, names: [String]
  ) throws(ValueProblem) -> String {
    let rows: [String]
    if let list = node.list {
      rows = try list.map { row throws(ValueProblem) in
        guard let text = row.text, !row.isNothing else {
          throw ValueProblem.wrongType(row, expected: "a row of cells, in quotes")
        }
        return text
      }
    } else {
      guard let text = node.text, !node.isNothing else {
        throw ValueProblem.wrongType(node, expected: expectation)
      }
      if names.contains(text) { return text }
      guard text.contains(where: { $0 == "/" || $0.isNewline }) else {
        throw ValueProblem.unknownWord(text, expected: expectation, among: names)
      }
      let isText = text.contains(where: \.isNewline)
      rows = text.split { isText ? $0.isNewline : $0 == "/" }.map(String.init)
    }
    return rows.count == 1 ? rows[0] + "/" : rows.joined(separator: "/")
  }

  private func convolution(
    _ node: ConfigurationNode
  ) throws(ValueProblem) -> ConvolutionSettings {
    let expected = "a convolution like 16@8x8/4: filters, a square window, stride"
    guard case .scalar(let text, _) = node.content, !node.isNothing else {
      throw ValueProblem.wrongType(node, expected: expected)
    }
    guard let settings = ConvolutionSettings(text) else {
      throw ValueProblem.noConvolution(text, expected: expected)
    }
    let range = 1...65_536
    guard range.contains(settings.filters), range.contains(settings.kernel),
      range.contains(settings.stride)
    else { throw ValueProblem.outOfRange(text, expected: expected) }
    return settings
  }
}
