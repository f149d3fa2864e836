/// One mistake in an experiment file, as data; `ConfigurationError+Wording.swift` words all of
/// them.
public struct ConfigurationError: ExitStatusError, Equatable, Sendable {
  /// The file, as the user named it, or the option: `--set gamma=abc`.
  public var file = ""
  /// Line, from 1; `nil` where the mistake has no position in a file.
  public var line: Int?
  /// Column in Unicode scalars, from 1.
  public var column: Int?
  /// The key that the mistake is about, with its block: `base.gamma`.
  public var key: String?
  /// What is wrong, in the user's own words.
  public var what: String
  /// What was expected there.
  public var expectation: String?
  /// The nearest right name.
  public var suggestion: String?
  /// The text of the line.
  public var sourceLine: String?
  /// What the reader cannot see: an invisible character in the line, or before it.
  public var note: String?

  /// Whether it is one of syntax, which may have its cause in a line before.
  var isSyntax = false

  /// Where it is, while the file is still being read.
  var position: SourcePosition?

  init(
    _ what: String, at position: SourcePosition?, key: String? = nil, expectation: String? = nil,
    suggestion: String? = nil
  ) {
    self.what = what
    self.position = position
    self.key = key
    self.expectation = expectation
    self.suggestion = suggestion
  }

  /// The sentence without its position.
  public var message: String {
    var text = what
    if let expectation { text += "; expected \(expectation)" }
    if let suggestion { text += "; did you mean '\(suggestion)'?" }
    if let note { text += " (\(note))" }
    return text
  }

  /// `file:line:column: message`, then the line and a caret under the column.
  public var rendered: String {
    var position = file
    if let line { position += ":\(line)" }
    if line != nil, let column { position += ":\(column)" }
    let head = position.isEmpty ? message : "\(position): \(message)"
    guard let sourceLine, let column else { return head }
    return "\(head)\n\(excerpt(of: sourceLine, around: column))"
  }
}

extension ConfigurationError {
  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// The mistake as it is shown to the user.
  public var description: String { rendered }
}

/// All the mistakes of one experiment file, in the order of their positions.
public struct ConfigurationErrors: ExitStatusError, Equatable, Sendable {
  /// The mistakes; never empty.
  public let errors: [ConfigurationError]

  /// More than these are counted, not shown: a broken file of a megabyte must not fill the
  /// terminal.
  static let shown = 100

  init(_ errors: [ConfigurationError], in source: SourceText) {
    let ordered = errors.enumerated().sorted { first, second in
      let left = first.element.position ?? .beforeAll
      let right = second.element.position ?? .beforeAll
      return left == right ? first.offset < second.offset : left < right
    }
    self.errors = ordered.map { source.locating($0.element) }
  }

  /// What the program ends with.
  public var exitStatus: ExitStatus { .wrongInput }

  /// The mistakes as they are shown to the user.
  public var description: String {
    var text = errors.prefix(Self.shown).map(\.rendered).joined(separator: "\n")
    if errors.count > Self.shown { text += "\nand \(errors.count - Self.shown) more mistakes" }
    return text
  }
}

/// The line and a caret; of a long line only what is near the caret, tabs kept so that the caret
/// stays below.
private func excerpt(of line: String, around column: Int) -> String {
  let start = column > 80 ? column - 60 : 0
  var shown = String.UnicodeScalarView()
  var padding = String.UnicodeScalarView()
  for (index, scalar) in line.unicodeScalars.dropFirst(start).prefix(100).enumerated() {
    let visible = scalar == "\t" || scalar.properties.generalCategory != .control
    shown.append(visible ? scalar : "\u{FFFD}")
    if start + index < column - 1 { padding.append(scalar == "\t" ? "\t" : " ") }
  }
  return "  \(String(shown))\n  \(String(padding))^"
}
