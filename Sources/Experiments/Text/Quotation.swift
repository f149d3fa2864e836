/// A user's own text as messages repeat it: short, and without control characters.
enum Quotation {
  static let limit = 60

  static func plain(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar {
      case "\n": shown.append(contentsOf: "\\n".unicodeScalars)
      case "\t": shown.append(contentsOf: "\\t".unicodeScalars)
      case _ where scalar.properties.generalCategory == .control: shown.append("\u{FFFD}")
      default:
        if let invisible = InvisibleCharacter(scalar) {
          shown.append(contentsOf: "<\(invisible.code)>".unicodeScalars)
        } else {
          shown.append(scalar)
        }
      }
    }
    let isLonger = text.unicodeScalars.dropFirst(limit).first != nil
    return isLonger ? String(shown) + "…" : String(shown)
  }

  static func quoted(_ text: String) -> String { "'\(plain(text))'" }
}

/// A character that is invisible, or looks like a space.
///
/// Texts that are copied from a web page or a document may contain some.
struct InvisibleCharacter: Equatable {
  let scalar: Unicode.Scalar

  /// `nil` for what can be seen, for spaces, and for the ends of lines.
  init?(_ scalar: Unicode.Scalar) {
    guard scalar != " ", !scalar.isLineBreak else { return nil }
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: break
    default: guard scalar.properties.isDefaultIgnorableCodePoint else { return nil }
    }
    self.scalar = scalar
  }

  /// For example `U+00A0`.
  var code: String {
    "U+" + scalar.value.hexadecimal(digits: 4, uppercase: true)
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

extension String {
  /// The text without control characters except line feeds: names and reasons may come from
  /// untrusted files.
  public var printable: String {
    guard unicodeScalars.contains(where: Self.isControl) else { return self }
    var text = UnicodeScalarView()
    for scalar in unicodeScalars { text.append(Self.isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(text)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && scalar != "\n"
  }
}

extension Unicode.Scalar {
  /// Whether it ends a line in YAML 1.1, which the Unicode line ends do too.
  var isLineBreak: Bool {
    switch value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}
