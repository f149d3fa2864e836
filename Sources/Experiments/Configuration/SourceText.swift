/// A position in the experiment file or in one of the `--set` options.
struct SourcePosition: Equatable, Comparable, Sendable {
  /// 0 is the file; i is the i-th `--set` option, from 1.
  var source = 0
  var line: Int
  var column: Int

  /// Where a mistake about the whole file sorts.
  static let beforeAll = SourcePosition(line: 0, column: 0)

  static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.source, left.line, left.column) < (right.source, right.line, right.column)
  }
}

/// The text of a file with its lines, and the `--set` options that change it.
struct SourceText: Sendable {
  /// The file's name as the user gave it.
  var name: String
  /// The file's lines, without their ends.
  var lines: [String] = []
  /// The options, as the user gave them: `gamma=0.95`.
  var overrides: [String] = []

  init(name: String, text: String = "", overrides: [String] = []) {
    self.name = name
    self.lines = Self.lines(of: text)
    self.overrides = overrides
  }

  /// The error with the file's name and the line that its position refers to.
  func locating(_ error: ConfigurationError) -> ConfigurationError {
    var located = error
    located.file = name
    guard let position = error.position else { return located }
    if position.source > 0 {
      let option = overrides[position.source - 1]
      located.file = "--set \(Quotation.plain(option))"
      located.note = InvisibleCharacter.first(in: option).map { Self.note($0.character, "it has") }
    } else if position.line > 0 {
      located.line = position.line
      located.column = position.column
      located.sourceLine = position.line <= lines.count ? lines[position.line - 1] : ""
      located.note = note(on: error, line: position.line)
    }
    return located
  }

  /// What is invisible in an error's line or, if it is one of syntax, in the nearest line before
  /// it.
  private func note(on error: ConfigurationError, line: Int) -> String? {
    let last = min(line, lines.count)
    for number in stride(from: last, to: error.isSyntax ? 0 : last - 1, by: -1) where number > 0 {
      guard let found = InvisibleCharacter.first(in: lines[number - 1]) else { continue }
      let position =
        number == line ? "column \(found.column)" : "line \(number), column \(found.column)"
      return Self.note(found.character, "\(position) is")
    }
    return nil
  }

  private static func note(_ character: InvisibleCharacter, _ begin: String) -> String {
    let advice = character.scalar == "\t" ? "indent with spaces" : "write a space, or nothing"
    return "\(begin) \(character.code) (\(character.name)): \(advice)"
  }

  /// Lines as YAML 1.1 counts them: also the Unicode line ends break.
  static func lines(of text: String) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      if scalar == "\n", previous == "\r" { continue }
      if scalar.isLineBreak {
        lines.append(String(line))
        line = String.UnicodeScalarView()
      } else {
        line.append(scalar)
      }
    }
    lines.append(String(line))
    return lines
  }
}
