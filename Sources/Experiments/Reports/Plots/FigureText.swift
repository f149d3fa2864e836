/// Text in a figure: escaped, measured and broken into lines.
enum FigureText {
  /// A text as content or attribute of an XML element.
  ///
  /// XML has no way to write most control characters, nor U+FFFE and U+FFFF; U+FFFD stands for each.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default:
        let isControl = scalar.properties.generalCategory == .control
        escaped.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
      }
    }
    return escaped
  }

  /// A coordinate with at most one decimal: `12`, `-0.5`.
  ///
  /// - Precondition: it is finite.
  static func coordinate(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let (whole, rest) = (tenths.magnitude / 10, tenths.magnitude % 10)
    return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
  }

  /// An estimate of a text's width, rather too wide than too narrow: which font is there is not known.
  ///
  /// Widths are those of Helvetica plus 8 %.
  static func width(of text: String, size: Double) -> Double {
    let thousandths = text.unicodeScalars.reduce(0.0) { $0 + width(of: $1) }
    return thousandths / 1000 * size * 1.08
  }

  private static func width(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "'", "|": 222
    case " ", ".", ",", ":", ";", "/", "!", "[", "]", "f", "t", "I": 278
    case "(", ")", "-", "r", "{", "}", "\"": 333
    case "c", "k", "s", "v", "x", "y", "z", "J": 500
    case "m", "M": 833
    case "w": 722
    case "W": 944
    case "A"..."Z": 722
    case "\0"..."\u{24F}": 584
    // Scripts with wide characters.
    default: 1000
    }
  }

  /// Breaks a text into lines of at most a width: between words, and within a word that is too long.
  static func lines(of text: String, width limit: Double, size: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if width(of: longer, size: size) <= limit {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if !line.isEmpty, width(of: line + String(character), size: size) > limit {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// Breaks a key after its dots and underscores: `epsilon.`, `decay`.
  static func parts(ofKey key: String) -> [String] {
    var parts = [""]
    for character in key {
      parts[parts.count - 1].append(character)
      if character == "." || character == "_" { parts.append("") }
    }
    return parts.filter { !$0.isEmpty }
  }
}
