public import DeepQ

/// What a hyperparameter or setting can be: how its value is parsed, and its range.
enum ValueKind: Sendable {
  case integer(ClosedRange<Int>)
  case real(RealRange)
  case flag
  case word([String])
  /// A list of words, each of these at most once.
  case words([String])
  /// A list of whole numbers: each in `element`, as many as `count` says.
  case integers(element: ClosedRange<Int>, count: ClosedRange<Int>)
  /// A list of convolutions, as many as `count` says.
  case convolutions(count: ClosedRange<Int>)
  /// A number, or the word 'none'.
  case optionalReal(RealRange)
  /// Any text, of which this is an example.
  case text(example: String)
  /// A map of cells: one of these names, or its rows.
  case map(names: [String])
  /// A whole number, or a word instead.
  case integerOrWord(ClosedRange<Int>, String)

  /// Whether a value is itself a list, so that alternatives are lists of lists.
  var isList: Bool {
    switch self {
    case .integers, .convolutions, .words: true
    default: false
    }
  }

  /// What is expected, after "expected".
  var expectation: String {
    switch self {
    case .integer(let range): "a whole number \(Self.text(range))"
    case .real(let range): range.description
    case .flag: "'true' or 'false'"
    case .word(let words): Self.choices(words)
    case .words(let words): "a list of \(Self.choices(words))"
    case .integers(let element, let count):
      "a list of \(count.lowerBound) to \(count.upperBound) whole numbers \(Self.text(element))"
    case .convolutions(let count):
      "a list of \(count.lowerBound) to \(count.upperBound) convolutions like 16@8x8/4"
    case .optionalReal(let range): "\(range), or 'none'"
    case .integerOrWord(let range, let word): "a whole number \(Self.text(range)), or '\(word)'"
    case .text(let example): "a text such as '\(example)'"
    case .map(let names): "rows of cells, each a text in a list, or \(Self.choices(names))"
    }
  }

  /// An accepted value, for messages that say what to write instead.
  var example: String {
    switch self {
    case .integer(let range), .integerOrWord(let range, _): String(range.lowerBound)
    case .real(let range), .optionalReal(let range): shortest(range.example)
    case .flag: "true"
    case .word(let words): words.first ?? ""
    case .words(let words): "[\(words.first ?? "")]"
    case .integers: "[24, 24]"
    case .text(let example): example
    case .map(let names): names.first ?? ""
    case .convolutions: "[16@8x8/4, 32@4x4/2]"
    }
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max
      ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
  }

  /// `'a', 'b' or 'c'`.
  static func choices(_ words: [String]) -> String {
    let quoted = words.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }
}

/// An interval of numbers.
struct RealRange: Sendable, CustomStringConvertible {
  var lower = -Double.greatestFiniteMagnitude
  var upper = Double.greatestFiniteMagnitude
  var excludesLower = false
  var excludesUpper = false
  /// Whether `Float` computes with the number, so that its `Float` has to be in the range too.
  var isSinglePrecision = false

  static let finite = RealRange()
  static let positive = RealRange(lower: 0, excludesLower: true)
  static let fraction = RealRange(lower: 0, upper: 1)

  func contains(_ value: Double) -> Bool {
    (excludesLower ? value > lower : value >= lower)
      && (excludesUpper ? value < upper : value <= upper)
  }

  /// The same range for a number that is rounded to `Float` before it is used.
  var inSinglePrecision: RealRange {
    var range = self
    range.isSinglePrecision = true
    return range
  }

  /// The `Float` that a number of the range becomes, where that is outside the range.
  ///
  /// It is infinite, an excluded end, or 0; numbers that lose digits by being close to 0 count as
  /// 0.
  func misrepresentation(of value: Double) -> Float? {
    guard isSinglePrecision, value != 0 else { return nil }
    let single = Float(value)
    if !single.isFinite { return single }
    if !single.isNormal { return 0 }
    // An end of the range that belongs to it may be rounded out of it.
    let isEnd = single == Float(lower) && !excludesLower || single == Float(upper) && !excludesUpper
    return contains(Double(single)) || isEnd ? nil : single
  }

  var example: Double { contains(0) ? 0 : min(1, upper) }

  var description: String {
    let hasLower = lower > -Double.greatestFiniteMagnitude
    let hasUpper = upper < Double.greatestFiniteMagnitude
    let low = shortest(lower)
    let high = shortest(upper)
    switch (hasLower, hasUpper) {
    case (false, false): return "a number"
    case (true, false): return excludesLower ? "a number above \(low)" : "a number from \(low)"
    case (false, true): return "a number up to \(high)"
    case (true, true):
      let start = excludesLower ? "a number above \(low)" : "a number from \(low)"
      if excludesUpper { return "\(start), below \(high)" }
      return excludesLower ? "\(start), at most \(high)" : "\(start) to \(high)"
    }
  }
}

/// The value of one hyperparameter or setting, whatever its type.
public enum HyperparameterValue: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A finite number.
  case real(Double)
  /// `true` or `false`.
  case flag(Bool)
  /// One of the hyperparameter's words.
  case word(String)
  /// A list of such words.
  case words([String])
  /// A list of whole numbers.
  case integers([Int])
  /// A list of convolutions, written `16@8x8/4`.
  case convolutions([ConvolutionSettings])
  /// No value: there is no such limit.
  case none
}

extension HyperparameterValue: CustomStringConvertible {
  /// The value as an experiment file writes it; the canonical text and messages use the same form.
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .real(let value): shortest(value)
    case .flag(let value): value ? "true" : "false"
    case .word(let value): value
    case .words(let values): "[" + values.joined(separator: ", ") + "]"
    case .integers(let values): "[" + values.map(String.init).joined(separator: ", ") + "]"
    case .convolutions(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .none: "none"
    }
  }
}
