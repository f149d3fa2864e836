/// Every sentence about axes and the grid that they span.
extension ConfigurationError {
  static func notAnAxis(
    _ key: String, _ node: ConfigurationNode, example: String, block: String
  ) -> ConfigurationError {
    let isNothing = node.isNothing
    let isCutGenerator = (node.text ?? "").contains("(")
    let expectation =
      isCutGenerator
      ? "linspace(a, b, n), logspace(a, b, n) or range(a, b, step), in quotes inside braces"
      : "a list of alternatives, such as [\(isNothing ? example : node.text ?? example)]"
    return ConfigurationError(
      "\(Quotation.quoted(key)): \(isNothing ? "there is no value" : "\(node.kindName) is no list")",
      at: node.position, key: "\(block).\(key)", expectation: expectation)
  }

  static func listNeedsNesting(
    _ key: String, _ text: String, block: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(key)) is itself a list, so that its alternatives are a list of lists",
      at: position, key: "\(block).\(key)", expectation: "[\(text)]")
  }

  static func emptyAxis(_ key: String, block: String, at position: SourcePosition)
    -> ConfigurationError
  {
    ConfigurationError(
      "\(Quotation.quoted(key)) has no alternatives", at: position, key: "\(block).\(key)",
      expectation: "at least one value in the list")
  }

  static func equalValues(
    _ key: String, _ value: String, block: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(key)) has the value \(Quotation.plain(value)) twice", at: position,
      key: "\(block).\(key)", expectation: "each alternative once")
  }

  static func twoAxes(_ key: String, firstLine: Int, at position: SourcePosition)
    -> ConfigurationError
  {
    ConfigurationError(
      "\(Quotation.quoted(key)) is varied twice; it is on line \(firstLine) already", at: position,
      key: key)
  }

  static func stepsAndEpisodes(at position: SourcePosition, firstLine: Int) -> ConfigurationError {
    ConfigurationError(
      "'steps' and 'episodes' are both given; the other is on line \(firstLine)", at: position,
      key: "steps", expectation: "one of them as the training length")
  }

  static func zipLengths(
    _ key: String, _ count: Int, first: String, _ firstCount: Int, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(key)) has \(count) values but \(Quotation.quoted(first)) has \(firstCount)",
      at: position, key: "zip.\(key)", expectation: "keys that move together to have as many values"
    )
  }

  static func notVaried(
    _ key: String, in block: String, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "\(Quotation.quoted(key)) does not vary", at: position, key: "\(block).\(key)",
      expectation: "a key of 'grid', 'zip' or 'when'")
  }

  static func notAValue(
    _ key: String, _ value: String, of values: [String], block: String, at position: SourcePosition
  ) -> ConfigurationError {
    let shown = values.prefix(8).joined(separator: ", ") + (values.count > 8 ? ", …" : "")
    return ConfigurationError(
      "\(Quotation.quoted(key)) never is \(Quotation.plain(value))", at: position,
      key: "\(block).\(key)", expectation: values.count == 1 ? shown : "one of \(shown)")
  }

  static func matchesNothing(at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "no configuration meets this 'exclude'", at: position, key: "exclude",
      expectation: "values that occur together in the grid")
  }

  static func conditionOnCondition(_ key: String, at position: SourcePosition) -> ConfigurationError
  {
    ConfigurationError(
      "\(Quotation.quoted(key)) is itself an axis of a 'when'", at: position, key: "when.if.\(key)",
      expectation: "a key of 'base', 'grid' or 'zip'")
  }

  static func allExcluded(at position: SourcePosition) -> ConfigurationError {
    ConfigurationError(
      "every configuration is excluded", at: position, key: "exclude",
      expectation: "at least one to be left")
  }

  static func tooManyTrials(
    factors: [(name: String, count: Int)], limit: Int, at position: SourcePosition
  ) -> ConfigurationError {
    let shown = factors.prefix(16).map { "\($0.count) (\(Quotation.plain($0.name)))" }
    let product = factors.map(\.count).reduce(Optional(1)) { product, factor in
      guard let (value, overflow) = product?.multipliedReportingOverflow(by: factor), !overflow
      else { return nil }
      return value
    }
    let dots = factors.count > 16 ? " x …" : ""
    let total = product.map(String.init) ?? "more than 10^18"
    return ConfigurationError(
      "the experiment has \(shown.joined(separator: " x "))\(dots) = \(total) trials", at: position,
      key: "grid", expectation: "at most \(limit), which 'run.max_trials' can raise")
  }

  static func tooManyWithConditions(
    atLeast total: Int, limit: Int, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(
      "the experiment has at least \(total) trials, those of 'when' included", at: position,
      key: "grid",
      expectation: "at most \(limit), which 'run.max_trials' can raise")
  }

  static func noEffect(
    _ key: String, unless dependence: Dependence?, combination: String?, block: String,
    others: Int, at position: SourcePosition
  ) -> ConfigurationError {
    let condition = dependence?.description ?? "it applies"
    let isVaried = block != "base"
    return ConfigurationError(
      "'\(key)' has no effect unless \(condition)\(positions(combination, others))", at: position,
      key: "\(block).\(key)",
      expectation: isVaried && combination != nil
        ? "a 'when' block that varies it only where it has one" : nil)
  }

  static func combination(
    _ problem: String, _ combination: String?, key: String, others: Int, at position: SourcePosition
  ) -> ConfigurationError {
    ConfigurationError(problem + positions(combination, others), at: position, key: key)
  }

  /// `, as with gamma = 0.9, and in 3 more configurations`.
  private static func positions(_ combination: String?, _ others: Int) -> String {
    guard let combination else { return "" }
    let more = others > 0 ? ", and in \(others) more configuration\(others > 1 ? "s" : "")" : ""
    return " (with \(combination)\(more))"
  }
}
