/// A character that a reader cannot see, or takes for a space.
///
/// Texts that are copied from a web page or a document have such, and what is wrong with them cannot
/// be seen.
struct InvisibleCharacter: Equatable {
  let scalar: Unicode.Scalar

  /// `nil` for what can be seen, for spaces, and for the ends of lines.
  init?(_ scalar: Unicode.Scalar) {
    guard scalar != " ", !SourceText.isLineBreak(scalar) else { return nil }
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: break
    default: guard scalar.properties.isDefaultIgnorableCodePoint else { return nil }
    }
    self.scalar = scalar
  }

  /// For example `U+00A0`.
  var code: String {
    let hex = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
  }

  /// For example `non-breaking space`.
  var name: String {
    switch scalar {
    case "\t": "tab"
    case "\u{A0}": "non-breaking space"
    case "\u{FEFF}": "byte order mark"
    default: scalar.properties.name?.lowercased() ?? "control character"
    }
  }

  /// The first one of a line of YAML, comments aside, with its column from 1.
  ///
  /// A tab counts where it indents: anywhere else YAML takes it for a space.
  static func first(in line: String) -> (character: InvisibleCharacter, column: Int)? {
    var previous: Unicode.Scalar = " "
    var isIndentation = true
    for (index, scalar) in line.unicodeScalars.enumerated() {
      if scalar == "#", previous == " " || previous == "\t" { return nil }
      if let character = InvisibleCharacter(scalar), scalar != "\t" || isIndentation {
        return (character, index + 1)
      }
      if scalar != " " { isIndentation = false }
      previous = scalar
    }
    return nil
  }
}
